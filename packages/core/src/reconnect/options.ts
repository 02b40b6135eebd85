/** What can be chosen about coming back, and the defaults. */
import type { Client } from '../app/client/client.js';
import { CONNECT_OPTIONS, type ConnectClientOptions, checkConnecting } from '../app/client/connect.js';
import { prepare } from '../connection/prepare.js';
import { checkFunctions, shown } from '../errors/check-arguments.js';
import { checkOptions, type OptionNames } from '../errors/check-options.js';
import type { Protocol } from '../protocol.js';
import type { Endpoint } from '../transport/transport.js';
import type { Backoff, LifeInput } from './machine.js';

/** When it comes back, and when it does not. */
export interface ReconnectPolicy {
  /** How long is waited between attempts. */
  readonly backoff?: Partial<Backoff>;
  /** Attempts in a row that may fail before it gives up: an integer from 1, or Infinity (the default), which is never. */
  readonly attempts?: number;
  /** Milliseconds that a connection must be open before its attempts are forgotten. Default 5,000. */
  readonly steady?: number;
  /**
   * What becomes of a request while there is no connection: it waits for the next one, up to so many at once, or is refused at
   * once with LocalError `not-connected`. Default `{ queue: 1024 }`.
   */
  readonly whileAway?: 'refuse' | { readonly queue: number };
}

export interface ReconnectOptions<TIn, TOut> extends ConnectClientOptions, ReconnectPolicy {
  /**
   * Runs on each new connection before any request does: to log in, to choose a database. If it throws, the connection is closed
   * and the attempt has failed.
   */
  readonly prepare?: (client: Client<TIn, TOut>) => void | Promise<void>;
}

/** @internal */
export const RECONNECT_OPTIONS: OptionNames<ReconnectOptions<unknown, unknown>> = {
  ...CONNECT_OPTIONS,
  backoff: true,
  attempts: true,
  steady: true,
  whileAway: true,
  prepare: true,
};

/**
 * Finds what no attempt could mend: it would be made again and again.
 *
 * @internal
 * @throws TypeError, RangeError as {@link connect} does
 */
export function checkReconnecting<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: ReconnectOptions<TIn, TOut>,
): void {
  checkConnecting(protocol, endpoint, options);
  const { backoff, attempts, steady, whileAway, prepare: run, ...others } = options;
  if (backoff !== undefined) checkOptions('backoff', backoff, { first: true, factor: true, most: true, jitter: true });
  if (typeof whileAway === 'object') checkOptions('whileAway', whileAway, { queue: true });
  checkFunctions(options, ['prepare']);
  prepare(protocol, 'client', others);
}

/** @throws RangeError naming an option that is out of range. */
export function lifeInputFrom(
  { backoff = {}, attempts = Number.POSITIVE_INFINITY, steady = 5_000 }: ReconnectPolicy,
  random: (() => number) | undefined,
): LifeInput {
  const { first = 100, factor = 2, most = 10_000, jitter = 0.5 } = backoff;
  inRange('backoff.first', first, first > 0 && first < Number.POSITIVE_INFINITY, 'milliseconds above 0');
  inRange('backoff.factor', factor, factor >= 1 && factor < Number.POSITIVE_INFINITY, 'a number from 1');
  inRange('backoff.most', most, most >= first && most < Number.POSITIVE_INFINITY, 'milliseconds, from backoff.first');
  inRange('backoff.jitter', jitter, jitter >= 0 && jitter <= 1, 'a number from 0 to 1');
  const countable = attempts === Number.POSITIVE_INFINITY || Number.isInteger(attempts);
  inRange('attempts', attempts, attempts >= 1 && countable, 'an integer from 1, or Infinity');
  inRange('steady', steady, steady >= 0 && steady < Number.POSITIVE_INFINITY, 'milliseconds from 0');
  // Without chance, the whole of each wait is waited.
  return { backoff: { first, factor, most, jitter }, attempts, steady, random: random ?? (() => 0) };
}

/** How many requests may wait. @throws RangeError. */
export function queueFrom({ whileAway = { queue: 1024 } }: ReconnectPolicy): number {
  const queue = whileAway === 'refuse' ? 0 : whileAway.queue;
  const countable = queue === Number.POSITIVE_INFINITY || Number.isInteger(queue);
  inRange('whileAway.queue', queue, queue >= 0 && countable, 'an integer from 0, or Infinity');
  return queue;
}

function inRange(name: string, value: number, fits: boolean, range: string): void {
  if (!fits) throw new RangeError(`${name} must be ${range}, not ${shown(value)}`);
}
