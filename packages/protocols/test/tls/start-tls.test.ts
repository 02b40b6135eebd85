/** TLS in the middle of a connection: both roles, with servers and clients that nobody here wrote, and who would slip something in. */
import { once } from 'node:events';
import { connect as connectPlain, createServer } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { connect, type Peer, type ServeOptions, serve, type TraceRecord, type WirechartError } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { authority } from '../../../transport-net/test/support/certificates.js';
import { canRun, files, run } from '../../../transport-net/test/support/tools.js';
import { lines } from '../../src/framing/index.js';
import { proxied } from '../../src/proxy/index.js';
import { overTls } from '../../src/tls/index.js';
import { afterSslRequest, withSslRequest } from './postgres.js';
import { smtpClient, smtpServer } from './smtp.js';

const { ca, issue } = await authority();
const identity = await issue();
const RUNTIMES = ['compiled', 'xstate'] as const;

describe.each(RUNTIMES)('SMTP, by the %s machines', (runtime) => {
  test('our client with the npm package smtp-server', async () => {
    const mails: string[] = [];
    const server = new SMTPServer({
      ...identity,
      authOptional: true,
      onData(stream, session, done) {
        let text = '';
        stream.on('data', (chunk) => {
          text += chunk;
        });
        stream.on('end', () => {
          mails.push(`${session.secure} ${text}`);
          done();
        });
      },
    });
    server.on('error', () => {});
    onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as { port: number };

    const records: TraceRecord[] = [];
    const client = await connect(smtpClient(), tcp({ port, startTls: { ca } }), {
      runtime,
      onTransition: (record) => records.push(record),
    });
    expect(client.security).toMatchObject({ version: 'TLSv1.3', authorized: true });
    expect(await client.request('EHLO client.test')).toMatch(/^250 /);
    for (const command of ['MAIL FROM:<a@client.test>', 'RCPT TO:<b@server.test>']) {
      expect(await client.request(command)).toMatch(/^250 /);
    }
    expect(await client.request('DATA')).toMatch(/^354 /);
    expect(await client.request('Subject: hello\r\n\r\nsecret\r\n.')).toMatch(/^250 /);
    expect(await client.request('QUIT')).toMatch(/^221 /);
    await client.close();
    expect(mails).toEqual(['true Subject: hello\r\n\r\nsecret\r\n']);
    // The switch is in the trace.
    const read = records.filter(({ half, connection }) => half === 'read' && !connection.startsWith('dial'));
    expect(read.map(({ from, event, to }) => `${from} ${event} ${to}`)).toContain('handshaking secured secured');
  });

  test.skipIf(!canRun('openssl'))('openssl s_client -starttls smtp with our server', async () => {
    const { port } = await mailbox({ runtime });
    const { authorities } = files({ authorities: ca });
    const client = run('openssl', [
      ...['s_client', '-starttls', 'smtp', '-connect', `127.0.0.1:${port}`, '-CAfile', authorities, '-crlf', '-quiet'],
      ...['-verify_return_error', '-verify_hostname', 'localhost'],
    ]);
    client.stdin.write('NOOP\n');
    await client.until(/250 secured/);
  });

  test.skipIf(!canRun('curl'))('curl --ssl-reqd with our server', async () => {
    const { port, said } = await mailbox({ runtime });
    const { authorities, mail } = files({ authorities: ca, mail: 'Subject: x\r\n\r\nsecret\r\n' });
    const client = run('curl', [
      ...['--silent', '--show-error', '--ssl-reqd', '--cacert', authorities, `smtp://localhost:${port}`],
      ...['--mail-from', 'a@client.test', '--mail-rcpt', 'b@server.test', '--upload-file', mail],
    ]);
    expect([await client.ended, client.output]).toEqual([0, '']);
    expect(said).toContain('secured: secret');
  });

  test('what is slipped in after STARTTLS is refused, and is never taken for what comes over TLS', async () => {
    const { port, said, failures } = await mailbox({ runtime });
    const socket = connectPlain(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'data');
    socket.write('STARTTLS\r\nMAIL FROM:<attacker@evil.test>\r\n');
    await once(socket, 'close');
    expect(failures).toMatchObject([
      {
        code: 'leftovers',
        blame: 'remote',
        state: 'handshaking',
        message: expect.stringContaining('32 bytes before TLS'),
      },
    ]);
    expect(said).toEqual(['plain: STARTTLS']);
  });

  test('a server that slips something in after its answer is refused by our client', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 hello\r\n');
      socket.on('data', (data) => {
        if (String(data).startsWith('EHLO')) socket.write('250 STARTTLS\r\n');
        else socket.write('220 go on\r\n250 forged\r\n');
      });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await expect(connect(smtpClient(), tcp({ port, startTls: { ca } }), { runtime })).rejects.toMatchObject({
      code: 'leftovers',
      blame: 'remote',
    });
  });

  test('a handshake that fails is the failure of that connection', async () => {
    const { port, failures } = await mailbox({ runtime });
    const stranger = await authority('somebody else');
    await expect(
      connect(smtpClient(), tcp({ port, startTls: { ca: stranger.ca } }), { runtime }),
    ).rejects.toMatchObject({
      stage: 'handshake',
      problem: 'unknown-authority',
    });
    await until(() => failures.length > 0);
    expect(failures).toMatchObject([{ stage: 'handshake', seenBy: 'remote' }]);
  });

  test('an endpoint that was not told how is a mistake of this side', async () => {
    const { port } = await mailbox({ runtime });
    await expect(connect(smtpClient(), tcp({ port }), { runtime })).rejects.toMatchObject({
      code: 'tls-not-set-up',
      blame: 'local',
    });
  });
});

