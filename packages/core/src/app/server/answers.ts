/** Requests of one connection that a server answers side by side: up to so many at a time, and their replies in order. */
import { Fifo } from '../../calls/fifo.js';
import type { Key, Replies } from '../../calls/replies.js';
import { Scale } from '../../calls/weigh.js';
import type { Driver } from '../../driver/driver.js';
import { type AtWork, weightOf } from './at-work.js';
import type { Reply } from './reply.js';
import { count, uncount } from './tally.js';
import type { Task } from './task.js';

/** What the requests are answered with, and to. */
export interface Answering<TIn, TOut> {
  /** Answers a request. */
  handle(message: TIn, task: Task | undefined): Reply<TOut> | PromiseLike<Reply<TOut>>;
  /** A request comes to the handler: what bounds its time, if anything does; and it is over. */
  task(): Task | undefined;
  taskOver(task: Task): void;
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
  /** Where replies go out as they come: those without one. */
  readonly #atWork = new Set<Request<TOut>>();
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

  /** Bytes of memory that the requests under way take, roughly. */
  weight(): number {
    const scale = new Scale();
    let sum = 0;
    for (const request of this.#byKey === undefined ? this.#requests : this.#atWork) sum += weightOf(request, scale);
    return sum;
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
    if (key === undefined || !this.#left.has(key)) return;
    uncount(this.#left, key);
    this.#end();
  }

  /** There is room for output again, or never will be. */
  resume(): void {
    for (const resolve of this.#whenWritable.splice(0)) resolve();
  }

  #begin(message: TIn): void {
    const task = this.#answering.task();
    const request: Request<TOut> = {
      key: this.#keyOf(message),
      task,
      reply: undefined,
      isReady: false,
      message,
      weight: -1,
    };
    if (this.#byKey !== undefined) this.#atWork.add(request);
    this.#count += 1;
    if (this.#byKey === undefined) this.#requests.push(request);
    this.#driver.answering(true);
    if (this.#count >= this.#most) this.#driver.hold();
    else this.#driver.responded();
    try {
      const reply = this.#answering.handle(message, task);
      if (isPlain(reply) || isGenerator(reply)) this.#ready(request, reply as Reply<TOut>);
      else {
        task?.begin();
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
    // Replies that wait for their turn keep nobody waiting.
    if (isGenerator(reply)) request.task?.pause();
    else this.#over(request);
    if (this.#byKey !== undefined) {
      this.#atWork.delete(request);
      if (reply === undefined && request.key !== undefined) count(this.#left, request.key);
      else void this.#send(request);
    } else if (this.#requests.first === request) void this.#flush();
  }

  async #flush(): Promise<void> {
    for (let first = this.#requests.first; first?.isReady === true; first = this.#requests.first) {
      // What takes its time keeps its place meanwhile.
      first.isReady = false;
      const sending = this.#send(first);
      if (sending !== undefined) await sending;
      this.#requests.shift();
    }
  }

  /** Sends the reply, or the replies one by one; then there is room for another request. Undefined when that is done already. */
  #send(request: Request<TOut>): Promise<void> | undefined {
    const { reply } = request;
    try {
      if (isGenerator(reply)) return this.#sendAll(reply as AsyncIterable<TOut>, request);
      if (reply !== undefined && this.#driver.connection.sending) this.#answering.deliver(reply as TOut);
    } catch (cause) {
      this.#answering.giveUp(cause);
    }
    this.#end();
    return undefined;
  }

  async #sendAll(replies: AsyncIterable<TOut>, request: Request<TOut>): Promise<void> {
    const { task } = request;
    task?.begin();
    try {
      for await (const reply of replies) {
        if (!this.#driver.connection.sending) break;
        task?.pause();
        if (!this.#answering.deliver(reply)) await new Promise<void>((resolve) => this.#whenWritable.push(resolve));
        task?.begin();
      }
    } catch (cause) {
      this.#answering.giveUp(cause);
    }
    this.#over(request);
    this.#end();
  }

  #over({ task }: Request<TOut>): void {
    if (task !== undefined) this.#answering.taskOver(task);
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

interface Request<TOut> extends AtWork {
  readonly key: Key | undefined;
  readonly task: Task | undefined;
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
