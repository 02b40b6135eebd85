/** A client's connection: requests with their replies, and an async iterator for what nobody has asked for. */
import type { Call, Caller } from '../../calls/call.js';
import { Calls } from '../../calls/calls.js';
import { iterate, iterateBatches } from '../../calls/iterate.js';
import { Patience } from '../../calls/patience.js';
import type { Pulse } from '../../calls/pulse.js';
import { type Streamed, stream, subscribe } from '../../calls/stream.js';
import type { ConnectionEvent } from '../../connection/events.js';
import type { Prepared } from '../../connection/prepare.js';
import { type Application, Driver } from '../../driver/driver.js';
import { callAlone, caught } from '../../errors/caught.js';
import { causeMessage, causeText, ownError, printMistake } from '../../errors/cause.js';
import { checkTimeout } from '../../errors/check-arguments.js';
import { localError, remoteError } from '../../errors/core-errors.js';
import type { LocalError, WirechartError } from '../../errors/errors.js';
import { liveSources } from '../../trace/live.js';
import type { Watch, Watchable, Watcher } from '../../trace/watcher.js';
import type { Address, Clock, Security, Transport } from '../../transport/transport.js';
import { beginPulse } from '../heartbeat.js';
import { onAbort } from '../on-abort.js';
import type { Diverted } from '../relay.js';
import { budgetFrom, type SharedBudget } from '../shared-budget.js';
import type { ConnectClientOptions } from './connect-options.js';
import { type Ended, Ending } from './ending.js';
import { giveUpIterating, giveUpOn } from './giving-up.js';
import { ForOne } from './one-reply.js';
import { isSecured, Opening } from './opening.js';
import type { RequestOptions } from './request-options.js';

/** A reply to what was sent by {@link Client.send}; an event of the connection. */
export interface ReplyEvent<TIn, TOut> {
  readonly type: 'reply';
  readonly message: TIn;
  readonly request: TOut;
}

export class Client<TIn, TOut> implements Watchable, AsyncIterable<TIn>, AsyncDisposable {
  readonly #driver: Driver<TIn, TOut>;
  readonly #watch: Watch;
  readonly #options: ConnectClientOptions;
  readonly #clock: Clock;
  readonly #prepared: Prepared<TIn, TOut>;
  readonly #calls: Calls<TIn, TOut>;
  /** As long as nothing waits, other limits bound it: unless one was asked for, it is made when something does. */
  #budget: SharedBudget | undefined;
  /** Where the protocol has a heartbeat. */
  #pulse: Pulse | undefined;
  #whenWritable: (() => void)[] = [];
  /** Who gets what is unasked in place of the iterator, and hears of everything else. */
  #diverted: Application<TIn> | undefined;
  /** Where protocols come before the one that the application wants. */
  #opening: Opening | undefined;
  #error: WirechartError | undefined;
  readonly #ending = new Ending();

