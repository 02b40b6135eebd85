/** TLS with programs that nobody here wrote: OpenSSL, curl, Python, each as client and as server where it can be both. */
import { connect, serve } from '@wirechart/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type TlsSettings, tls } from '../../src/index.js';
import { authority } from '../support/certificates.js';
import { lines } from '../support/lines.js';
import { ascii, listen } from '../support/pair.js';
import { Recorder } from '../support/recorder.js';
import { canRun, files, run } from '../support/tools.js';

const { ca, issue } = await authority();
const good = await issue();
const clientIdentity = await issue({ names: ['client'] });

describe.skipIf(!canRun('openssl'))('openssl', () => {
  test.each(['-tls1_2', '-tls1_3'])(
    's_client %s is served, with its certificate, name and protocol',
    async (version) => {
      const port = await shouting({ ...good, ca, clientCertificates: 'required', alpn: ['lines'] });
      const { ca: authorities, cert, key } = files({ ca, cert: clientIdentity.cert, key: clientIdentity.key });
      const client = run('openssl', [
        ...['s_client', '-connect', `127.0.0.1:${port}`, version, '-CAfile', authorities, '-cert', cert, '-key', key],
        ...[
          '-servername',
          'localhost',
          '-alpn',
          'lines',
          '-verify_return_error',
          '-verify_hostname',
          'localhost',
          '-ign_eof',
        ],
      ]);
      client.stdin.write('hello\n');
      await client.until(/HELLO$/m);
      expect(client.output).toContain('Verify return code: 0 (ok)');
      expect(client.output).toContain('ALPN protocol: lines');
      client.stdin.write('who am i\n');
      await client.until(/CN=CLIENT LINES LOCALHOST$/m);
    },
  );

  test('s_client learns by an alert that its version is not spoken', async () => {
    const port = await shouting({ ...good, minVersion: 'TLSv1.3' });
    const client = run('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2']);
    await client.until(/alert protocol version/);
    expect(await client.ended).not.toBe(0);
  });

  test('s_server is called, and its end is an orderly one', async () => {
    const { cert, key } = files({ cert: good.cert, key: good.key });
    const server = run('openssl', [
      's_server',
      '-accept',
      '127.0.0.1:0',
      '-cert',
      cert,
      '-key',
      key,
      '-rev',
      '-naccept',
      '1',
    ]);
    const [, port] = await server.until(/^ACCEPT 127\.0\.0\.1:(\d+)/m);
    const client = await connect(lines, tls({ port: Number(port), ca, closeNotify: 'required' }));
    expect(await client.request('stressed')).toBe('desserts');
    await client.close();
  });

  test('s_server with a certificate of nobody is refused', async () => {
    const self = await (await authority('stranger')).issue();
    const { cert, key } = files({ cert: self.cert, key: self.key });
    const server = run('openssl', ['s_server', '-accept', '127.0.0.1:0', '-cert', cert, '-key', key]);
    const [, port] = await server.until(/^ACCEPT 127\.0\.0\.1:(\d+)/m);
    await expect(tls({ port: Number(port), ca }).connect()).rejects.toMatchObject({ problem: 'unknown-authority' });
    await server.until(/alert unknown ca|alert certificate unknown|SSL_accept|ERROR|shutting down|CONNECTION CLOSED/);
  });
});

test.skipIf(!canRun('curl'))('curl gets a page, and checks the certificate', async () => {
  const { listener, accepted, port } = await listen(tls({ port: 0, ...good }));
  const { ca: authorities } = files({ ca });
  const client = run('curl', ['--silent', '--show-error', '--cacert', authorities, `https://localhost:${port}/`]);
  const sink = new Recorder();
  const server = await accepted();
  server.start(sink);
  await sink.until(() => sink.text.endsWith('\r\n\r\n'));
  server.write([ascii('HTTP/1.0 200 OK\r\n\r\n'), ascii('a page\n')]);
  server.end();
  expect(await client.ended).toBe(0);
  expect(client.output).toBe('a page\n');
  const distrustful = run('curl', ['--silent', '--show-error', `https://localhost:${port}/`]);
  expect(await distrustful.ended).toBe(60);
  await listener.close();
});

describe.skipIf(!canRun('python3'))('Python', () => {
  test('a client says all it has to say, unwraps, and gets every reply', async () => {
    const port = await shouting(good);
    const { ca: authorities, script } = files({ ca, script: PYTHON_CLIENT });
    const client = run('python3', [script, port, authorities]);
    expect(await client.ended).toBe(0);
    expect(client.output).toBe('TLSv1.3\nONE\nTWO\n');
  });

  test('a server answers, ends with close_notify, and hears ours', async () => {
    const { cert, key, script } = files({ cert: good.cert, key: good.key, script: PYTHON_SERVER });
    const server = run('python3', [script, cert, key]);
    const [, port] = await server.until(/^listening (\d+)/m);
    const client = await connect(lines, tls({ port: Number(port), ca, closeNotify: 'required' }));
    expect(await client.request('hello')).toBe('hello, indeed');
    await client.close();
    expect(await server.ended).toBe(0);
    expect(server.output).toContain('orderly end');
  });
});

/** Serves lines in capitals; `who am i` is answered with what the handshake was about. */
async function shouting(settings: TlsSettings): Promise<number> {
  const server = await serve(
    lines,
    (line, peer) => {
      if (line !== 'who am i') return line.toUpperCase();
      const { certificate, protocol, serverName } = peer.security ?? {};
      return `${certificate?.subject} ${protocol} ${serverName}`.toUpperCase();
    },
    tls({ port: 0, ...settings }),
  );
  onTestFinished(() => server.abort());
  return (server.address as { port: number }).port;
}

const PYTHON_CLIENT = `
import socket, ssl, sys
context = ssl.create_default_context(cafile=sys.argv[2])
with context.wrap_socket(socket.create_connection(('127.0.0.1', int(sys.argv[1]))), server_hostname='localhost') as s:
    print(s.version())
    s.sendall(b'one\\ntwo\\n')
    got = b''
    while got.count(b'\\n') < 2:
        got += s.recv(100)
    s.unwrap()
    print(got.decode(), end='')
`;

const PYTHON_SERVER = `
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
listener = socket.create_server(('127.0.0.1', 0))
print('listening', listener.getsockname()[1], flush=True)
raw, _ = listener.accept()
s = context.wrap_socket(raw, server_side=True, suppress_ragged_eofs=False)
line = s.recv(100).decode().strip()
s.sendall((line + ', indeed\\n').encode())
assert s.recv(100) == b''
s.unwrap()
print('orderly end', flush=True)
`;
