/** Our client with servers that nobody here wrote: the npm package smtp-server, and Python's smtpd where it is (up to 3.11). */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type Client, connect } from '@wirechart/core';
import { tcp, tls } from '@wirechart/transport-net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { authority } from '../../../transport-net/test/support/certificates.js';
import { run } from '../../../transport-net/test/support/tools.js';
import {
  authLogin,
  data,
  login,
  mail,
  noop,
  other,
  quit,
  rcpt,
  rset,
  type SmtpClientOptions,
  type SmtpCommand,
  SmtpRefused,
  type SmtpReply,
  sendMail,
  sessionOf,
  smtpClient,
} from '../../src/smtp/index.js';

const { ca, issue } = await authority();
const identity = await issue();

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly secure: boolean;
}

/** A server that keeps what it takes, and refuses whoever is called `nobody`. */
async function served(options: SMTPServerOptions = {}) {
  const mails: Taken[] = [];
  const server = new SMTPServer({
    ...identity,
    authOptional: true,
    onAuth({ username, password, method }, _, done) {
      if (password === 'white rabbit') done(null, { user: `${username} by ${method}` });
      else done(new Error('wrong password'));
    },
    onRcptTo({ address }, _, done) {
      if (address.startsWith('nobody')) done(Object.assign(new Error('no such user'), { responseCode: 550 }));
      else if (address.startsWith('full')) done(Object.assign(new Error('mailbox full'), { responseCode: 452 }));
      else done();
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces).toString(),
          secure: session.secure,
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { readonly port: number };
  return { mails, port };
}

describe.each(['compiled', 'xstate'] as const)('npm smtp-server, with the %s machines', (runtime) => {
  async function opened(options: SMTPServerOptions = {}, of: Partial<SmtpClientOptions> = {}) {
    const { mails, port } = await served(options);
    const protocol = smtpClient({ name: 'client.test', ...of });
    const endpoint = of.tls === 'implicit' ? tls({ port, ca }) : tcp({ port, startTls: { ca } });
    const client: Client<SmtpReply, SmtpCommand> = await connect(protocol, endpoint, { runtime });
    onTestFinished(() => client.abort());
    return { mails, client };
  }

  test('a mail over STARTTLS, to those whom the server takes', async () => {
    const { mails, client } = await opened();
    expect(client.security).toMatchObject({ authorized: true });
    expect([...sessionOf(client).extensions.keys()]).toEqual(expect.arrayContaining(['PIPELINING', '8BITMIME']));
    const { accepted, refused, reply } = await sendMail(client, {
      from: 'a@client.test',
      to: ['b@server.test', 'nobody@server.test', 'full@server.test', 'c@server.test'],
      content: 'Subject: hello\n\nfollow\n.the\n..white\n.\nrabbit',
    });
    expect(reply.code).toBe(250);
    expect(accepted).toEqual(['b@server.test', 'c@server.test']);
    expect(refused.map(({ to, error }) => [to, error.code, error.reply.code])).toEqual([
      ['nobody@server.test', 'refused', 550],
      ['full@server.test', 'refused-for-now', 452],
    ]);
    expect(mails).toEqual([
      {
        from: 'a@client.test',
        to: ['b@server.test', 'c@server.test'],
        text: 'Subject: hello\r\n\r\nfollow\r\n.the\r\n..white\r\n.\r\nrabbit\r\n',
        secure: true,
      },
    ]);
  });

  test('mails at once are not mixed', async () => {
    const { mails, client } = await opened();
    const from = 'a@client.test';
    const sent = await Promise.allSettled([
      sendMail(client, { from, to: ['one@server.test', 'uno@server.test'], content: 'first' }),
      sendMail(client, { from, to: ['nobody@server.test'], content: 'second' }),
      sendMail(client, { from, to: ['three@server.test'], content: 'third' }),
    ]);
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(mails.map(({ to, text }) => [to, text])).toEqual([
      [['one@server.test', 'uno@server.test'], 'first\r\n'],
      [['three@server.test'], 'third\r\n'],
    ]);
  });

  test('commands that are asked at once have each their own reply, with PIPELINING and without', async () => {
    for (const hidePIPELINING of [false, true]) {
      const { mails, client } = await opened({ hidePIPELINING } as SMTPServerOptions);
      expect(sessionOf(client).extensions.has('PIPELINING')).toBe(!hidePIPELINING);
      const outcomes = await Promise.allSettled([
        client.request(noop()),
        client.request(mail('a@client.test', { SIZE: 3 })),
        client.request(rcpt('nobody@server.test')),
        client.request(rcpt('b@server.test')),
        client.request(data('.\n')),
        client.request(rset()),
        client.request(other('HELP')),
        client.request(quit()),
      ]);
      const codes = outcomes.map((outcome) =>
        outcome.status === 'fulfilled' ? outcome.value.code : (outcome.reason as SmtpRefused).reply.code,
      );
      expect(codes).toEqual([250, 250, 550, 250, 250, 250, 214, 221]);
      expect(mails.map(({ text }) => text)).toEqual(['.\r\n']);
      await client.close();
    }
  });

  test('TLS from the start, and a login by PLAIN', async () => {
    const users: unknown[] = [];
    const { client } = await opened(
      {
        secure: true,
        onMailFrom(_, { user }, done) {
          users.push(user);
          done(null);
        },
      },
      { tls: 'implicit' },
    );
    await login(client, 'neo', 'white rabbit');
    await client.request(mail('a@client.test'));
    expect(users).toEqual(['neo by PLAIN']);
  });

  test('a login by LOGIN, and one with a wrong password', async () => {
    const { client } = await opened({ authMethods: ['LOGIN'] });
    await expect(login(client, 'neo', 'black cat')).rejects.toMatchObject({ code: 'refused', reply: { code: 535 } });
    await login(client, 'neo', 'white rabbit');
    expect((await client.request(noop())).code).toBe(250);
  });

  test('an exchange that this side cancels is refused, and the connection goes on', async () => {
    const { client } = await opened({ authMethods: ['LOGIN'] });
    const cancelled = { ...authLogin('neo', 'x'), respond: undefined };
    await expect(client.request(cancelled)).rejects.toBeInstanceOf(SmtpRefused);
    expect((await client.request(noop())).code).toBe(250);
  });

  test('letters beyond ASCII, in content and addresses', async () => {
    const { mails, client } = await opened();
    await sendMail(client, { from: 'größe@client.test', to: ['täuschung@bücher.test'], content: 'Subject: ü\n\n€' });
    // The package gives domains as they are sent in the DNS.
    expect(mails).toMatchObject([{ from: 'größe@client.test', text: 'Subject: ü\r\n\r\n€\r\n' }]);
  });

  test('a server that does not offer STARTTLS is left, unless that is wanted', async () => {
    const options = { disabledCommands: ['STARTTLS'], hideSTARTTLS: true };
    await expect(opened(options)).rejects.toMatchObject({ blame: 'remote', code: 'starttls-not-offered' });
    const { client } = await opened(options, { tls: 'opportunistic' });
    expect(client.security).toBeUndefined();
    await expect(login(client, 'neo', 'white rabbit')).rejects.toMatchObject({ code: 'auth-not-secured' });
  });

  test('a server that is full refuses in its greeting', async () => {
    const refuses = opened({
      onConnect: (_, done) => done(Object.assign(new Error('too busy'), { responseCode: 421 })),
    });
    await expect(refuses).rejects.toMatchObject({ code: 'refused-for-now', reply: { code: 421 } });
  });

  test('a large mail, whole', async () => {
    const { mails, client } = await opened();
    const text = `${'.x'.repeat(400)}\r\n`.repeat(5_000);
    await sendMail(client, { from: '', to: ['b@server.test'], content: Buffer.from(text) });
    expect(mails[0]?.text === text).toBe(true);
    expect(mails[0]?.from).toBe('');
  });
});

const hasSmtpd = spawnSync('python3', ['-W', 'ignore', '-c', 'import smtpd']).status === 0;

test.skipIf(!hasSmtpd)("Python's smtpd", async () => {
  const server = run('python3', ['-u', '-W', 'ignore', '-c', PYTHON]);
  await server.until(/port \d+/);
  const port = Number(/port (\d+)/.exec(server.output)?.[1]);
  const client = await connect(smtpClient({ name: '[127.0.0.1]', tls: 'none' }), tcp({ port, host: '127.0.0.1' }));
  const { reply } = await sendMail(client, { from: 'a@x.test', to: ['b@y.test'], content: '.first\nsecond\n' });
  expect(reply.code).toBe(250);
  await client.request(quit());
  await client.close();
  await server.until(/a@x\.test \['b@y\.test'\] b'\.first\\nsecond'/);
});

const PYTHON = `
import asyncore, smtpd
class Server(smtpd.SMTPServer):
    def process_message(self, peer, mailfrom, rcpttos, data, **_):
        print(mailfrom, rcpttos, data, flush=True)
server = Server(('127.0.0.1', 0), None)
print('port', server.socket.getsockname()[1], flush=True)
asyncore.loop()
`;
