/**
 * Limits and time-outs of a connection: names, defaults, and why.
 * A protocol may set other defaults; an application has the last word.
 */

import { checkRecord, shown } from './errors/check-arguments.js';
import { orNearest } from './errors/nearest.js';
import type { Addresses } from './transport/transport.js';

/** What a connection may use. Every value is a positive integer; Infinity takes the limit away. */
export interface Limits {
  /** Longest header of a message, in bytes. */
  readonly headerBytes: number;
  /** Longest content of a message that is handed over whole, in bytes. */
  readonly contentBytes: number;
  /** Input held beyond what the current state needs, in bytes, before the transport is paused. Twice as much is an error. */
  readonly bufferedBytes: number;
  /** Input that is read and thrown away after the read half is over, in bytes, while the remote is awaited. More is a reset. */
  readonly lingerBytes: number;
  /** Output held before `send` says to wait, in bytes: the high-water mark. There is room again when all of it is out. */
  readonly bufferedOutput: number;
  /** Output held before `send` refuses, in bytes. */
  readonly queuedOutput: number;
  /** Requests of a client that wait for their reply. */
  readonly messagesInFlight: number;
  /**
   * Messages that one iterator of a client (its own, that of a stream or of a subscription) holds for whoever is slow to
   * take them, while the connection must be read on.
   */
  readonly waitingMessages: number;
  /** How large those may be together, in bytes, roughly, before one more comes. */
  readonly waitingBytes: number;
}

export const defaultLimits: Limits = {
  // Ample for any header: nginx takes 32 KiB of header lines, Node's http 16 KiB.
  headerBytes: 64 * 1024,
  // What most servers take without being told (nginx 1 MiB, Express 100 KiB, memcached 1 MiB), with room to spare.
  contentBytes: 16 * 1024 * 1024,
  // One read of Node's sockets, which is also the high-water mark of its streams since version 20.
  bufferedBytes: 64 * 1024,
  // What a remote may have on its way when it is told to stop; redis-server takes about as much before it resets.
  lingerBytes: 2 * 1024 * 1024,
  bufferedOutput: 64 * 1024,
  // An application that ignores back-pressure is told so before it takes the machine with it.
  queuedOutput: 64 * 1024 * 1024,
  messagesInFlight: 65_536,
  // What comes in one read at most, where messages have 16 bytes: a burst is no reason to end.
  waitingMessages: 4_096,
  // What redis-server holds for a subscriber that does not read (client-output-buffer-limit pubsub 32mb).
  waitingBytes: 32 * 1024 * 1024,
};

/** How long things may take, in milliseconds. Infinity takes the time-out away. */
export interface Timeouts {
  /** From the start of a message to the end of its header, however many bytes trickle in (the defence against slow-loris). */
  readonly header: number;
  /** Without one more byte of the content. */
  readonly content: number;
  /** Between messages: without a whole first field of a next one. */
  readonly idle: number;
  /** Without the transport taking any of the output that is waiting. */
  readonly write: number;
  /**
   * Of a client: without a reply, while a request waits for one. In order, the requests take turns: it begins when a request
   * is sent, and anew when the one before it had its reply.
   */
  readonly reply: number;
  /**
   * Without a byte from the remote, until it is asked for a sign of life; and as long again until there is one. Only where the
   * protocol names a heartbeat. Requests that wait have the time-out `reply` instead.
   */
  readonly heartbeat: number;
  /** From the decision to close until the remote has ended too. */
  readonly drain: number;
  /** The whole connection. */
  readonly total: number;
}

export const defaultTimeouts: Timeouts = {
  // Apache's RequestReadTimeout gives a header 20 s at first, nginx 60 s; honest senders need milliseconds.
  header: 20_000,
  content: 30_000,
  idle: 60_000,
  write: 30_000,
  // As long as undici waits for the head of a response; the slowest honest handlers take minutes.
  reply: 300_000,
  // A remote that is gone is known to be so after two minutes; TCP's own keep-alive takes as many hours (RFC 9293, 3.8.4).
  heartbeat: 60_000,
  drain: 10_000,
  total: Number.POSITIVE_INFINITY,
};