describe.each(RUNTIMES)('a PostgreSQL-style answer of one byte, by the %s machines', (runtime) => {
  test('both roles', async () => {
    const port = await echo(afterSslRequest(lines()), { runtime });
    await using client = await connect(withSslRequest(lines()), tcp({ port, startTls: { ca } }), { runtime });
    expect(await client.request('over TLS')).toBe('TLSv1.3 over TLS');
  });

  test.skipIf(!canRun('openssl'))('openssl s_client -starttls postgres', async () => {
    const port = await echo(afterSslRequest(lines()), { runtime });
    const args = ['s_client', '-starttls', 'postgres', '-connect', `127.0.0.1:${port}`, '-crlf', '-quiet'];
    const client = run('openssl', args);
    client.stdin.write('hello\n');
    await client.until(/TLSv1.3 hello/);
  });
});

test('after a PROXY header, which nobody waits for, the handshake gets what has arrived', async () => {
  const protocol = proxied(overTls(lines(), { leftovers: 'keep' }), { trusted: ['127.0.0.1'] });
  const port = await echo(protocol, {});
  const below = connectPlain(port, '127.0.0.1');
  let prefix = 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n';
  const prefixing = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      below.write(Buffer.concat([Buffer.from(prefix), chunk]), done);
      prefix = '';
    },
  });
  below.on('data', (chunk) => prefixing.push(chunk));
  onTestFinished(() => void below.destroy());
  const client = connectTls({ socket: prefixing, ca, servername: 'localhost' });
  client.write('hello\r\n');
  expect(String((await once(client, 'data'))[0])).toBe('TLSv1.3 hello\n');
  client.destroy();
});

async function echo(
  protocol: Parameters<typeof serve<string, string>>[0],
  options: ServeOptions<string, string>,
): Promise<number> {
  const endpoint = tcp({ port: 0, startTls: identity });
  const server = await serve(protocol, (line, peer) => `${peer.security?.version} ${line}`, endpoint, options);
  onTestFinished(() => server.abort());
  return (server.address as { readonly port: number }).port;
}

/** A mail server that takes everything and keeps what was said, with whether it was said over TLS. */
async function mailbox(options: ServeOptions<string, string>) {
  const said: string[] = [];
  const failures: WirechartError[] = [];
  let inData = false;
  const answer = (command: string, peer: Peer<string, string>): string | undefined => {
    said.push(`${peer.security === undefined ? 'plain' : 'secured'}: ${command}`);
    if (inData) {
      inData = command !== '.';
      return inData ? undefined : '250 taken';
    }
    if (/^STARTTLS$/i.test(command)) return '220 go on';
    if (/^EHLO/i.test(command)) return '250 STARTTLS';
    if (/^DATA/i.test(command)) {
      inData = true;
      return '354 go on';
    }
    return /^QUIT/i.test(command) ? '221 bye' : `250 ${peer.security === undefined ? 'plain' : 'secured'}`;
  };
  const server = await serve(smtpServer(), answer, tcp({ port: 0, startTls: identity }), {
    ...options,
    onConnection: (peer) => void peer.send('220 mailbox'),
    onError: (error) => failures.push(error),
  });
  onTestFinished(() => server.abort());
  return { port: (server.address as { readonly port: number }).port, said, failures };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}
