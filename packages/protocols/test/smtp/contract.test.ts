import type { AnyProtocol } from '@wirechart/core';
import {
  authLogin,
  data,
  mail,
  noop,
  other,
  rcpt,
  type SmtpCommand,
  type SmtpReply,
  smtpClient,
} from '../../src/smtp/index.js';
import { sessionProtocol } from '../../src/smtp/protocol.js';
import { examine } from '../support/examine.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const reply = (code: number, lines: readonly string[], enhanced?: string): SmtpReply => ({ code, enhanced, lines });

examine<SmtpReply, SmtpCommand>({
  name: 'SMTP, a session',
  protocol: () => sessionProtocol(),
  roles: ['client'],
  conversations: [
    {
      name: 'commands that wait for each other',
      input: bytes('250 2.1.0 ok\r\n250 ok\r\n550-5.1.1\r\n550 no\r\n'),
      messages: [reply(250, ['2.1.0 ok'], '2.1.0'), reply(250, ['ok']), reply(550, ['5.1.1', 'no'], '5.1.1')],
      sends: [mail('a@b.test'), rcpt('c@d.test'), rcpt('d@d.test')],
    },
    {
      name: 'content, when the server says go on',
      input: bytes('354 go on\r\n250-2.0.0 taken\r\n250 as 7\r\n'),
      messages: [reply(250, ['2.0.0 taken', 'as 7'], '2.0.0')],
      sends: [data('.\nx')],
      mayEnd: (offset) => [0, 11, 38].includes(offset),
      goesOn: false,
    },
    {
      name: 'a login that fails',
      input: bytes('334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535-5.7.8 no\r\n535-\r\n535 \xfc\r\n'),
      messages: [reply(535, ['5.7.8 no', '', 'ü'], '5.7.8')],
      sends: [authLogin('neo', 'x')],
      mayEnd: (offset) => [0, 18, 36, 63].includes(offset),
      goesOn: false,
    },
    {
      name: 'what a server must not do, which core finds out',
      input: bytes('354 go on\r\n334 more\r\n250 x\r\n421 bye\r\n'),
      sends: [noop()],
    },
  ],
  invalid: [
    { name: 'no code', input: bytes('hello\r\n'), code: 'reply-invalid' },
    { name: 'a code of a kind that there is not', input: bytes('150 go\r\n'), code: 'reply-invalid' },
    { name: 'a code and no blank', input: bytes('250x\r\n'), code: 'reply-invalid' },
    { name: 'lines of two codes', input: bytes('250-a\r\n251 b\r\n'), code: 'reply-invalid' },
    { name: 'a bare LF', input: bytes('250 a\n250 b\nx\r\n'), code: 'reply-invalid' },
    { name: 'an end inside a reply', input: bytes('250-a\r\n'), code: 'truncated', end: true },
  ],
  growing: [
    {
      name: 'many lines',
      input: (size) => bytes(`${'250-x\r\n'.repeat(Math.min(8_000, Math.ceil(size / 7)))}250 x\r\n`),
    },
    { name: 'many replies', input: (size) => bytes('250 x\r\n'.repeat(Math.ceil(size / 7))) },
  ],
  unencodable: [
    { name: 'a second command in an address', message: rcpt('a@b.test>\r\nRSET') },
    { name: 'an address without a domain', message: mail('neo') },
    { name: 'letters beyond ASCII that nobody has agreed on', message: mail('größe@b.test') },
    { name: 'a parameter of two words', message: mail('a@b.test', { SIZE: '1 BODY=x' }) },
    { name: 'a keyword that is none', message: mail('a@b.test', { 'SIZE\r\nRSET': true }) },
    { name: 'a line of two', message: other('NOOP\r\nQUIT') },
    { name: 'DATA as a line of its own', message: other('DATA') },
    { name: 'content that is none', message: data(7 as never) },
    { name: 'a mechanism that is none', message: { ...authLogin('a', 'b'), mechanism: 'LOGIN x' } },
    { name: 'a command of no kind', message: { kind: 'x' } as never },
  ],
});

examine<SmtpReply, SmtpCommand>({
  name: 'SMTP, a session with limits',
  protocol: () => sessionProtocol({ limits: { headerBytes: 20, contentBytes: 40 } }),
  roles: ['client'],
  conversations: [
    { name: 'within them', input: bytes(`250-${'x'.repeat(16)}\r\n250 ${'y'.repeat(16)}\r\n`), sends: [noop()] },
  ],
  invalid: [
    { name: 'a line that is too long', input: bytes(`250 ${'x'.repeat(17)}\r\n`), code: 'limit-header-bytes' },
    { name: 'a line without an end', input: bytes(`250 ${'x'.repeat(30)}`), code: 'limit-header-bytes' },
    { name: 'a reply that is too long', input: bytes('250-xxxxx\r\n'.repeat(5)), code: 'limit-content-bytes' },
  ],
});

const extensions = '250-mail.test hello\r\n250-PIPELINING\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000\r\n';

examine<SmtpReply, SmtpCommand>({
  name: 'SMTP, an opening',
  protocol: () => smtpClient({ name: 'client.test', tls: 'none' }) as AnyProtocol,
  roles: ['client'],
  conversations: [
    {
      name: 'EHLO',
      input: bytes(`220-mail.test\r\n220 ready\r\n${extensions}`),
      messages: [],
      goesOn: false,
      mayEnd: (offset) => offset === 26 + extensions.length,
    },
    {
      name: 'HELO',
      input: bytes('220 mail.test\r\n502 what?\r\n250 mail.test\r\n'),
      messages: [],
      goesOn: false,
      mayEnd: (offset) => offset === 41,
    },
  ],
  invalid: [
    { name: 'a server that is busy', input: bytes('421 later\r\n'), code: 'refused-for-now' },
    { name: 'a server that is none', input: bytes('554 no SMTP service here\r\n'), code: 'refused' },
    { name: 'a server that does not greet', input: bytes('220 x\r\n451 later\r\n'), code: 'refused-for-now' },
    { name: 'a server that knows neither', input: bytes('220 x\r\n500 what?\r\n500 what?\r\n'), code: 'refused' },
    { name: 'a server of another kind', input: bytes('SSH-2.0-OpenSSH_9.2\r\n'), code: 'reply-invalid' },
    { name: 'an end before the greeting', input: bytes(''), code: 'truncated', end: true },
  ],
});

examine<SmtpReply, SmtpCommand>({
  name: 'SMTP, an opening that wants TLS',
  protocol: () => smtpClient({ name: 'client.test' }) as AnyProtocol,
  roles: ['client'],
  conversations: [],
  invalid: [
    {
      name: 'a server that does not offer it',
      input: bytes(`220 x\r\n${extensions}`),
      code: 'starttls-not-offered',
    },
    {
      name: 'a server that takes it back',
      input: bytes('220 x\r\n250-x\r\n250 STARTTLS\r\n454 4.7.0 not now\r\n'),
      code: 'refused-for-now',
    },
    { name: 'a server that knows no EHLO', input: bytes('220 x\r\n500 what?\r\n'), code: 'refused' },
  ],
});
