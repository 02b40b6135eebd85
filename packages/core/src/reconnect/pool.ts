/** A fixed number of clients that come back, to one remote. */
import { budgetFrom } from '../app/shared-budget.js';
import { shown } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import type { Protocol } from '../protocol.js';
import type { Endpoint } from '../transport/transport.js';
import { RECONNECT_OPTIONS, type ReconnectOptions } from './options.js';
import { type ReconnectingClient, type ReconnectingRequestOptions, reconnecting } from './reconnecting-client.js';

export interface PoolOptions<TIn, TOut> extends ReconnectOptions<TIn, TOut> {
  /** Connections. An integer from 1. Default 4. */
  readonly size?: number;
}

/**
 * Begins to connect all of them. A request goes to a connection that is open and has the least under way; where none is open, to
 * the client for which the fewest wait.
 *
 * @throws TypeError for an option of an unknown name, RangeError for one out of range, as `reconnecting` does.
 * @example
 * await using redis = pool(respClient(), tcp({ host: '127.0.0.1', port: 6379 }), { size: 8 });
 * const values = await Promise.all(keys.map((key) => redis.request(['GET', key], { safe: true })));
 */
export function pool<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: PoolOptions<TIn, TOut> = {},
): Pool<TIn, TOut> {
  checkOptions('pool', options, { ...RECONNECT_OPTIONS, size: true });
  const { size = 4, bufferedTotal, ...others } = options;
  if (!(Number.isInteger(size) && size >= 1))
    throw new RangeError(`size must be an integer from 1, not ${shown(size)}`);
  const each = { ...others, bufferedTotal: budgetFrom(bufferedTotal) };
  return new Pool(Array.from({ length: size }, () => reconnecting(protocol, endpoint, each)));
}

export class Pool<TIn, TOut> implements AsyncDisposable {
  readonly clients: readonly ReconnectingClient<TIn, TOut>[];

  /** @internal */
  constructor(clients: readonly ReconnectingClient<TIn, TOut>[]) {
    this.clients = clients;
  }

  /** As {@link ReconnectingClient.request}, on the client that has the least to do. */
  request(message: TOut, options?: ReconnectingRequestOptions): Promise<TIn> {
    return this.idlest.request(message, options);
  }

  /** The client that a request would go to now. For requests that must share a connection, keep it. */
  get idlest(): ReconnectingClient<TIn, TOut> {
    return this.clients.reduce((best, client) => (loadOf(client) < loadOf(best) ? client : best));
  }

  /** Closes all of them in order. */
  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
  }

  /** Closes all of them at once, by reset. */
  async abort(reason?: unknown): Promise<void> {
    await Promise.all(this.clients.map((client) => client.abort(reason)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** One that is away comes after all that are open. */
function loadOf<TIn, TOut>({ underWay, current }: ReconnectingClient<TIn, TOut>): number {
  const { requests, waiting } = underWay;
  return current === undefined ? AWAY + waiting : requests;
}

const AWAY = 1e9;
