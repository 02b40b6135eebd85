/** What a server has said of itself before the first command. */
import type { HalfInput } from '@wirechart/core';
import type { SmtpReply } from './message.js';

export interface SmtpSession {
  /** What the server calls itself: the first word of its reply to EHLO or HELO. */
  readonly server: string;
  /** What follows each keyword of the reply to EHLO, which are in upper case (RFC 5321, 4.1.1.1). Empty after HELO. */
  readonly extensions: ReadonlyMap<string, readonly string[]>;
}

/** What the server of a client has said of itself. */
export function sessionOf({ previous }: { readonly previous: unknown }): SmtpSession {
  return previous as SmtpSession;
}

/** Likewise, for a half; undefined where the connection did not begin with a greeting of ours. */
export const sessionIn = ({ previous }: HalfInput): SmtpSession | undefined => previous as SmtpSession | undefined;

/** Reads the reply to EHLO. What is no keyword is left out: some servers say more than the grammar has. */
export function readSession({ lines: [first = '', ...rest] }: SmtpReply): SmtpSession {
  const extensions = new Map<string, readonly string[]>();
  for (const line of rest) {
    const [keyword = '', ...parameters] = line.split(' ').filter((word) => word !== '');
    if (/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(keyword)) extensions.set(keyword.toUpperCase(), parameters);
  }
  return { server: first.split(' ', 1)[0] ?? '', extensions };
}
