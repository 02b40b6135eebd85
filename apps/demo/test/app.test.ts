import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonLines, run, startServer } from './support/demo.js';

describe('app-client and app-server', () => {
  it.each([
    ['search', 'morpheus', [], '{"result":"Follow the white rabbit. 🐰"}  text/json, utf-8'],
    ['search', 'ring', [], '{"result":"In the caves beneath the Misty Mountains. 💍"}  text/json, utf-8'],
    ['search', '🐶', [], '{"result":"🐾 Playing ball! 🏐"}  text/json, utf-8'],
    ['search', 'x', [], `{"result":"No match for 'x'."}  text/json, utf-8`],
    ['search', 'constructor', [], `{"result":"No match for 'constructor'."}  text/json, utf-8`],
    ['x', 'y', ['--as', 'json'], `{"result":"Error: invalid action 'x'."}  text/json, utf-8`],
    ['binary', '😃', [], 'First 10 bytes of request: binary😃  binary/custom-server-binary-type'],
    ['search', 'bytes', ['--as', 'binary'], 'First 10 bytes of request: searchbyte  binary/custom-server-binary-type'],
    ['a', '', [], 'First 10 bytes of request: a  binary/custom-server-binary-type'],
  ])('%s %s %j', async (action, value, options, answer) => {
    const { port } = await startServer('app-server');
    const { status, stdout, stderr } = await run(['app-client', '127.0.0.1', port, action, value, ...options]);
    expect(stdout).toContain(`\n← ${answer}\n`);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('says what happens as one JSON object per line with --json, on both sides', async () => {
    const { server, port } = await startServer('app-server', '--json');
    const client = await run(['app-client', '127.0.0.1', port, 'binary', '😃', '--json']);
    await server.until(/"event":"closed"/);
    server.signal('SIGTERM');
    const { stdout } = await server.ended;
    const request = {
      event: 'request',
      contentType: 'binary/custom-client-binary-type',
      contentEncoding: 'binary',
      content: { base64: 'YmluYXJ58J+Ygw==', text: 'binary😃' },
    };
    const reply = {
      event: 'reply',
      contentType: 'binary/custom-server-binary-type',
      contentEncoding: 'binary',
      content: { text: 'First 10 bytes of request: binary😃' },
    };
    expect(jsonLines(client.stdout)).toMatchObject([
      { event: 'connected', remote: `127.0.0.1:${port}` },
      request,
      reply,
      { event: 'closed' },
    ]);
    expect(jsonLines(stdout)).toMatchObject([
      { event: 'listening', text: `listening on 127.0.0.1:${port}`, host: '127.0.0.1', port },
      { event: 'connected' },
      request,
      reply,
      { event: 'closed' },
      { event: 'stopping', signal: 'SIGTERM', connections: 0 },
      { event: 'stopped' },
    ]);
  });

  it('does not let a remote command the terminal', async () => {
    const { server, port } = await startServer('app-server');
    const { stdout } = await run(['app-client', '127.0.0.1', port, 'search', '\x1b[2J\x9b\u202e']);
    await server.until(/closed/);
    for (const output of [stdout, server.stdout]) {
      expect(output).toContain('\\u001b[2J\\u009b\\u202e');
      for (const character of ['\x1b', '\x9b', '\u202e']) expect(output).not.toContain(character);
    }
  });
});

describe('what goes wrong is told in one line, with exit status 1', () => {
  it('a refused connection', async () => {
    const port = await freePort();
    for (const args of [
      ['app-client', '127.0.0.1', port, 'search', 'x'],
      ['echo-client', '127.0.0.1', port],
      ['multiconn-client', '127.0.0.1', port, 3],
    ]) {
      const { status, stdout, stderr } = await run(args);
      expect(stderr).toBe(
        `demo: cannot connect to 127.0.0.1:${port}: connection refused, nothing listens there (ECONNREFUSED)\n`,
      );
      expect(stdout).toBe('');
      expect(status).toBe(1);
    }
  });

  it('an address that is in use', async () => {
    const { port } = await startServer('app-server');
    const served = ['app-server', 'echo-server', 'multiconn-server'].map((program) => [program, '127.0.0.1', port]);
    const otherwise = [
      ['app-server', '127.0.0.1', port, '--websocket'],
      ['echo-server', '127.0.0.1', port, '--cores', 2],
      ['inspect', port],
    ];
    for (const args of [...served, ...otherwise]) {
      const { status, stdout, stderr } = await run(args);
      expect(stderr).toBe(`demo: cannot listen on 127.0.0.1:${port}: the address is already in use (EADDRINUSE)\n`);
      expect(stdout).toBe('');
      expect(status).toBe(1);
    }
  });

  it('an address that is not of this machine', async () => {
    const { status, stderr } = await run(['app-server', '192.0.2.1', 0]);
    expect(stderr).toBe(
      'demo: cannot listen on 192.0.2.1:0: this machine does not have that address (EADDRNOTAVAIL)\n',
    );
    expect(status).toBe(1);
  });

  it.each(['--json', undefined])('a client that resets, by the server, which names the code once, %s', async (json) => {
    const { server, port } = await startServer('echo-server', ...(json === undefined ? [] : [json]));
    const socket = connect(port, '127.0.0.1', () => socket.write('ping'));
    socket.once('data', () => socket.resetAndDestroy());
    await server.until(/failed in state streaming: cannot read from [^(]* \(ECONNRESET, blame: transport\)/);
  });

  it.each([
    [
      'before it replies',
      (socket: Socket) => socket.end(),
      /^demo: .*closed.* before it replied \(closed-before-reply\)\n$/,
    ],
    [
      'in the middle of its reply',
      (socket: Socket) => socket.end('\0'),
      /^demo: .*in the middle of a message \(truncated\)\n$/,
    ],
    ['by reset', (socket: Socket) => socket.resetAndDestroy(), /^demo: lost the connection to .*\(ECONNRESET\)\n$/],
    ['with nonsense', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), /^demo: .*\([\w-]+\)\n$/],
  ])('a server that hangs up %s', async (_, hangUp, line) => {
    const port = await serveSockets((socket) => socket.once('data', () => hangUp(socket)));
    const { status, stderr } = await run(['app-client', '127.0.0.1', port, 'search', 'x']);
    expect(stderr).toMatch(line);
    expect(status).toBe(1);
  });
});

async function serveSockets(talk: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => talk(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as { port: number }).port;
}

/** A port that nothing listens on: it was given out a moment ago, and is not given again at once. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
