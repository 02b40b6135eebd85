/** A client that comes back: one connection after the other, and what it is asked for goes to the one that is open. */
import type { Client } from '../app/client/client.js';
import { type ConnectClientOptions, connect } from '../app/client/connect.js';
import type { RequestOptions } from '../app/client/request-options.js';
import { onAbort } from '../app/on-abort.js';
import { causeMessage } from '../errors/cause.js';
import { checkTimeout } from '../errors/check-arguments.js';
import { checkOptions } from '../errors/check-options.js';
import { localError } from '../errors/core-errors.js';
import { WirechartError } from '../errors/errors.js';
import type { Protocol } from '../protocol.js';
import type { AbortSignalLike, Clock, Endpoint } from '../transport/transport.js';
import { Attempt } from './attempt.js';
import { Life } from './life.js';
import type { LifeCommand } from './machine.js';
import { checkReconnecting, lifeInputFrom, queueFrom, RECONNECT_OPTIONS, type ReconnectOptions } from './options.js';
import { Queue } from './queue.js';
import { type Connections, throughAll } from './through-all.js';

export interface ReconnectingRequestOptions extends RequestOptions {
  /**
   * Whether the request may be made again on the next connection when its own was lost before the reply: asking twice does no
   * harm. Default false: it fails, and its error says whether it may have reached the remote (`sent`). One that has surely not
   * reached it is made again in any case.
   */
  readonly safe?: boolean;
}

/**
 * Begins to connect, and comes back whenever the connection is lost.
 *
 * @throws at once what no attempt could mend: TypeError for an option of an unknown name, or a protocol that is none; RangeError for an
 *   option out of range.
 * @example
 * await using client = reconnecting(respClient(), tcp({ host: '127.0.0.1', port: 6379 }), {
 *   prepare: async (connection) => void (await connection.request(['SELECT', 1])),
 * });
 * const value = await client.request(['GET', 'rabbit'], { safe: true });
 */
export function reconnecting<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  endpoint: Endpoint,
  options: ReconnectOptions<TIn, TOut> = {},
): ReconnectingClient<TIn, TOut> {
  checkOptions('reconnecting', options, RECONNECT_OPTIONS);
  checkReconnecting(protocol, endpoint, options);
  return new ReconnectingClient(protocol, endpoint, options);
}

export class ReconnectingClient<TIn, TOut> implements AsyncIterable<TIn>, AsyncDisposable {
  readonly #protocol: Protocol<TIn, TOut>;
  readonly #endpoint: Endpoint;
  readonly #clock: Clock;
  readonly #options: ReconnectOptions<TIn, TOut>;
  readonly #life: Life;
  /** How many may wait for a connection. */
  readonly #room: number;
  readonly #queue: Queue<Client<TIn, TOut>>;
  /** The connection that is open, or being prepared. */
  #client: Client<TIn, TOut> | undefined;
  #attempt: Attempt | undefined;
  /** What ended the last connection, or the last attempt. */
  #failure: unknown;
  readonly #over: Promise<void>;
  #tellOver!: () => void;

