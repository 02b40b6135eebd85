/** What a remote can do wrong in SMTP, what it may refuse, and what a program must not do. */
import { localErrors, RemoteError, remoteErrors } from '@wirechart/core';
import type { SmtpReply } from './message.js';

export const smtpCodes = {
  'reply-invalid': {
    text: 'a line is no reply',
    doc: 'A line of a reply does not begin with a code from 200 to 559 and a blank, a hyphen or its end (RFC 5321, 4.2), the lines of one reply have different codes, or the code is none that a greeting, EHLO, HELO or STARTTLS can have (4.3.2).',
  },
  'limit-header-bytes': {
    text: 'a line of a reply is too long',
    doc: 'It has more bytes than the limit `headerBytes`, of which RFC 5321 allows 512 (4.5.3.1.5).',
  },
  'limit-content-bytes': {
    text: 'a reply is too long',
    doc: 'Its lines together have more bytes than the limit `contentBytes`.',
  },
  refused: {
    text: 'the server refuses',
    doc: 'A reply of 500 to 599: the same command will be refused again (RFC 5321, 4.2.1). An `SmtpRefused`, which has the `reply`. The connection goes on, unless this was its greeting, EHLO or STARTTLS.',
  },
  'refused-for-now': {
    text: 'the server refuses for now',
    doc: 'A reply of 400 to 499: it may be worth trying again later, the whole mail. Else as `refused`.',
  },
  'starttls-not-offered': {
    text: 'the server does not offer STARTTLS',
    doc: 'The reply to EHLO does not name it, or somebody on the way took it out. Nothing more was said. See the option `tls` of `smtpClient`.',
  },
  'auth-not-offered': {
    text: 'the server offers no way to log in that is known here',
    doc: '`login` found neither PLAIN nor LOGIN among the mechanisms of AUTH. Nothing was sent. The connection goes on.',
  },
} as const;

export const smtpMistakes = {
  'auth-not-secured': {
    text: 'a password is not sent over a connection without TLS',
    doc: '`login` was called for a client whose connection is not encrypted (RFC 4954, section 4), without `insecure: true`. Nothing was sent.',
  },
  'content-not-ascii': {
    text: 'the server takes no content beyond ASCII',
    doc: '`sendMail` was given content with bytes above 127, and the server does not offer 8BITMIME (RFC 6152). Nothing was sent. Encode it (quoted-printable, base64).',
  },
  'address-not-ascii': {
    text: 'the server takes no address beyond ASCII',
    doc: '`sendMail` was given an address with letters that are not ASCII, and the server does not offer SMTPUTF8 (RFC 6531). Nothing was sent. A domain can be written in ASCII (`xn--…`), what stands before the `@` cannot.',
  },
} as const;

export const smtpError = remoteErrors(smtpCodes);
export const smtpMistake = localErrors(smtpMistakes);

/** The server has answered with a code from 400 on. */
export class SmtpRefused extends RemoteError {
  readonly reply: SmtpReply;

  /** @param to what it refuses, such as `RCPT` or `the connection` */
  constructor(reply: SmtpReply, to: string) {
    const code = reply.code < 500 ? 'refused-for-now' : 'refused';
    super(code, `${smtpCodes[code].text} ${to}: ${reply.code} ${reply.lines.join(' / ')}`);
    this.reply = reply;
  }
}
