/** A whole mail, and logging in, by the commands that it takes. */
import { type Client, checkOptions, type WirechartError } from '@wirechart/core';
import { isBeyondAscii } from './address.js';
import { type Authenticate, data, mail, type Parameters, rcpt, rset, type SmtpCommand } from './command.js';
import { factsOf } from './content.js';
import { SmtpRefused, smtpError, smtpMistake } from './errors.js';
import type { SmtpReply } from './message.js';
import { SHUTTING_DOWN } from './replies.js';
import { sessionOf } from './session.js';

/** As much of a client as is needed here. */
export type SmtpConnection = Pick<Client<SmtpReply, SmtpCommand>, 'request' | 'previous' | 'security'>;

export interface MailToSend {
  /** Who hears of failures; '' for nobody. */
  readonly from: string;
  readonly to: readonly string[];
  /** Header and body (RFC 5322), as text or as bytes. */
  readonly content: string | Uint8Array;
  /** Further parameters of MAIL, such as `{ RET: 'HDRS' }`. */
  readonly parameters?: Parameters;
}

export interface SentMail {
  /** The reply to the content. */
  readonly reply: SmtpReply;
  readonly accepted: readonly string[];
  /** Recipients that the server does not take, and its replies. */
  readonly refused: readonly { readonly to: string; readonly error: SmtpRefused }[];
}

/** Mails of one connection go one after the other: their recipients would else be mixed. */
const last = new WeakMap<object, Promise<unknown>>();

/**
 * Sends a mail to those recipients that the server takes. SIZE, 8BITMIME and SMTPUTF8 are said where they are needed and offered.
 *
 * @throws SmtpRefused when the server refuses the sender, every recipient or the content, or shuts down (421); LocalError
 *   `content-not-ascii`, `address-not-ascii`, and RangeError without a recipient, with nothing sent; as `client.request`.
 * @example
 * await sendMail(client, { from: 'a@example.com', to: ['b@example.org'], content: 'Subject: hello\n\nfollow the white rabbit\n' });
 */
export function sendMail(client: SmtpConnection, message: MailToSend): Promise<SentMail> {
  const sent = (last.get(client) ?? Promise.resolve()).then(() => send(client, message));
  last.set(
    client,
    sent.catch(() => {}),
  );
  return sent;
}

async function send(client: SmtpConnection, { from, to, content, parameters = {} }: MailToSend): Promise<SentMail> {
  if (to.length === 0) throw new RangeError('a mail has at least one recipient');
  const { extensions } = sessionOf(client);
  const { size, beyondAscii } = factsOf(content);
  const is8Bit = beyondAscii !== 'nowhere';
  const utf8 = [from, ...to].some(isBeyondAscii);
  if (is8Bit && !extensions.has('8BITMIME')) throw notSent(smtpMistake('content-not-ascii'));
  if (utf8 && !extensions.has('SMTPUTF8')) throw notSent(smtpMistake('address-not-ascii'));
  // A header beyond ASCII asks for it too (RFC 6531, 3.1); most servers that do not offer it pass one on all the same.
  const isUtf8 = utf8 || (beyondAscii === 'header' && extensions.has('SMTPUTF8'));
  const begin = mail(from, {
    ...(extensions.has('SIZE') ? { SIZE: size } : {}),
    ...(is8Bit ? { BODY: '8BITMIME' } : {}),
    ...(isUtf8 ? { SMTPUTF8: true } : {}),
    ...parameters,
  });
  // All at once: which of them may go out together is known elsewhere.
  const begun = client.request(begin);
  const asked = to.map((one) => client.request(rcpt(one, {}, utf8)));
  const outcomes = await Promise.allSettled([begun, ...asked]);
  const accepted: string[] = [];
  const refused: { to: string; error: SmtpRefused }[] = [];
  for (const [at, outcome] of outcomes.slice(1).entries()) {
    const one = to[at] as string;
    if (outcome.status === 'fulfilled') accepted.push(one);
    else if (outcome.reason instanceof SmtpRefused) refused.push({ to: one, error: outcome.reason });
  }
  const failed = outcomes.find((outcome) => outcome.status === 'rejected' && !(outcome.reason instanceof SmtpRefused));
  const [first] = outcomes;
  // What follows it was not even looked at.
  const shutDown = outcomes.find((outcome) => outcome.status === 'rejected' && isShutDown(outcome.reason));
  try {
    if (shutDown?.status === 'rejected') throw shutDown.reason;
    if (first?.status === 'rejected') throw first.reason;
    if (failed?.status === 'rejected') throw failed.reason;
    if (accepted.length === 0) throw refused[0]?.error;
    return { reply: await client.request(data(content)), accepted, refused };
  } catch (error) {
    // Whatever has begun of it must not become part of the next one.
    await client.request(rset()).catch(() => {});
    throw error;
  }
}

const isShutDown = (error: unknown): boolean => error instanceof SmtpRefused && error.reply.code === SHUTTING_DOWN;

/** Says of an error that the server has heard nothing. */
function notSent<TError extends WirechartError>(error: TError): TError {
  error.sent = 'no';
  return error;
}

export interface LoginOptions {
  /** Whether the password may be sent without TLS. Default false. */
  readonly insecure?: boolean;
}

/**
 * Logs in with a password, by PLAIN (RFC 4616) or LOGIN, whichever the server offers.
 *
 * @throws LocalError `auth-not-secured`; RemoteError `auth-not-offered`; SmtpRefused (535: not these); as `client.request`.
 * @example
 * await login(client, 'neo', 'follow the white rabbit');
 */
export async function login(
  client: SmtpConnection,
  user: string,
  password: string,
  options: LoginOptions = {},
): Promise<void> {
  checkOptions<LoginOptions>('login', options, { insecure: true });
  if (client.security === undefined && options.insecure !== true) throw notSent(smtpMistake('auth-not-secured'));
  const offered = new Set(
    sessionOf(client)
      .extensions.get('AUTH')
      ?.map((one) => one.toUpperCase()),
  );
  if (offered.has('PLAIN')) await client.request(authPlain(user, password));
  else if (offered.has('LOGIN')) await client.request(authLogin(user, password));
  else throw notSent(smtpError('auth-not-offered'));
}

/** RFC 4616. @throws RangeError for a NUL in one of them */
export function authPlain(user: string, password: string): Authenticate {
  if (`${user}${password}`.includes('\0')) throw new RangeError('a user and a password must not contain a NUL');
  return { kind: 'auth', mechanism: 'PLAIN', initial: `\0${user}\0${password}` };
}

/** What many servers have beside PLAIN: the user and the password, each when it is asked for. */
export function authLogin(user: string, password: string): Authenticate {
  const answers = [user, password];
  return {
    kind: 'auth',
    mechanism: 'LOGIN',
    initial: undefined,
    respond(_, count) {
      const answer = answers[count];
      if (answer === undefined) throw new RangeError('the server asks for more than a user and a password');
      return answer;
    },
  };
}
