/**
 * Messages on their way to whoever iterates over them: those that nobody has taken yet, or those who wait for one. At most
 * one of the two is not empty.
 */
import type { Limits } from '../limits.js';
import { Fifo } from './fifo.js';
import { Scale } from './weigh.js';

export interface FeedOwner {
  /** {@link HIGH_WATER} is reached, or all that waits is under {@link LOW_WATER} again. */
  feedIsFull(full: boolean): void;
  /** More wait than may. */
  feedOverflows(limit: WaitingLimit): void;
  /** So many bytes more wait in it; before the first of them it held none. */
  feedGrows(feed: Held, bytes: number): void;
  /** Nothing waits in it any more. */
  feedIsEmpty(feed: Held): void;
  /** Somebody has taken a message and is at work on it, or has come back and waits for the next. */
  feedIsWorkedOn(is: boolean): void;
}

/** How many messages may wait that nobody has taken, and how large they may be together. */
export type WaitingLimits = Pick<Limits, 'waitingMessages' | 'waitingBytes'>;
export type WaitingLimit = keyof WaitingLimits;

/** What holds messages that nobody has taken. */
export interface Held {
  /** Bytes, roughly. */
  readonly bytes: number;
  /** Forgets what waits. */
  clear(): void;
}

export class Feed<T> implements Held {
  /** Told when no message will come any more. */
  onEnd: (() => void) | undefined = undefined;
  readonly #messages = new Fifo<Waiting<T>>();
  readonly #readers = new Fifo<Reader<T>>();
  readonly #owner: FeedOwner;
  readonly #most: WaitingLimits;
  readonly #scale = new Scale();
  /** How large the messages are that wait. */
  bytes = 0;
  #full = false;
  #workedOn = false;
  #ended = false;
  #error: unknown;

  constructor(owner: FeedOwner, most: WaitingLimits) {
    this.#owner = owner;
    this.#most = most;
  }

  /** Messages that nobody has taken yet. */
  get waiting(): number {
    return this.#messages.length;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(message: T): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      // One that waits already has come back.
      this.#noteWork(this.#readers.length === 0);
      return reader.value.resolve({ done: false, value: message });
    }
    const { waitingMessages, waitingBytes } = this.#most;
    const { length } = this.#messages;
    if (length >= waitingMessages) return this.#owner.feedOverflows('waitingMessages');
    // The last one may be as large as it likes: other limits have let it in.
    if (this.bytes >= waitingBytes) return this.#owner.feedOverflows('waitingBytes');
    const bytes = this.#scale.weigh(message);
    this.#messages.push({ message, bytes });
    this.bytes += bytes;
    const { messages: most, bytes: largest } = HIGH_WATER;
    const isMany = length + 1 >= Math.min(most, waitingMessages) || this.bytes >= Math.min(largest, waitingBytes);
    if (isMany && !this.#full) {
      this.#full = true;
      this.#owner.feedIsFull(true);
    }
    // Last: whoever hears of it may have all of it forgotten.
    this.#owner.feedGrows(this, bytes);
  }

  /** No message will come any more: with an error, iterating throws it, after the messages that came before. */
  end(error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.onEnd?.();
    for (let reader = this.#readers.shift(); reader !== undefined; reader = this.#readers.shift()) {
      if (error === undefined) reader.value.resolve({ done: true, value: undefined });
      else reader.value.reject(error);
    }
  }

  /** What waits, for somebody else. */
  takeAll(): T[] {
    const messages: T[] = [];
    this.#takeInto(messages);
    return messages;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#messages.clear();
    this.bytes = 0;
    this.#owner.feedIsEmpty(this);
    this.#ease();
  }

  /** @param by the iterator that asks */
  next(by: object): Promise<IteratorResult<T, undefined>> {
    const waiting = this.#messages.shift()?.value;
    if (waiting !== undefined) {
      this.bytes -= waiting.bytes;
      if (this.#messages.length === 0) this.#owner.feedIsEmpty(this);
      if (this.#messages.length < LOW_WATER.messages && this.bytes < LOW_WATER.bytes) this.#ease();
      this.#noteWork(true);
      return Promise.resolve({ done: false, value: waiting.message });
    }
    this.#noteWork(false);
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#readers.push({ by, resolve, reject }));
  }

  /** The next one, and all that wait by the time that it is there: what came in one chunk does. */
  async nextBatch(by: object): Promise<IteratorResult<readonly T[], undefined>> {
    const first = await this.next(by);
    if (first.done) return first;
    const batch = [first.value];
    if (this.#messages.length > 0) this.#takeInto(batch);
    return { done: false, value: batch };
  }

  /** An iterator takes no more: what it waits for is for others. */
  leave(by: object): void {
    this.#noteWork(false);
    if (this.#readers.length === 0) return;
    const readers = [...this.#readers];
    this.#readers.clear();
    for (const reader of readers) {
      if (reader.by === by) reader.resolve({ done: true, value: undefined });
      else this.#readers.push(reader);
    }
  }

  #takeInto(list: T[]): void {
    for (let one = this.#messages.shift(); one !== undefined; one = this.#messages.shift())
      list.push(one.value.message);
    this.clear();
  }

  #noteWork(is: boolean): void {
    if (is === this.#workedOn) return;
    this.#workedOn = is;
    this.#owner.feedIsWorkedOn(is);
  }

  #ease(): void {
    if (!this.#full) return;
    this.#full = false;
    this.#owner.feedIsFull(false);
  }
}

interface Reader<T> {
  readonly by: object;
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting<T> {
  readonly message: T;
  readonly bytes: number;
}

const HIGH_WATER = { messages: 64, bytes: 4 * 1024 * 1024 };
const LOW_WATER = { messages: 16, bytes: 1024 * 1024 };