  /** @internal */
  constructor(protocol: Protocol<TIn, TOut>, endpoint: Endpoint, options: ReconnectOptions<TIn, TOut>) {
    const { clock } = endpoint;
    this.#protocol = protocol;
    this.#endpoint = endpoint;
    this.#clock = clock;
    this.#options = options;
    this.#room = queueFrom(options);
    this.#queue = new Queue(clock);
    this.#over = new Promise((resolve) => {
      this.#tellOver = resolve;
    });
    const { runtime = 'compiled', onTransition, signal } = options;
    this.#life = new Life({
      ...lifeInputFrom(options, clock.random?.bind(clock)),
      name: `reconnecting/${protocol.name}`,
      clock,
      runtime,
      onCommand: (command) => this.#do(command),
      onState: () => this.#settle(),
      onTransition,
    });
    if (signal !== undefined) this.#obey(signal);
    this.#life.begin();
  }

  /** Where its life stands: `connecting`, `preparing`, `open.fresh`, `open.steady`, `waiting`, `closed` or `given-up`. */
  get state(): string {
    return this.#life.state;
  }

  /** The connection that is open now. It is another one after each loss: do not keep it. */
  get current(): Client<TIn, TOut> | undefined {
    return this.#life.open ? this.#client : undefined;
  }

  /** What ended the last connection or attempt; undefined before the first. */
  get lastFailure(): unknown {
    return this.#failure;
  }

  /** How much is under way: requests that have replies to come, and requests that wait for a connection. */
  get underWay(): { readonly requests: number; readonly waiting: number } {
    return { requests: this.current?.underWay.requests ?? 0, waiting: this.#queue.size };
  }

  /**
   * Resolves with the connection when there is one, at once or later. The queue does not count it.
   *
   * @throws LocalError `not-connected` when it was closed or has given up; the signal's reason.
   */
  async ready({ signal }: Pick<RequestOptions, 'signal'> = {}): Promise<Client<TIn, TOut>> {
    return this.#connection(signal, undefined, true);
  }

  /**
   * As {@link Client.request}, on the connection that is open, or on the next one; see {@link ReconnectOptions.whileAway}. A request
   * that has surely not reached the remote, or that is safe, is made again when its connection is lost.
   *
   * @throws LocalError `not-connected`, `limit-waiting-requests`; DeadlineError `reply` when `timeout` passes while it waits; what
   *   {@link Client.request} throws; the signal's reason.
   */
  async request(message: TOut, { safe = false, signal, timeout }: ReconnectingRequestOptions = {}): Promise<TIn> {
    checkTimeout(timeout);
    const until = timeout === undefined ? undefined : this.#clock.now() + timeout;
    for (;;) {
      // Where there is one, it is asked at once: the next request sees that.
      const client = this.current ?? (await this.#connection(signal, until));
      const left = until === undefined ? {} : { timeout: Math.max(1, until - this.#clock.now()) };
      try {
        return await client.request(message, { ...left, ...(signal === undefined ? {} : { signal }) });
      } catch (error) {
        const late = until !== undefined && this.#clock.now() >= until;
        if (late || !this.#mayRepeat(client, error, safe)) throw error;
      }
    }
  }

  /**
   * As {@link Client.send}. Made again only when it has surely not reached the remote.
   *
   * @throws as {@link request}
   */
  async send(message: TOut): Promise<void> {
    for (;;) {
      const client = this.current ?? (await this.#connection(undefined, undefined));
      try {
        return await client.send(message);
      } catch (error) {
        if (!this.#mayRepeat(client, error, false)) throw error;
      }
    }
  }

  /**
   * As {@link Client.subscribe}, and subscribes again on each new connection. What was said while it was away is missed; the
   * iterator ends when the client is closed, and throws when it gives up, or the remote refuses.
   */
  subscribe(message: TOut, { signal }: Pick<RequestOptions, 'signal'> = {}): AsyncGenerator<TIn, void, void> {
    return this.#throughAll(signal, (client) => client.subscribe(message, signal === undefined ? {} : { signal }));
  }

  /** What nobody has asked for, of one connection after the other, until the client is closed. Throws when it gives up. */
  [Symbol.asyncIterator](): AsyncGenerator<TIn, void, void> {
    return this.#throughAll(undefined, (client) => client[Symbol.asyncIterator]());
  }

  /** The same, as many at a time as are there: as {@link Client.batches}. */
  batches(): AsyncGenerator<readonly TIn[], void, void> {
    return this.#throughAll(undefined, (client) => client.batches());
  }

  /** Closes in order, and comes back no more. What waits for a connection fails with LocalError `not-connected`. */
  async close(): Promise<void> {
    const client = this.#end();
    await client?.close();
  }

  /** Closes at once, by reset. */
  async abort(reason?: unknown): Promise<void> {
    const client = this.#end(reason);
    await client?.abort(reason);
  }

  /** Resolves when it comes back no more: it was closed, or has given up. */
  get closed(): Promise<void> {
    return this.#over;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #do({ type }: LifeCommand): void {
    if (type === 'connect') void this.#connect();
    else void this.#prepare(this.#client as Client<TIn, TOut>);
  }

  async #connect(): Promise<void> {
    const attempt = new Attempt();
    this.#attempt = attempt;
    try {
      const client = await connect(this.#protocol, this.#endpoint, this.#optionsFor(attempt));
      if (this.#attempt !== attempt) return void client.abort();
      this.#client = client;
      void client.closed.then(() => this.#lost(attempt));
      this.#life.tell('connected');
    } catch (error) {
      if (this.#attempt !== attempt) return;
      this.#failure = error;
      this.#life.tell('failed');
    }
  }

  async #prepare(client: Client<TIn, TOut>): Promise<void> {
    try {
      await this.#options.prepare?.(client);
      if (this.#client === client && this.state === 'preparing') this.#life.tell('prepared');
    } catch (error) {
      if (this.#client !== client || this.state !== 'preparing') return;
      this.#failure = error;
      this.#attempt = undefined;
      this.#client = undefined;
      this.#life.tell('failed');
      await client.close();
    }
  }

  /** The options of one connection: it tells at once when it is lost, so that nothing more is asked of it. */
  #optionsFor(attempt: Attempt): ConnectClientOptions {
    const { backoff, attempts, steady, whileAway, prepare, onEvent, ...options } = this.#options;
    return {
      ...options,
      signal: attempt,
      onEvent: (event, client) => {
        if (event.type === 'failed') this.#failure = (event as { readonly error?: unknown }).error;
        if (event.type === 'failed' || event.type === 'end') this.#lost(attempt);
        onEvent?.(event, client);
      },
    };
  }

  #lost(attempt: Attempt): void {
    if (this.#attempt !== attempt || this.#client === undefined) return;
    this.#attempt = undefined;
    const client = this.#client;
    this.#client = undefined;
    this.#life.tell('lost');
    // A remote that has only ended its direction gets our end too; what it said before can still be taken.
    client.finish();
  }

  #mayRepeat(client: Client<TIn, TOut>, error: unknown, safe: boolean): boolean {
    // What the connection survives is the request's own fault, or its own answer.
    if (this.#client === client || !WirechartError.is(error) || error.sent === undefined) return false;
    return error.sent === 'no' || safe;
  }

  /** The connection that is open, or the next one. @param free whether the queue does not count it */
  #connection(
    signal: AbortSignalLike | undefined,
    until: number | undefined,
    free = false,
  ): Promise<Client<TIn, TOut>> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { current } = this;
    if (current !== undefined) return Promise.resolve(current);
    if (this.#life.over || (this.#room === 0 && !free)) return Promise.reject(this.#notConnected());
    if (this.#queue.size >= this.#room && !free) {
      const error = localError('limit-waiting-requests', `option whileAway.queue is ${this.#room}`);
      return Promise.reject(error.forRequest('no'));
    }
    return this.#queue.wait(signal, until);
  }

  /** Whoever waits for a connection has it, or hears that none will come. */
  #settle(): void {
    const { current } = this;
    if (current !== undefined) this.#queue.serve(current);
    if (!this.#life.over) return;
    this.#queue.refuse(() => this.#notConnected());
    this.#tellOver();
  }

  #notConnected(): WirechartError {
    const cause = this.#failure;
    const particular = cause === undefined ? this.state : `${this.state}; ${causeMessage(cause)}`;
    return localError('not-connected', particular, { cause }).forRequest('no');
  }

  #throughAll<T>(
    signal: AbortSignalLike | undefined,
    messages: (client: Client<TIn, TOut>) => AsyncIterableIterator<T>,
  ): AsyncGenerator<T, void, void> {
    const connections: Connections<TIn, TOut> = {
      closed: () => this.state === 'closed',
      next: (leaving) => this.#connection(leaving, undefined, true),
      isCurrent: (client) => this.#client === client,
    };
    return throughAll(connections, signal, messages);
  }

  /** Ends its life. Returns the connection that is to be closed. */
  #end(reason?: unknown): Client<TIn, TOut> | undefined {
    if (reason !== undefined) this.#failure ??= reason;
    const client = this.#client;
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#client = undefined;
    this.#life.tell('close');
    if (client === undefined) attempt?.abort(reason ?? localError('aborted'));
    return client;
  }

  #obey(signal: AbortSignalLike): void {
    const abort = () => void this.abort(signal.reason);
    if (signal.aborted) void Promise.resolve().then(abort);
    else void this.#over.then(onAbort(signal, abort));
  }
}
