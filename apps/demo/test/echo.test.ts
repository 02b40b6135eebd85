import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonLines, run, startServer } from './support/demo.js';

describe('echo-client and echo-server', () => {
  it.each([
    ['the default', [], 'Hello, world'],
    ['a message', ['Grüße 🐰'], 'Grüße 🐰'],
    ['an empty message', [''], ''],
  ])('%s comes back', async (_, message, expected) => {
    const { port } = await startServer('echo-server');
    const { status, stdout } = await run(['echo-client', '127.0.0.1', port, ...message]);
    expect(stdout).toBe(`connected to 127.0.0.1:${port}\n→ ${expected}\n← ${expected}\nclosed\n`);
    expect(status).toBe(0);
  });

  it('tells a server that keeps something back', async () => {
    const server = createServer((socket) => socket.once('data', (data) => socket.end(data.subarray(1))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as { port: number };
    const { status, stderr } = await run(['echo-client', '127.0.0.1', port]);
    expect(stderr).toBe('demo: the server closed after 11 of 12 bytes\n');
    expect(status).toBe(1);
  });

  it('tells a server that changes something', async () => {
    const server = createServer((socket) => socket.once('data', (data) => socket.end(data.fill(0x21, 3, 4))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const { port } = server.address() as { port: number };
    const { status, stderr } = await run(['echo-client', '127.0.0.1', port]);
    expect(stderr).toBe('demo: the server sent back something else\n');
    expect(status).toBe(1);
  });
});

describe('multiconn-client and multiconn-server', () => {
  it.each([1, 2, 50])('%i connections get both of their messages back', async (connections) => {
    const { server, port } = await startServer('multiconn-server');
    const { status, stdout, stderr } = await run(['multiconn-client', '127.0.0.1', port, connections]);
    for (let connection = 1; connection <= connections; connection++) {
      const own = stdout.split('\n').filter((line) => line.startsWith(`connection ${connection}  `));
      expect(own.slice(1)).toEqual([
        `connection ${connection}  → Message 1 from client.`,
        `connection ${connection}  → Message 2 from client.`,
        `connection ${connection}  ← Message 1 from client.Message 2 from client.`,
        `connection ${connection}  closed`,
      ]);
    }
    expect(stderr).toBe('');
    expect(status).toBe(0);
    server.signal('SIGTERM');
    const served = await server.ended;
    expect(served.stdout.match(/ {2}connected$/gm)).toHaveLength(connections);
  });

  it('says so with --json', async () => {
    const { port } = await startServer('multiconn-server');
    const { stdout } = await run(['multiconn-client', '127.0.0.1', port, 2, '--json']);
    const lines = jsonLines(stdout);
    expect(lines.filter(({ event }) => event === 'received')).toMatchObject([
      { content: { text: 'Message 1 from client.Message 2 from client.' }, length: 44 },
      { content: { text: 'Message 1 from client.Message 2 from client.' }, length: 44 },
    ]);
    expect(lines.at(-1)).toMatchObject({ event: 'done', connections: 2, bytes: 88 });
  });
});
