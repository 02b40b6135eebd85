/** What goes out when, and which reply belongs to which command. Expected values from RFC 5321 (4.3.2), 2920, 4954 and 3207. */
import { type ConnectClientOptions, connect } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import {
  type Authenticate,
  authLogin,
  authPlain,
  data,
  login,
  mail,
  noop,
  other,
  quit,
  rcpt,
  rset,
  type SmtpCommand,
  type SmtpReply,
  sendMail,
  sessionOf,
  smtpClient,
} from '../../src/smtp/index.js';
import { sessionProtocol } from '../../src/smtp/protocol.js';
import { outcomes, type Scripted, scripted } from '../support/scripted.js';

type Session = Omit<Scripted<SmtpReply, SmtpCommand>, 'heard'> & {
  /** The lines that have come since it was asked last. */
  readonly heard: () => string[];
};

/** A client that has greeted a server with these extensions. */
async function opened(...given: (string | ConnectClientOptions)[]): Promise<Session> {
  const extensions = given.filter((one) => typeof one === 'string');
  const options = given.find((one) => typeof one === 'object');
  const lines = ['mail.test', ...extensions];
  const said = lines.map((line, at) => `250${at === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
  // The server says it all before it is asked; what it would hear is the same.
  const { heard, ...one } = await scripted(
    smtpClient({ name: 'client.test', tls: 'none' }),
    options,
    `220 hi\r\n${said}`,
  );
  let before = heard().length;
  return {
    ...one,
    heard() {
      const since = heard().slice(before);
      before = heard().length;
      return since.split('\r\n').slice(0, -1);
    },
  };
}

const codes = async (requests: readonly Promise<SmtpReply>[]) =>
  (await outcomes(requests)).map((outcome) => (typeof outcome === 'string' ? outcome : (outcome as SmtpReply).code));

test('what the server offers is known', async () => {
  const { client } = await opened('size 1000', 'AUTH PLAIN  LOGIN', '8BITMIME', '*odd*');
  const { server, extensions } = sessionOf(client);
  expect(server).toBe('mail.test');
  expect([...extensions]).toEqual([
    ['SIZE', ['1000']],
    ['AUTH', ['PLAIN', 'LOGIN']],
    ['8BITMIME', []],
  ]);
});

describe('commands that are asked at once', () => {
  const ask = ({ client }: Session) => [
    client.request(mail('a@x.test')),
    client.request(rcpt('b@x.test')),
    client.request(rcpt('c@x.test')),
    client.request(data('one\n.two')),
    client.request(noop()),
  ];

  test('go out one after the other', async () => {
    const session = await opened();
    const { say, heard } = session;
    const asked = ask(session);
    await say();
    expect(heard()).toEqual(['MAIL FROM:<a@x.test>']);
    await say('250 ok\r\n');
    expect(heard()).toEqual(['RCPT TO:<b@x.test>']);
    await say('550 no\r\n');
    expect(heard()).toEqual(['RCPT TO:<c@x.test>']);
    await say('251 will forward\r\n');
    expect(heard()).toEqual(['DATA']);
    await say('354 go on\r\n');
    expect(heard()).toEqual(['one', '..two', '.']);
    await say('250 taken\r\n');
    expect(heard()).toEqual(['NOOP']);
    await say('250 ok\r\n');
    expect(await codes(asked)).toEqual([250, 'refused maybe', 251, 250, 250]);
  });

  test('go out together with PIPELINING, up to what the content must wait for', async () => {
    const session = await opened('PIPELINING');
    const { say, heard } = session;
    const asked = ask(session);
    await say();
    expect(heard()).toEqual(['MAIL FROM:<a@x.test>', 'RCPT TO:<b@x.test>', 'RCPT TO:<c@x.test>', 'DATA']);
    await say('250 ok\r\n550 no\r\n250 ok\r\n');
    expect(heard()).toEqual([]);
    await say('354 go on\r\n');
    expect(heard()).toEqual(['one', '..two', '.']);
    await say('250 taken\r\n');
    expect(heard()).toEqual(['NOOP']);
    await say('250 ok\r\n');
    expect(await codes(asked)).toEqual([250, 'refused maybe', 250, 250, 250]);
  });

  test('content that is refused before it is sent is not sent, and what follows is', async () => {
    const { client, say, heard } = await opened('PIPELINING');
    const asked = [client.request(data('secret')), client.request(rset())];
    await say('503 no recipients\r\n');
    expect(heard()).toEqual(['DATA', 'RSET']);
    await say('250 ok\r\n');
    expect(await codes(asked)).toEqual(['refused maybe', 250]);
  });

  test('a command that cannot be written takes no turn', async () => {
    const { client, say, heard } = await opened();
    const asked = [client.request(noop()), client.request(rcpt('x>\r\nQUIT')), client.request(rset())];
    await say('250 a\r\n', '250 b\r\n');
    expect(heard()).toEqual(['NOOP', 'RSET']);
    expect(await codes(asked)).toEqual([250, 'encode-failed no', 250]);
  });
});

test('content for which there is no room is refused before anything of it is said', async () => {
  const { client, say, heard } = await opened({ limits: { queuedOutput: 1_000 } });
  const asked = [client.request(data('x'.repeat(1_000))), client.request(noop())];
  await say('250 ok\r\n');
  expect(heard()).toEqual(['NOOP']);
  expect(await codes(asked)).toEqual(['encode-failed no', 250]);
});

describe('a reply that cannot be the one ends the connection', () => {
  test.each<[string, SmtpCommand, string]>([
    ['221 to MAIL', mail('a@x.test'), '221 bye'],
    ['235 to RCPT', rcpt('a@x.test'), '235 welcome'],
    ['354 to NOOP', noop(), '354 go on'],
    ['334 to MAIL', mail('a@x.test'), '334 go on'],
    ['334 to DATA', data('x'), '334 go on'],
    ['354 to AUTH', authPlain('a', 'b'), '354 go on'],
    ['250 to QUIT', quit(), '250 ok'],
    ['250 to AUTH', authPlain('a', 'b'), '250 ok'],
    ['220 to a command of its own', other('VRFY a'), '220 hi'],
    ['354 a second time', data('x'), '354 go on\r\n354 go on'],
  ])('%s', async (_, command, reply) => {
    const { client, say } = await opened();
    const asked = [client.request(command), client.request(noop())];
    await say(`${reply}\r\n`);
    expect(await outcomes(asked)).toEqual(['reply-mismatch maybe', expect.stringMatching(/^reply-mismatch/)]);
  });

  test('one that nobody waits for', async () => {
    const { client, say } = await opened();
    await say('250 ok\r\n');
    expect(await client.closed).toMatchObject({ by: 'remote', error: { code: 'reply-mismatch' } });
  });

  test('a success that nobody knows is one all the same', async () => {
    const { client, say } = await opened();
    const asked = client.request(noop());
    await say('258 fine\r\n');
    expect((await asked).code).toBe(258);
  });

  test('421 may come at any time', async () => {
    const { client, say } = await opened();
    await say('421 shutting down\r\n');
    expect((await client[Symbol.asyncIterator]().next()).value).toMatchObject({ code: 421 });
    const asked = client.request(noop());
    await say('421 4.3.2 shutting down\r\n');
    await expect(asked).rejects.toMatchObject({
      code: 'refused-for-now',
      reply: { code: 421, enhanced: '4.3.2' },
      message: expect.stringContaining('NOOP: 421'),
    });
  });
});

describe('a server that', () => {
  const asked = (client: Session['client']) => [
    client.request(mail('a@x.test')),
    client.request(rcpt('b@x.test')),
    client.request(data('secret')),
  ];

  // What a client without the rules would have taken each for: `careless`.
  test.each<[string, string, readonly unknown[], readonly unknown[]]>([
    ['drops a reply', '250 b\r\n354 go on\r\n', [250, 'reply-mismatch maybe', 'reply-mismatch maybe'], [250, 354]],
    ['repeats a reply', '250 a\r\n250 b\r\n250 b\r\n', [250, 250, 'reply-mismatch maybe'], [250, 250, 250]],
    [
      'swaps two',
      '250 a\r\n354 go on\r\n250 b\r\n',
      [250, 'reply-mismatch maybe', 'reply-mismatch maybe'],
      [250, 354, 250],
    ],
    ['invents one', '221 bye\r\n250 a\r\n250 b\r\n', Array(3).fill('reply-mismatch maybe'), [221, 250, 250]],
  ])('%s is found out, and does not get the content', async (_, replies, expected, careless) => {
    const { client, say, heard } = await opened('PIPELINING');
    const requests = asked(client);
    await say(replies);
    expect(heard()).not.toContain('secret');
    expect(await codes(requests)).toEqual(expected);
    const without = await scripted({ ...sessionProtocol(), replies: undefined });
    const taken: number[] = [];
    for (const one of asked(without.client))
      void one.then(
        ({ code }) => taken.push(code),
        () => {},
      );
    await without.say(replies);
    expect(taken).toEqual(careless);
  });
});

describe('logging in', () => {
  test('by PLAIN at once, in base64', async () => {
    const { client, say, heard } = await opened('AUTH LOGIN PLAIN');
    const asked = login(client, 'neo', 'größe', { insecure: true });
    await say('235 2.7.0 welcome\r\n');
    await asked;
    const [line = ''] = heard();
    expect(Buffer.from(line.slice('AUTH PLAIN '.length), 'base64').toString()).toBe('\0neo\0größe');
  });

  test('by an exchange of one’s own, which hears the challenges', async () => {
    const { client, say, heard } = await opened();
    const challenges: string[] = [];
    const asked = client.request({
      kind: 'auth',
      mechanism: 'CRAM-MD5',
      initial: '',
      respond: (challenge: Uint8Array, count: number) => {
        challenges.push(`${count} ${Buffer.from(challenge)}`);
        return 'neo 00ff';
      },
    } satisfies Authenticate);
    await say('334 PDEyMz4=\r\n', '235 ok\r\n');
    await asked;
    expect(heard()).toEqual(['AUTH CRAM-MD5 =', Buffer.from('neo 00ff').toString('base64')]);
    expect(challenges).toEqual(['0 <123>']);
  });

  test.each<[string, SmtpCommand, string]>([
    ['more challenges than answers', authLogin('a', 'b'), '334 eA==\r\n334 eA==\r\n334 eA==\r\n'],
    ['a challenge to PLAIN', authPlain('a', 'b'), '334 \r\n'],
    ['a challenge that is no base64', { ...authLogin('a', 'b') }, '334 *!*\r\n'],
  ])('%s: the exchange is cancelled', async (_, command, challenges) => {
    const { client, say, heard } = await opened();
    const asked = client.request(command);
    await say(challenges);
    expect(heard().at(-1)).toBe('*');
    await say('501 cancelled\r\n');
    expect(await codes([asked])).toEqual(['refused maybe']);
  });

  test('is not tried in the clear, nor by what is not known here', async () => {
    const { client, say, heard } = await opened('AUTH GSSAPI');
    expect(await outcomes([login(client, 'a', 'b'), login(client, 'a', 'b', { insecure: true })])).toEqual([
      'auth-not-secured no',
      'auth-not-offered no',
    ]);
    await say();
    expect(heard()).toEqual([]);
  });
});

describe('a mail', () => {
  test('that nobody takes is given up, and leaves nothing for the next', async () => {
    const { client, say, heard } = await opened('PIPELINING', 'SIZE');
    const asked = sendMail(client, { from: '', to: ['b@x.test'], content: 'x' });
    await say('250 ok\r\n', '550 no\r\n', '250 ok\r\n');
    await expect(asked).rejects.toMatchObject({ code: 'refused', reply: { code: 550 } });
    expect(heard()).toEqual(['MAIL FROM:<> SIZE=3', 'RCPT TO:<b@x.test>', 'RSET']);
  });

  // RFC 1870, 5: with CRLF for each line break, without the dots that are doubled or end it.
  test.each<[string | Uint8Array, number]>([
    ['ü€', 7],
    ['a\nb\n', 6],
    ['a\rb\r\n', 6],
    ['.a\r\n.', 7],
    ['\n\r', 4],
    ['', 0],
    [Uint8Array.of(0x61, 0x0a), 3],
  ])('%j says how large it is in bytes', async (content, size) => {
    const { client, say, heard } = await opened('SIZE', '8BITMIME');
    void sendMail(client, { from: '', to: ['b@x.test'], content }).catch(() => {});
    await say();
    const [line] = heard();
    expect(line?.split(' ')).toContain(`SIZE=${size}`);
  });

  // RFC 6152, 3 and RFC 6531, 3.1.
  test.each<[string, string, string]>([
    ['Subject: x\n\nplain', '', ''],
    ['Subject: x\n\nü', '', ' BODY=8BITMIME'],
    ['Subject: ü\r\n\r\nplain', '', ' BODY=8BITMIME SMTPUTF8'],
    ['Subject: x\r\rü', '', ' BODY=8BITMIME'],
    ['Subject: x\n\nplain', 'größe@x.test', ' SMTPUTF8'],
    ['Subject: x\n\nplain', '😀@x.test', ' SMTPUTF8'],
  ])('%j from <%s> says what is beyond ASCII in it', async (content, from, said) => {
    const { client, say, heard } = await opened('8BITMIME', 'SMTPUTF8');
    void sendMail(client, { from, to: ['b@x.test'], content }).catch(() => {});
    await say();
    expect(heard()).toEqual([Buffer.from(`MAIL FROM:<${from}>${said}`).toString('latin1')]);
  });

  test('with an address that is none sends nothing of its content', async () => {
    const { client, say, heard } = await opened();
    const asked = sendMail(client, { from: 'a@x.test', to: ['b@x.test', 'c@x.test>\r\nDATA'], content: 'x' });
    await say('250 ok\r\n', '250 ok\r\n', '250 ok\r\n');
    await expect(asked).rejects.toMatchObject({ blame: 'local', code: 'encode-failed' });
    expect(heard()).toEqual(['MAIL FROM:<a@x.test>', 'RCPT TO:<b@x.test>', 'RSET']);
  });

  test('for whose content there is no room leaves nothing for the next', async () => {
    const { client, say, heard } = await opened({ limits: { queuedOutput: 1_000 } });
    const asked = sendMail(client, { from: '', to: ['b@x.test'], content: 'x'.repeat(1_000) });
    await say('250 ok\r\n', '250 ok\r\n', '250 ok\r\n');
    await expect(asked).rejects.toMatchObject({ blame: 'local', code: 'encode-failed' });
    expect(heard()).toEqual(['MAIL FROM:<>', 'RCPT TO:<b@x.test>', 'RSET']);
  });

  test('whose DATA is refused leaves nothing for the next', async () => {
    const { client, say, heard } = await opened();
    const asked = sendMail(client, { from: '', to: ['b@x.test'], content: 'x' });
    await say('250 ok\r\n', '250 ok\r\n', '451 not now\r\n', '250 ok\r\n');
    await expect(asked).rejects.toMatchObject({ code: 'refused-for-now', reply: { code: 451 } });
    expect(heard()).toEqual(['MAIL FROM:<>', 'RCPT TO:<b@x.test>', 'DATA', 'RSET']);
  });

  test('beyond ASCII is not sent to a server that does not take it', async () => {
    const { client, say, heard } = await opened();
    await expect(sendMail(client, { from: '', to: ['b@x.test'], content: 'ü' })).rejects.toMatchObject({
      blame: 'local',
      code: 'content-not-ascii',
      sent: 'no',
    });
    await say();
    expect(heard()).toEqual([]);
  });

  test.each([
    { from: 'ü@x.test', to: ['b@x.test'], code: 'address-not-ascii' },
    { from: '', to: ['b@x.test', 'b@ü.test'], code: 'address-not-ascii' },
    { from: '', to: [], code: undefined },
  ])('from <$from> to $to is refused before anything is said', async ({ from, to, code }) => {
    const { client, say, heard } = await opened('8BITMIME');
    const error = await sendMail(client, { from, to, content: 'x' }).catch((one) => one);
    if (code === undefined) expect(error).toBeInstanceOf(RangeError);
    else expect(error).toMatchObject({ blame: 'local', code, sent: 'no' });
    await say();
    expect(heard()).toEqual([]);
  });

  test('that the server breaks off by 421 says so, and not that replies are missing', async () => {
    const { client, say, end } = await opened('PIPELINING');
    const asked = sendMail(client, { from: '', to: ['b@x.test', 'c@x.test'], content: 'x' });
    await say('250 ok\r\n421 shutting down\r\n');
    await end();
    await expect(asked).rejects.toMatchObject({ code: 'refused-for-now', reply: { code: 421 } });
  });

  test('that is cut off fails as the connection does, and so does the one that waits for it', async () => {
    const { client, say } = await opened();
    const asked = [1, 2].map(() => sendMail(client, { from: '', to: ['b@x.test'], content: 'x' }).catch((e) => e.code));
    await say('250 ok\r\n', '999\r\n');
    expect(await Promise.all(asked)).toEqual(['reply-invalid', 'reply-invalid']);
  });
});

test.each<[string, string]>([
  ['a greeting of 250', '250 hi\r\n'],
  ['a greeting of 354', '354 hi\r\n'],
  ['354 for EHLO', '220 hi\r\n354 go on\r\n'],
])('%s is no reply, and no refusal', async (_, said) => {
  const opening = scripted(smtpClient({ name: 'client.test', tls: 'none' }), {}, said);
  await expect(opening).rejects.toMatchObject({ blame: 'remote', code: 'reply-invalid' });
});

test('a server that says nothing is given up after five minutes, as is a command after ten', async () => {
  const { client, network } = await opened();
  const asked = outcomes([client.request(noop())]);
  await network.advanceBy(600_000);
  expect(await asked).toEqual(['timeout-reply maybe']);
  const silent = simulatedNetwork({ seed: 1 });
  await silent.endpoint('server').listen((transport) => {
    transport.start({ data() {}, end() {}, drain() {}, error() {}, close() {} });
  });
  const opening = outcomes([connect(smtpClient({ name: 'client.test' }), silent.endpoint('server'))]);
  await silent.advanceBy(300_000);
  expect(await opening).toEqual(['timeout-header undefined']);
});

test.each([
  ['a name that is none', { name: 'client test' }],
  ['a name with a line of its own', { name: 'a\r\nQUIT' }],
  ['a way of TLS that is not known', { name: 'a', tls: 'always' }],
])('%s is refused', (_, options) => {
  expect(() => smtpClient(options as never)).toThrow(RangeError);
});
