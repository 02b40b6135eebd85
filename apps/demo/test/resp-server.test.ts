import { connect as dial, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run, startServer } from './support/demo.js';

describe('resp-server', () => {
  it.each(['compiled', 'xstate'])('answers by the %s machines, and closes in order', async (runtime) => {
    const { server, port } = await startServer('resp-server', '--runtime', runtime);
    const client = open(port);
    client.socket.write('SET rabbit white\r\n*2\r\n$3\r\nGET\r\n$6\r\nrabbit\r\n');
    await client.until('+OK\r\n$5\r\nwhite\r\n');
    server.signal('SIGTERM');
    await client.ended;
    const { status, stdout, stderr } = await server.ended;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/connected\n.*closing, one connection is still open.*\n.*closed\nstopped listening/);
    expect(status).toBe(0);
  });

  it('keeps its limits', async () => {
    const { port } = await startServer('resp-server', '--content-bytes', '100', '--header-bytes', '100');
    for (const request of ['*1\r\n$101\r\n', 'x'.repeat(101)]) {
      const client = open(port);
      client.socket.write(request);
      await client.until('limit');
      await client.ended;
      expect(client.received).toMatch(/^-ERR Protocol error: .*; limit (content|header)Bytes is 100\r\n$/);
    }
  });

  it('explains its options', async () => {
    const { status, stderr } = await run(['resp-server', '127.0.0.1', '0', '--runtime', 'fast']);
    expect(stderr).toContain("expected compiled or xstate, not 'fast'");
    expect(status).toBe(2);
  });
});

interface Dialled {
  readonly socket: Socket;
  readonly received: string;
  readonly ended: Promise<void>;
  /** Waits until this has arrived, or the connection has ended. */
  until(text: string): Promise<void>;
}

function open(port: number): Dialled {
  const socket = dial(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let received = '';
  let tell = () => {};
  socket.setEncoding('latin1').on('data', (text) => {
    received += text;
    tell();
  });
  const ended = new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('end', resolve);
  });
  return {
    socket,
    ended,
    get received() {
      return received;
    },
    async until(text) {
      while (!received.includes(text)) {
        const more = new Promise<void>((resolve) => {
          tell = resolve;
        });
        await Promise.race([more, ended.then(() => Promise.reject(new Error(`ended after ${received}`)))]);
      }
    },
  };
}
