/** The protocols that follow each other in a connection of a client. */
import {
  type AnyProtocol,
  checkOptions,
  defineProtocol,
  type Limits,
  type Protocol,
  type Timeouts,
} from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { overTls } from '../tls/index.js';
import { isDomain } from './address.js';
import type { SmtpCommand } from './command.js';
import { encodeCommand, Following, type Next, writeHalf } from './encode.js';
import { smtpFields } from './fields.js';
import type { SmtpReply } from './message.js';
import { type OpeningOptions, openingHalf } from './opening-half.js';
import { replies } from './replies.js';
import { sessionHalf } from './session-half.js';

export interface SmtpClientOptions {
  /** What the client calls itself: its domain name, or its address as `[192.0.2.1]` (RFC 5321, 4.1.1.1). */
  readonly name: string;
  /**
   * How the connection is secured.
   *
   * - `'starttls'` (default): by STARTTLS, and a server that does not offer it is left with `starttls-not-offered`. The endpoint
   *   says how: `tcp({ port: 587, startTls: {} })`;
   * - `'implicit'`: it is TLS from the start, over the endpoint `tls` (port 465, RFC 8314), and nothing is said over any other;
   * - `'opportunistic'`: by STARTTLS where it is offered, and not at all where not: who sits on the way can prevent it;
   * - `'none'`: not by this protocol.
   */
  readonly tls?: 'starttls' | 'implicit' | 'opportunistic' | 'none';
  /** `headerBytes` (2,048) is the longest line of a reply, `contentBytes` (65,536) the longest reply. */
  readonly limits?: Partial<Limits>;
  /** `header` (5 minutes) is for the greeting and what is said before the first command; `reply` (10 minutes) for each command. */
  readonly timeouts?: Partial<Timeouts>;
}

/**
 * A client. `connect` resolves when the server has greeted, and TLS is up; `sessionOf(client)` is what it offers. Commands may be
 * requested at any time and go out one after the other, or together where PIPELINING has it; each gets its own reply. A reply from
 * 400 on rejects with an {@link SmtpRefused}. See {@link sendMail} and {@link login}.
 *
 * @throws RangeError for a name that is none, or a way of TLS that is not known.
 * @example
 * const client = await connect(smtpClient({ name: 'client.example' }), tcp({ host, port: 587, startTls: {} }));
 */
export function smtpClient(options: SmtpClientOptions): Protocol<SmtpReply, SmtpCommand> {
  checkOptions<SmtpClientOptions>('smtpClient', options, { name: true, tls: true, limits: true, timeouts: true });
  const { name, tls = 'starttls' } = options;
  if (!isDomain(name)) throw new RangeError(`'${name}' is no domain and no address in brackets`);
  const startTls = START_TLS[oneOf('tls', tls, WAYS)];
  const bounds = boundsFrom(options);
  const session = sessionProtocol(bounds);
  const opening = (how: Omit<OpeningOptions, 'name'>, next: Readonly<Record<string, AnyProtocol>>): AnyProtocol =>
    defineProtocol<SmtpReply, Following>({
      name: 'smtp-opening',
      read: openingHalf({ name, ...how }),
      encode(message, out) {
        if (!(message instanceof Following)) throw new RangeError('the server has not greeted yet');
        out.text(message.bytes as string);
      },
      fields: smtpFields,
      next,
      needsSecurity: tls === 'implicit',
      ...bounds,
    });
  const secured = () => opening({ startTls: 'never', greeted: true }, { ready: session });
  return opening(
    { startTls, greeted: false },
    startTls === 'never' ? { ready: session } : { ready: session, 'starting-tls': overTls(secured()) },
  );
}

type Way = NonNullable<SmtpClientOptions['tls']>;

const START_TLS: Readonly<Record<Way, OpeningOptions['startTls']>> = {
  starttls: 'required',
  implicit: 'never',
  opportunistic: 'offered',
  none: 'never',
};
const WAYS = Object.keys(START_TLS) as Way[];

interface Bounds {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

/** RFC 5321, 4.5.3.1.5 and 4.5.3.2, with room to spare. */
function boundsFrom({ limits, timeouts }: Bounds): Bounds {
  return {
    limits: { headerBytes: 2_048, contentBytes: 65_536, ...limits },
    timeouts: { header: 300_000, reply: 600_000, ...timeouts },
  };
}

/** What is spoken when the server has greeted, and TLS is up. */
export function sessionProtocol(bounds: Bounds = boundsFrom({})): Protocol<SmtpReply, SmtpCommand> {
  return defineProtocol<SmtpReply, SmtpCommand | Following | Next, never>({
    name: 'smtp',
    read: sessionHalf,
    write: writeHalf,
    encode: encodeCommand,
    fields: smtpFields,
    replies,
    ...bounds,
  }) as Protocol<SmtpReply, SmtpCommand>;
}
