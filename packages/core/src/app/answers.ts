/** Requests of one connection that a server answers side by side: up to so many at a time, and their replies in order. */
import { Fifo } from '../calls/fifo.js';
import type { Key, Replies } from '../calls/replies.js';
import type { Driver } from '../driver/driver.js';
import { count } from './metrics.js';
import type { Reply } from './reply.js';

/** What the requests are answered with, and to. */
export interface Answering<TIn, TOut> {
  /** Answers a request. */
  handle(message: TIn): Reply<TOut> | PromiseLike<Reply<TOut>>;
  /** Sends a reply. Returns whether there is room for more. */
  deliver(message: TOut): boolean;
  /** A handler failed. */
  giveUp(cause: unknown): void;
}

export class Answers<TIn, TOut> {
  readonly #driver: Driver<TIn, TOut>;
  readonly #most: number;
  readonly #answering: Answering<TIn, TOut>;
  /** How the protocol tells replies apart, where it does so by a key: then they go out as they come. */
  readonly #byKey: Extract<Replies<TOut, TIn>, { by: 'key' }> | undefined;
  /** Requests under way, the oldest first. */
  readonly #requests = new Fifo<Request<TOut>>();
  /** How many requests of a key somebody answers later by `peer.send`: a remote may name one twice. */
  readonly #left = new Map<Key, number>();
  /** Messages that were handed out though there is no room for them: a machine may emit several for one frame. */
  readonly #backlog = new Fifo<TIn>();
  #count = 0;
  #whenWritable: (() => void)[] = [];

  constructor(driver: Driver<TIn, TOut>, most: number, answering: Answering<TIn, TOut>) {
    this.#driver = driver;
    this.#most = most;
    this.#answering = answering;
    const replies = driver.connection.protocol.replies?.() as Replies<TOut, TIn> | undefined;
    this.#byKey = replies?.by === 'key' ? replies : undefined;
  }

  get busy(): boolean {
    return this.#count > 0;
  }

  /** A request has come in. */
  take(message: TIn): void {
    if (this.#count >= this.#most) this.#backlog.push(message);
    else this.#begin(message);
  }

  /** Something was sent besides: it may be the reply to a request that was left for later. */
  sent(message: TOut): void {
    if (this.#left.size === 0) return;
    const key = this.#byKey?.replyKey(message, { type: 'message' });
    const left = key === undefined ? undefined : this.#left.get(key);
    if (left === undefined) return;
    if (left === 1) this.#left.delete(key as Key);
    else this.#left.set(key as Key, left - 1);
    this.#end();
  }

  /** There is room for output again, or never will be. */
  resume(): void {
    for (const resolve of this.#whenWritable.splice(0)) resolve();
  }

  #begin(message: TIn): void {
    const request: Request<TOut> = { key: this.#keyOf(message), reply: undefined, isReady: false };
    this.#count += 1;
    if (this.#byKey === undefined) this.#requests.push(request);
    this.#driver.answering(true);
    if (this.#count >= this.#most) this.#driver.hold();
    else this.#driver.responded();
    try {
      const reply = this.#answering.handle(message);
      if (isPlain(reply) || isGenerator(reply)) this.#ready(request, reply as Reply<TOut>);
      else {
        void Promise.resolve(reply as PromiseLike<Reply<TOut>>)
          .then((late) => this.#ready(request, late))
          .catch((cause) => this.#answering.giveUp(cause));
      }
    } catch (cause) {
      this.#answering.giveUp(cause);
    }
  }

  #keyOf(message: TIn): Key | undefined {
    try {
      return this.#byKey?.requestKey(message);
    } catch (cause) {
      this.#answering.giveUp(cause);
      return undefined;
    }
  }

  /** The handler has its reply. In order, it goes out when its turn comes. */
  #ready(request: Request<TOut>, reply: Reply<TOut>): void {
    request.reply = reply;
    request.isReady = true;
    if (this.#byKey !== undefined) {
      if (reply === undefined && request.key !== undefined) count(this.#left, request.key);
      else void this.#send(reply);
    } else if (this.#requests.first === request) void this.#flush();
  }

  async #flush(): Promise<void> {
    for (let first = this.#requests.first; first?.isReady === true; first = this.#requests.first) {
      // What takes its time keeps its place meanwhile.
      first.isReady = false;
      const sending = this.#send(first.reply);
      if (sending !== undefined) await sending;
      this.#requests.shift();
    }
  }

  /** Sends the reply, or the replies one by one; then there is room for another request. Undefined when that is done already. */
  #send(reply: Reply<TOut>): Promise<void> | undefined {
    try {
      if (isGenerator(reply)) return this.#sendAll(reply as AsyncIterable<TOut>);
      if (reply !== undefined && this.#driver.connection.sending) this.#answering.deliver(reply as TOut);
    } catch (cause) {
      this.#answering.giveUp(cause);
    }
    this.#end();
    return undefined;
  }

  async #sendAll(replies: AsyncIterable<TOut>): Promise<void> {
    try {
      for await (const reply of replies) {
        if (!this.#driver.connection.sending) break;
        if (!this.#answering.deliver(reply)) await new Promise<void>((resolve) => this.#whenWritable.push(resolve));
      }
    } catch (cause) {
      this.#answering.giveUp(cause);
    }
    this.#end();
  }

  #end(): void {
    const wasFull = this.#count >= this.#most;
    this.#count -= 1;
    if (this.#count === 0) this.#driver.answering(false);
    if (!wasFull) return;
    const next = this.#backlog.shift();
    if (next !== undefined) return this.#begin(next.value);
    this.#driver.responded();
    this.#driver.release();
  }
}

interface Request<TOut> {
  readonly key: Key | undefined;
  reply: Reply<TOut>;
  isReady: boolean;
}

/** Neither a promise nor a generator. */
export function isPlain(reply: unknown): boolean {
  if (typeof reply !== 'object' || reply === null) return true;
  return typeof (reply as { then?: unknown }).then !== 'function' && !isGenerator(reply);
}

export function isGenerator(reply: unknown): boolean {
  if (typeof reply !== 'object' || reply === null || typeof (reply as { next?: unknown }).next !== 'function')
    return false;
  return Symbol.asyncIterator in reply || Symbol.iterator in reply;
}
