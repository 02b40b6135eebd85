/** A client's connection: requests with replies in order, and an async iterator for every other message. */
import type { ConnectionEvent } from '../connection/events.js';
import type { Prepared } from '../connection/prepare.js';
import { type Application, Driver } from '../driver/driver.js';
import { localError, remoteError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import type { AbortSignalLike, Address, Clock, Transport } from '../transport/transport.js';
import type { ConnectClientOptions } from './connect.js';
import type { Diverted } from './relay.js';

export class Client<TIn, TOut> implements AsyncIterable<TIn>, AsyncDisposable {
  readonly #driver: Driver<TIn, TOut>;
  readonly #options: ConnectClientOptions;
  readonly #messagesInFlight: number;
  /** Requests that wait for their reply, the oldest first. */
  readonly #requests = new Fifo<Waiter<TIn>>();
  /** Messages that nobody has asked for yet, and those who wait for one: at most one of the two is not empty. */
  readonly #messages = new Fifo<TIn>();
  readonly #readers = new Fifo<Waiter<IteratorResult<TIn, undefined>>>();
  #whenWritable: (() => void)[] = [];
  #ended = false;
  /** Who gets the messages in place of readers, and hears of everything else. */
  #diverted: Application<TIn> | undefined;
  /** What is to be done when the protocol that the application wants is spoken, and when it never will be. */
  #opening: Waiter<void> | undefined;
  #error: WirechartError | undefined;
  readonly #closed: Promise<void>;
  #tellClosed!: () => void;

  /** @internal */
  constructor(prepared: Prepared<TIn, TOut>, transport: Transport, clock: Clock, options: ConnectClientOptions) {
    this.#options = options;
    this.#messagesInFlight = prepared.input.limits.messagesInFlight;
    this.#closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
    this.#driver = new Driver(prepared, transport, clock, this);
    const { signal } = options;
    if (signal !== undefined) {
      const onAbort = () => this.abort(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      void this.#closed.then(() => signal.removeEventListener('abort', onAbort));
    }
    this.#driver.start();
  }

  get local(): Address {
    return this.#driver.transport.local;
  }

  get remote(): Address {
    return this.#driver.transport.remote;
  }

  /** What the protocol before this one left behind (what a handshake agreed on, say); see {@link Connection.previous}. */
  get previous(): unknown {
    return this.#driver.connection.previous;
  }

  /** State path of a half, for example `awaiting-protoheader`. */
  readonly state = (half: 'read' | 'write'): string => this.#driver.connection.stateOf(half);

  /**
   * Sends a message and resolves with the reply: replies belong to requests in the order of both.
   *
   * A signal gives up waiting; the reply, when it comes, is dropped, and the connection goes on.
   *
   * @throws LocalError `not-sending`, `encode-failed`, `limit-messages-in-flight` or `limit-queued-output`; RemoteError
   *   `closed-before-reply`; whatever ended the connection; the signal's reason.
   */
  async request(message: TOut, options: { readonly signal?: AbortSignalLike } = {}): Promise<TIn> {
    const { signal } = options;
    if (signal?.aborted) throw signal.reason;
    if (this.#error !== undefined) throw this.#error;
    if (this.#requests.length >= this.#messagesInFlight) {
      throw localError('limit-messages-in-flight', `limit messagesInFlight is ${this.#messagesInFlight}`);
    }
    this.#driver.send(message);
    return new Promise<TIn>((resolve, reject) => {
      if (signal === undefined) {
        this.#requests.push({ resolve, reject });
        return;
      }
      const onAbort = () => reject(signal.reason);
      const done = () => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#requests.push({
        resolve: (reply) => {
          done();
          resolve(reply);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
    });
  }

  /** Sends a message that has no reply of its own. Resolves when there is room for more. @throws as {@link request}. */
  async send(message: TOut): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    if (this.#driver.send(message)) return;
    await new Promise<void>((resolve) => this.#whenWritable.push(resolve));
    const error = this.#error ?? this.#driver.connection.failure;
    if (error !== undefined) throw error;
  }

  /**
   * The messages that are not replies to requests, to the end of the connection.
   * A connection that failed makes the iterator throw, after the messages that came before.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<TIn, undefined> {
    const next = (): Promise<IteratorResult<TIn, undefined>> => {
      const message = this.#messages.shift();
      if (message !== undefined) {
        if (this.#messages.length < LOW_WATER) this.#driver.release();
        return Promise.resolve({ done: false, value: message.value });
      }
      if (this.#error !== undefined) return Promise.reject(this.#error);
      if (this.#ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
    };
    return {
      next,
      return: () => Promise.resolve({ done: true, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** @internal */
  divert(to: Application<TIn>): Diverted<TOut> {
    this.#diverted = to;
    const unread: TIn[] = [];
    for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift()) {
      unread.push(message.value);
    }
    this.#driver.release();
    return { driver: this.#driver, unread };
  }

  /** @internal Resolves when all protocols that come before the last one have done their part. */
  opened(): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#isOpen) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
    });
  }

  get #isOpen(): boolean {
    return Object.keys(this.#driver.connection.protocol.next).length === 0;
  }

  /** Ends this direction: says that there are no more requests, and goes on receiving. */
  finish(): void {
    this.#driver.finish();
  }

  /** Closes in order: ends this direction, receives what is under way, and resolves when the remote has ended too. */
  async close(): Promise<void> {
    this.#driver.finish();
    this.#messages.clear();
    this.#ended = true;
    this.#driver.release();
    await this.#closed;
  }

  /** Closes at once, by reset: requests under way fail with the reason. */
  async abort(reason?: unknown): Promise<void> {
    this.#driver.abort(reason);
    await this.#closed;
  }

  /** Resolves when the connection is over, however it ended. */
  get closed(): Promise<void> {
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal */
  event(event: ConnectionEvent<TIn>): void {
    switch (event.type) {
      case 'message':
        return this.#deliver(event.message);
      case 'writable':
        this.#resume();
        break;
      case 'switched':
        if (this.#isOpen) this.#opening?.resolve();
        break;
      case 'failed':
        this.#error = event.error;
        this.#settle(event.error);
        break;
      case 'end':
        this.#settle(undefined);
        break;
      case 'closed':
        this.#settle(event.error);
        this.#resume();
        this.#tellClosed();
        break;
    }
    this.#tell(event);
    this.#diverted?.event(event);
  }

  #tell(event: ConnectionEvent<TIn>): void {
    const { onEvent } = this.#options;
    if (onEvent === undefined) return;
    try {
      onEvent(event, this);
    } catch (cause) {
      const error = localError('handler-threw', String(cause), { cause });
      this.#driver.abort(error);
      if (this.#driver.connection.failure !== error) console.error(error);
    }
  }

  #deliver(message: TIn): void {
    const request = this.#requests.shift();
    if (request !== undefined) return request.value.resolve(message);
    if (this.#diverted !== undefined) return this.#diverted.event({ type: 'message', message });
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) return reader.value.resolve({ done: false, value: message });
    this.#messages.push(message);
    if (this.#messages.length >= HIGH_WATER) this.#driver.hold();
  }

  /** No message will come any more: nobody may be left waiting. */
  #settle(error: WirechartError | undefined): void {
    this.#ended = true;
    this.#opening?.reject(error ?? remoteError('closed-before-reply'));
    for (;;) {
      const request = this.#requests.shift();
      if (request === undefined) break;
      request.value.reject(error ?? remoteError('closed-before-reply'));
    }
    for (;;) {
      const reader = this.#readers.shift();
      if (reader === undefined) break;
      if (error === undefined) reader.value.resolve({ done: true, value: undefined });
      else reader.value.reject(error);
    }
  }

  #resume(): void {
    for (const resolve of this.#whenWritable.splice(0)) resolve();
  }
}

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** Messages that may wait for a reader before the connection stops reading, and below which it starts again. */
const HIGH_WATER = 64;
const LOW_WATER = 16;

/** A queue whose `shift` costs the same however long it is. */
class Fifo<T> {
  #first: Link<T> | undefined;
  #last: Link<T> | undefined;
  length = 0;

  push(value: T): void {
    const link: Link<T> = { value, next: undefined };
    if (this.#last === undefined) this.#first = link;
    else this.#last.next = link;
    this.#last = link;
    this.length += 1;
  }

  shift(): { readonly value: T } | undefined {
    const link = this.#first;
    if (link === undefined) return undefined;
    this.#first = link.next;
    if (link.next === undefined) this.#last = undefined;
    this.length -= 1;
    return link;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
    this.length = 0;
  }
}

interface Link<T> {
  readonly value: T;
  next: Link<T> | undefined;
}