/**
 * How fast a remote must be, at least. Off unless asked for: honest remotes may be far away. Time in which this side does not read, or
 * has nothing to write, does not count.
 */
export interface Rates {
  /**
   * Bytes per second of a frame that has begun, on the average since it began: of a slow-loris whose every byte comes within the
   * time-out `content`. 0 for none. Default 0.
   */
  readonly receive: number;
  /**
   * Bytes per second that the remote takes of output that waits, on the average since it has waited without a break: of a reader who
   * takes a little now and then. Where the transport does not know what it has got rid of, `write` alone bounds that. 0 for none.
   * Default 0.
   */
  readonly write: number;
  /** Milliseconds before the average counts: how long a slow start or a pause may be, beyond what is ahead. Default 10,000. */
  readonly grace: number;
}

export const defaultRates: Rates = {
  // Kestrel asks for 240 of a request's body and of who reads a response, Apache for 500 of a body; nginx and haproxy for none.
  receive: 0,
  write: 0,
  // Kestrel gives 5 s, Apache 20 s.
  grace: 10_000,
};

/** What every half's machine gets as its input. */
export interface HalfInput {
  readonly limits: Limits;
  readonly timeouts: Timeouts;
  /** Output of the read half before, where the protocol was switched to this one; undefined for a connection's first. */
  readonly previous: unknown;
  /**
   * Where the connection runs: what the transport says, or a prefix that speaks for somebody else; undefined for a
   * connection that was opened without a transport.
   */
  readonly addresses: Addresses | undefined;
}

/** Puts values over defaults. @throws RangeError naming a value that is not allowed, TypeError for a name that is none. */
export function limitsFrom(...layers: readonly (Partial<Limits> | undefined)[]): Limits {
  return checked('limits', defaultLimits, layers);
}

/** Puts values over defaults. @throws as {@link limitsFrom} does. */
export function timeoutsFrom(...layers: readonly (Partial<Timeouts> | undefined)[]): Timeouts {
  return checked('timeouts', defaultTimeouts, layers);
}

/** Puts values over defaults. Undefined where no rate is asked for. @throws as {@link limitsFrom} does. */
export function ratesFrom(given?: Partial<Rates>): Rates | undefined {
  const rates = checked('rates', defaultRates, [given]);
  return rates.receive === 0 && rates.write === 0 ? undefined : rates;
}

interface Rule {
  readonly allows: (value: number) => boolean;
  /** What that is, in words. */
  readonly is: string;
}

/** What values may be. @internal */
export const ALLOWED = {
  limits: { allows: (value) => value >= 1 && Math.floor(value) === value, is: 'a positive integer or Infinity' },
  timeouts: { allows: (value) => value > 0, is: 'a positive number of milliseconds or Infinity' },
  rates: {
    allows: (value) => value >= 0 && value < Number.POSITIVE_INFINITY,
    is: 'a number from 0, and not Infinity',
  },
} satisfies Readonly<Record<string, Rule>>;

function checked<T extends object>(
  what: keyof typeof ALLOWED,
  defaults: T,
  layers: readonly (Partial<T> | undefined)[],
): T {
  const names = Object.keys(defaults);
  for (const layer of layers) if (layer !== undefined) checkRecord(what, layer, names);
  const values: T = Object.assign({}, defaults, ...layers);
  const { allows, is }: Rule = ALLOWED[what];
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new TypeError(`${what} has no '${name}'. ${orNearest(name, names, `It has: ${names.join(', ')}`)}.`);
    }
    if (typeof value !== 'number' || !allows(value)) {
      throw new RangeError(`${what}.${name} must be ${is}, not ${shown(value)}`);
    }
  }
  return values;
}
