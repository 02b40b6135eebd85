/** The servers behind a proxy: they see the client, and take nobody's word but that of proxies they trust. */
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jsonLines, run, startServer } from './support/demo.js';

const LINE = 'PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n';
const HEADER = '{"byteorder":"big","content-type":"x","content-encoding":"","content-length":0}';
const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: x',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
  '',
  '',
].join('\r\n');

describe.each<[program: string, request: string, reply: string]>([
  ['app-server', `\0${String.fromCharCode(HEADER.length)}${HEADER}`, 'First 10 bytes of request: '],
  ['echo-server', 'hello', 'hello'],
  ['multiconn-server', 'hello', 'hello'],
  ['memcached-server', 'version\r\n', 'VERSION '],
  ['resp-server', 'PING\r\n', '+PONG\r\n'],
  ['websocket-server', UPGRADE, 'HTTP/1.1 101 '],
])('%s', (program, request, reply) => {
  it.each(['compiled', 'xstate'])('answers a client behind a proxy, and knows it, %s', async (runtime) => {
    const { server, port } = await startServer(program, '--proxy-protocol', '--runtime', runtime, '--json');
    const { socket, heard } = dial(port, LINE + request);
    await heard(reply);
    const via = `127.0.0.1:${socket.localPort}`;
    socket.destroy();
    await server.until(/"event":"(closed|failed)"/);
    server.signal('SIGTERM');
    const lines = jsonLines((await server.ended).stdout);
    const proxied = lines.filter(({ event }) => event === 'proxied');
    expect(proxied).toMatchObject([{ remote: '192.0.2.1:56324', via }]);
    expect(lines.filter(({ event }) => event === 'closed' || event === 'failed')[0]).toMatchObject({
      remote: '192.0.2.1:56324',
    });
  });

  it('refuses whoever speaks without a header', async () => {
    const { server, port } = await startServer(program, '--proxy-protocol');
    dial(port, request);
    await server.until(/failed in state [\w-]+: .*\((proxy-missing|truncated), blame: remote\)/);
  });
});

it('refuses a source that is not trusted, and says so', async () => {
  const { server, port } = await startServer('echo-server', '--trusted', '192.0.2.0/24,2001:db8::/32,unix');
  const { ended } = dial(port, `${LINE}hello`);
  expect(await ended).toBe('');
  await server.until(/failed in state checking-source: .*\(proxy-untrusted, blame: remote\)/);
});

it('takes a header from a source that is named', async () => {
  const { port } = await startServer('echo-server', '--trusted', '192.0.2.0/24,127.0.0.1');
  await dial(port, `${LINE}hello`).heard('hello');
});

it('explains what may be trusted', async () => {
  const { status, stderr } = await run(['echo-server', '127.0.0.1', 0, '--trusted', '10.0.0.0/8,localhost']);
  expect(stderr).toContain("trusted: 'localhost' is neither an IP address, nor a network such as 10.0.0.0/8");
  expect(status).toBe(2);
});

/** Sends it all, and listens. */
function dial(port: number, bytes: string) {
  const socket: Socket = connect({ port, host: '127.0.0.1' }, () => socket.write(Buffer.from(bytes, 'latin1')));
  onTestFinished(() => {
    socket.destroy();
  });
  let received = '';
  let tell = () => {};
  socket.setEncoding('latin1').on('data', (text) => {
    received += text;
    tell();
  });
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.on('end', () => resolve(received)));
  const heard = (text: string) =>
    new Promise<void>((resolve) => {
      tell = () => {
        if (received.includes(text)) resolve();
      };
      tell();
    });
  return { socket, heard, ended };
}