  /** @internal */
  constructor(
    prepared: Prepared<TIn, TOut>,
    transport: Transport,
    clock: Clock,
    options: ConnectClientOptions,
    budget?: SharedBudget,
  ) {
    this.#budget = budget;
    budget?.add(this);
    this.#options = options;
    this.#clock = clock;
    this.#prepared = prepared;
    this.#watch = prepared.watch;
    this.#driver = new Driver(prepared, transport, clock, this, budget?.grows);
    const { limits, timeouts } = prepared.input;
    const patience = new Patience(clock, timeouts.reply, (error) => this.#driver.abort(error));
    this.#calls = new Calls(this.#driver, limits, patience, options.untaken, (bytes) => this.#noteUntaken(bytes));
    patience.watch(this.#calls);
    this.#startPulse();
    const { signal } = options;
    if (signal !== undefined) void this.closed.then(onAbort(signal, () => void this.abort(signal.reason)));
    const { watcher } = prepared.watch;
    if (watcher !== undefined) callAlone(() => watcher.begun?.(this));
    const forget = liveSources().add(this);
    void this.closed.then(() => {
      forget();
      const { watcher } = this.#watch;
      if (watcher !== undefined) callAlone(() => watcher.over?.(this));
    });
    this.#driver.start();
  }

  get local(): Address {
    return this.#driver.transport.local;
  }

  get remote(): Address {
    return this.#driver.transport.remote;
  }

  /** What the handshake of TLS has agreed on, once it is over; undefined without TLS. */
  get security(): Security | undefined {
    return this.#driver.transport.security;
  }

  /** What the protocol before this one left behind (what a handshake agreed on, say); see {@link Connection.previous}. */
  get previous(): unknown {
    return this.#driver.connection.previous;
  }

  /** State path of a half, for example `awaiting-protoheader`. */
  readonly state = (half: 'read' | 'write'): string => this.#driver.connection.stateOf(half);

  /** How much is under way: requests that have replies to come, and unasked messages that nobody has taken. */
  get underWay(): { readonly requests: number; readonly unasked: number } {
    return { requests: this.#calls.size, unasked: this.#calls.unasked.waiting };
  }

  /**
   * Sends a message and resolves with the reply that belongs to it (with the last one, where there are several; see
   * {@link stream}). Which that is follows from the protocol; see {@link ProtocolOptions.replies}.
   *
   * Every error but the signal's reason and a RangeError says whether the request may have reached the remote (`sent`).
   *
   * @throws LocalError `not-sending`, `encode-failed`, `no-reply`, `key-in-use`, `limit-messages-in-flight` or
   *   `limit-queued-output`; RemoteError `connection-ended`, `closed-before-reply`, `reply-mismatch`; DeadlineError `reply`; whatever
   *   ended the connection; what the protocol makes of a refusal; the signal's reason; RangeError for a time-out that is none.
   */
  async request(message: TOut, options: RequestOptions = {}): Promise<TIn> {
    const { signal, timeout } = options;
    if (signal?.aborted) throw signal.reason;
    checkTimeout(timeout);
    return new Promise<TIn>((resolve, reject) => {
      const call = this.#ask(message, new ForOne(resolve, reject), timeout);
      if (signal !== undefined) giveUpOn(signal, call, reject);
    });
  }

  /**
   * Sends a message and iterates over its replies. Where nobody takes them, the connection is not read on, unless somebody
   * waits for something else, or the protocol has it read on ({@link Untaken}): then up to `waitingMessages` of them wait. An iterator that is left early (`break`) has the
   * rest of the replies consumed and dropped.
   *
   * @throws at once as {@link request}; the iterator throws what ended the replies before their end
   * @example
   * for await (const reply of client.stream(request)) …
   */
  stream(message: TOut, options: RequestOptions = {}): AsyncIterableIterator<TIn> {
    checkTimeout(options.timeout);
    const { limits } = this.#prepared.input;
    return this.#iterated(options, () =>
      stream(this.#calls, message, limits, () => this.#clock.now(), options.timeout),
    );
  }

  /**
   * Sends a message that subscribes to something, and iterates over what the remote sends of it. An iterator that is left
   * early (`break`), or the signal, unsubscribes.
   *
   * @throws at once LocalError `no-subscription`, and as {@link request}; the iterator throws a refusal and what ended the
   *   connection
   * @example
   * for await (const message of client.subscribe(['SUBSCRIBE', 'news'])) …
   */
  subscribe(message: TOut, options: Pick<RequestOptions, 'signal'> = {}): AsyncIterableIterator<TIn> {
    const { limits } = this.#prepared.input;
    return this.#iterated(options, () => subscribe(this.#calls, message, limits));
  }

  /**
   * Sends a message that needs no reply. Resolves when there is room for more. Where the protocol says that it has replies,
   * they are consumed, and told as events `{ type: 'reply', message, request }`.
   *
   * @throws as {@link request}
   */
  async send(message: TOut): Promise<void> {
    // A remote that has ended its direction may listen still.
    if (!this.#driver.connection.sending) this.#requireOpen();
    const room = this.#guarded(() => this.#calls.post(message, this.#tellReply));
    // A message may be the last one: a close frame, say.
    if (!this.#driver.connection.sending) this.#ending.endHere();
    if (room) return;
    await new Promise<void>((resolve) => this.#whenWritable.push(resolve));
    const error = this.#error ?? this.#driver.connection.failure;
    if (error !== undefined) throw error.forRequest('maybe');
  }

  /**
   * The messages that nobody has asked for, to the end of the connection. How many may wait is the limit `waitingMessages`, and
   * what becomes of more the option `untaken`. A connection that failed makes the iterator throw,
   * after the messages that came before.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<TIn> {
    return iterate(this.#calls.unasked);
  }

  /**
   * The messages that nobody has asked for, as many at a time as are there: those that wait, or else the next one with what came in one
   * chunk with it, in a list that is never empty. The same messages as iterating over the client itself gives, in their order, with the
   * same limits and the same ends; but where many small ones come, much less time is spent on waiting for each.
   *
   * A list is no longer than what may wait, and one: 64 messages or about 4 MiB where the remote is made to wait, and `waitingMessages`
   * or `waitingBytes` where it is not.
   *
   * @throws (the iterator) what the connection failed with, after the messages that came before
   * @example
   * for await (const lines of client.batches()) total += lines.length;
   */
  batches(): AsyncIterableIterator<readonly TIn[]> {
    return iterateBatches(this.#calls.unasked);
  }

  /** Who looks at the connection; see {@link watch}. */
  get watcher(): Watcher | undefined {
    return this.#watch.watcher;
  }

  /** Lets somebody look at the connection, in place of who did before; undefined for nobody. See {@link Server.watch}. */
  watch(watcher: Watcher | undefined): void {
    this.#watch.watcher = watcher;
    watcher?.opened(this.#driver);
  }

  /** @internal */
  divert(to: Application<TIn>): Diverted<TOut> {
    this.#diverted = to;
    return { driver: this.#driver, unread: this.#calls.unasked.takeAll() };
  }

  /** @internal Resolves when all protocols that come before the last one have done their part. */
  opened(): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isOpen) return Promise.resolve();
    this.#opening = new Opening();
    return this.#opening.wait();
  }

  get #isOpen(): boolean {
    return Object.keys(this.#driver.connection.protocol.next ?? {}).length === 0;
  }

  /** Ends this direction: says that there are no more requests, and goes on receiving. */
  finish(): void {
    this.#ending.endHere();
    this.#driver.finish();
  }

  /**
   * Closes in order: ends this direction, receives what is under way, and resolves when the remote has ended too. When it
   * has not within the time-out `drain`, the connection is reset.
   */
  async close(): Promise<void> {
    this.#calls.unasked.end();
    this.#calls.unasked.clear();
    this.#ending.endHere();
    this.#driver.closeInOrder();
    await this.closed;
  }

  /** Closes at once, by reset: requests under way fail with the reason. */
  async abort(reason?: unknown): Promise<void> {
    this.#driver.abort(reason);
    await this.closed;
  }

  /** Resolves when the connection is over, and says how it ended. */
  get closed(): Promise<Ended> {
    return this.#ending.closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  get busy(): boolean {
    return this.#calls.size > 0 || this.#calls.unasked.waiting > 0;
  }

  /** @internal */
  held(): number {
    const { connection, transport } = this.#driver;
    return connection.held() + this.#calls.bytes + (transport.unsentBytes ?? transport.pendingBytes ?? 0);
  }

  /** @internal */
  shed(error: LocalError): void {
    this.#driver.abort(error);
    this.#calls.forget();
  }

  /** @internal */
  event(event: ConnectionEvent<TIn>): void {
    switch (event.type) {
      case 'message':
        if (this.#calls.take(event.message, event)) this.#deliver(event.message);
        return;
      case 'wait':
        return this.#driver.waitFor(event);
      case 'writable':
        this.#resume();
        break;
      case 'switched':
        this.#calls.switched();
        this.#startPulse();
        // What the new protocol says first has not gone out yet.
        if (this.#driver.connection.protocol.needsSecurity && !isSecured(this.#driver.transport)) {
          this.#driver.abort(localError('not-secured'));
          break;
        }
        if (this.#isOpen) this.#opening?.reached();
        break;
      case 'failed':
        this.#error = event.error;
        this.#settle(event.error);
        break;
      case 'end':
        // This direction may be over as well: in some protocols the one end is answered by the other at once.
        this.#ending.remoteEnds(this.#driver.time);
        this.#settle(undefined);
        break;
      case 'closed':
        this.#pulse?.end();
        this.#budget?.remove(this);
        this.#settle(event.error);
        this.#resume();
        this.#ending.over(event.error);
        break;
      default:
        this.#calls.overhear(event);
    }
    this.#tell(event);
    this.#diverted?.event(event);
  }

  #noteUntaken(bytes: number): void {
    if (this.#budget === undefined) {
      this.#budget = budgetFrom();
      this.#budget.add(this);
    }
    this.#budget.grows(bytes);
  }

  #startPulse(): void {
    this.#pulse?.end();
    this.#pulse = beginPulse(this.#driver, this.#clock, (message) => this.#beat(message));
  }

  #beat(message: () => TOut): boolean {
    try {
      return this.#calls.beat(message());
    } catch (cause) {
      this.#giveUp(cause);
      return false;
    }
  }

  #ask(message: TOut, caller: Caller<TIn>, timeout: number | undefined): Call<TIn, TOut> {
    this.#requireOpen();
    return this.#guarded(() => this.#calls.ask(message, caller, timeout));
  }

  #iterated({ signal }: RequestOptions, begin: () => Streamed<TIn, TOut>): AsyncIterableIterator<TIn> {
    if (signal?.aborted) throw signal.reason;
    this.#requireOpen();
    const streamed = this.#guarded(begin);
    if (signal !== undefined) giveUpIterating(signal, streamed);
    return streamed.replies;
  }

  /** What is refused has not been sent. */
  #guarded<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      const known = ownError(error) ?? localError('encode-failed', causeMessage(error), { cause: error });
      known.sent ??= 'no';
      throw known;
    }
  }

  /** @throws what ended the connection, if anything has. */
  #requireOpen(): void {
    // What has happened just now may not have been heard of yet.
    const error = this.#error ?? this.#driver.connection.failure ?? this.#ending.whyNot(this.#clock);
    if (error !== undefined) throw error.forRequest('no');
  }

  readonly #tellReply = (message: TIn, request: TOut) => {
    const event: ReplyEvent<TIn, TOut> = { type: 'reply', message, request };
    this.#tell(event);
  };

  #tell(event: { readonly type: string }): void {
    const { onEvent } = this.#options;
    if (onEvent === undefined) return;
    try {
      caught(onEvent(event, this), (cause) => this.#giveUp(cause));
    } catch (cause) {
      this.#giveUp(cause);
    }
  }

  #giveUp(cause: unknown): void {
    const error = localError('handler-threw', causeText(cause), { cause });
    this.#driver.abort(error);
    if (this.#driver.connection.failure !== error) printMistake(error);
  }

  #deliver(message: TIn): void {
    if (this.#diverted !== undefined) this.#diverted.event({ type: 'message', message });
    else this.#calls.unasked.push(message);
  }

  /** No message will come any more: nobody may be left waiting. */
  #settle(error: WirechartError | undefined): void {
    this.#opening?.failed(error ?? remoteError('closed-before-reply'));
    this.#calls.settle(error);
  }

  #resume(): void {
    for (const resolve of this.#whenWritable.splice(0)) resolve();
  }
}
