/** Commands, and how they are written. None has a CR or LF in it, whatever it is made of. */
import { encodeUtf8 } from '@wirechart/core';
import { isAddress } from './address.js';

/** Parameters of MAIL and RCPT by their keyword (RFC 5321, 4.1.2); true for one without a value. */
export type Parameters = Readonly<Record<string, string | number | true>>;

/** Begins a mail. */
export interface Mail {
  readonly kind: 'mail';
  /** Who hears of failures; '' for nobody (a bounce). */
  readonly from: string;
  /** Letters beyond ASCII in addresses need `{ SMTPUTF8: true }` (RFC 6531). */
  readonly parameters: Parameters;
}

/** Adds a recipient. */
export interface Recipient {
  readonly kind: 'rcpt';
  readonly to: string;
  readonly parameters: Parameters;
  /** Whether letters beyond ASCII may stand in the address: where MAIL had SMTPUTF8. */
  readonly utf8: boolean;
}

/** Sends the content: DATA, and what follows when the server says go on. Its reply is the one to the content, or the refusal. */
export interface Data {
  readonly kind: 'data';
  readonly content: string | Uint8Array;
}

/** Logs in (RFC 4954). See `authPlain` and `authLogin` for the usual two. */
export interface Authenticate {
  readonly kind: 'auth';
  /** Of SASL, such as `PLAIN`. */
  readonly mechanism: string;
  /** What is said with the command, before base64; undefined for nothing, '' for an empty one. */
  readonly initial: string | Uint8Array | undefined;
  /** The answer to each challenge, both before base64. What it throws cancels the exchange. Default: it is cancelled at once. */
  readonly respond?: ((challenge: Uint8Array, count: number) => string | Uint8Array) | undefined;
}

/** A command without anything that follows it. */
export interface Plain {
  readonly kind: 'rset' | 'noop' | 'quit';
}

/** Any other command of one line and one reply, such as `VRFY` or `ETRN`. */
export interface Other {
  readonly kind: 'other';
  readonly line: string;
}

export type SmtpCommand = Mail | Recipient | Data | Authenticate | Plain | Other;

export const mail = (from: string, parameters: Parameters = {}): Mail => ({ kind: 'mail', from, parameters });

export const rcpt = (to: string, parameters: Parameters = {}, utf8 = false): Recipient => ({
  kind: 'rcpt',
  to,
  parameters,
  utf8,
});

/** Text goes out as UTF-8. Line breaks of any kind become CRLF; dots at the beginning of lines are taken care of. */
export const data = (content: string | Uint8Array): Data => ({ kind: 'data', content });
export const rset = (): Plain => ({ kind: 'rset' });
export const noop = (): Plain => ({ kind: 'noop' });
export const quit = (): Plain => ({ kind: 'quit' });
export const other = (line: string): Other => ({ kind: 'other', line });

/** The line of a command, without CRLF. @throws RangeError for one that would be more than a line, or another than it says. */
export function lineOf(command: SmtpCommand): string {
  switch (command.kind) {
    case 'mail': {
      const { from, parameters } = command;
      if (from !== '') checkAddress(from, 'SMTPUTF8' in parameters);
      return `MAIL FROM:<${from}>${written(parameters)}`;
    }
    case 'rcpt': {
      const { to, parameters, utf8 } = command;
      // The one that every server has, with or without a domain (4.1.1.3).
      if (typeof to !== 'string' || !/^postmaster$/i.test(to)) checkAddress(to, utf8 === true);
      return `RCPT TO:<${to}>${written(parameters)}`;
    }
    case 'data':
      return 'DATA';
    case 'auth':
      return authLine(command);
    case 'rset':
    case 'noop':
    case 'quit':
      return command.kind.toUpperCase();
    case 'other':
      return otherLine(command.line);
    default:
      throw new RangeError(`'${String((command as { readonly kind: unknown }).kind)}' is no kind of command`);
  }
}

function checkAddress(address: string, utf8: boolean): void {
  if (!isAddress(address, utf8)) {
    throw new RangeError(`${JSON.stringify(address)} is no address${utf8 ? '' : ', or needs SMTPUTF8'}`);
  }
}

function written(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([keyword, value]) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(keyword)) throw new RangeError(`'${keyword}' is no keyword`);
      if (value === true) return ` ${keyword}`;
      const text = typeof value === 'number' ? String(value) : value;
      // Printable, without a blank and `=` (4.1.2), and beyond ASCII where SMTPUTF8 has it.
      if (typeof text !== 'string' || !/^[!-<>-~\u0080-\ud7ff\ue000-\u{10ffff}]+$/u.test(text))
        throw new RangeError(`no value for ${keyword}`);
      return ` ${keyword}=${text}`;
    })
    .join('');
}

function authLine({ mechanism, initial }: Authenticate): string {
  if (typeof mechanism !== 'string' || !/^[A-Z0-9_-]{1,20}$/.test(mechanism))
    throw new RangeError('no mechanism of SASL');
  return initial === undefined ? `AUTH ${mechanism}` : `AUTH ${mechanism} ${base64(initial) || '='}`;
}

/** What changes how the connection is read is not for a line of one's own. */
const OWN = new Set(['DATA', 'BDAT', 'AUTH', 'STARTTLS', 'EHLO', 'HELO', 'LHLO', 'MAIL', 'RCPT', 'QUIT', 'RSET']);

function otherLine(line: string): string {
  if (typeof line !== 'string' || !/^[A-Za-z0-9]+(?: [ -~\u0080-\ud7ff\ue000-\u{10ffff}]*)?$/u.test(line)) {
    throw new RangeError('a command is one line: a word, and printable text after a blank');
  }
  const [verb = ''] = line.split(' ', 1);
  if (OWN.has(verb.toUpperCase())) throw new RangeError(`${verb} is a command of its own kind`);
  return line;
}

export function base64(value: string | Uint8Array): string {
  const bytes = typeof value === 'string' ? encodeUtf8(value) : value;
  if (!(bytes instanceof Uint8Array)) throw new RangeError('it is neither text nor bytes');
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
