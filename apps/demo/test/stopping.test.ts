import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run, startServer } from './support/demo.js';

describe.each(['SIGINT', 'SIGTERM'] as const)('on %s', (signal) => {
  it.each(['app-server', 'echo-server', 'multiconn-server'])('%s closes in order and exits 0', async (program) => {
    const { server } = await startServer(program);
    server.signal(signal);
    const { status, stdout, stderr } = await server.ended;
    expect(stdout).toContain(`${signal}: closing`);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('a request under way is answered, and nothing new is taken', async () => {
    const { server, port } = await startServer('app-server');
    const socket = open(port);
    const first = request({ action: 'search', value: 'ring' });
    const second = request({ action: 'search', value: 'morpheus' });
    const cut = second.length - 5;
    // In one write: when the first is answered, the server is in the middle of the second.
    socket.write(Buffer.concat([first, second.subarray(0, cut)]));
    await once(socket, 'data');
    server.signal(signal);
    await server.until(/closing, one connection is still open/);

    const refused = await run(['app-client', '127.0.0.1', port, 'search', 'ring']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('ECONNREFUSED');

    const rest = received(socket);
    // A third request after the second is too late.
    socket.write(Buffer.concat([second.subarray(cut), first]));
    const text = await rest;
    expect(text).toContain('Follow the white rabbit. 🐰');
    expect(text).not.toContain('Misty Mountains');
    expect((await server.ended).status).toBe(0);
  });

  it('an idle connection is ended, not reset', async () => {
    const { server, port } = await startServer('echo-server');
    const socket = open(port);
    const all = received(socket);
    socket.write('ping');
    await once(socket, 'data');
    server.signal(signal);
    expect(await all).toBe('ping');
    expect((await server.ended).status).toBe(0);
  });
});

// The drain time-out would reset it too, but only after ten seconds.
it('a second signal resets what is still open', { timeout: 8000 }, async () => {
  const { server, port } = await startServer('app-server');
  const socket = open(port);
  const whole = request({ action: 'search', value: 'ring' });
  socket.write(Buffer.concat([whole, whole.subarray(0, 9)]));
  await once(socket, 'data');
  server.signal('SIGINT');
  await server.until(/still open/);
  const reset = once(socket, 'error');
  server.signal('SIGINT');
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
  expect((await server.ended).status).toBe(0);
});

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** Everything until the server ends; rejects on a reset. */
async function received(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks).toString();
}

function request(value: unknown): Buffer {
  const content = Buffer.from(JSON.stringify(value));
  const header = Buffer.from(
    JSON.stringify({
      byteorder: 'little',
      'content-type': 'text/json',
      'content-encoding': 'utf-8',
      'content-length': content.length,
    }),
  );
  return Buffer.concat([Buffer.from([header.length >> 8, header.length & 0xff]), header, content]);
}
