/**
 * Messages on their way to whoever iterates over them: those that nobody has taken yet, or those who wait for one. At most
 * one of the two is not empty.
 */
import { Fifo } from './fifo.js';

export interface FeedOwner {
  /** {@link HIGH_WATER} messages wait, or fewer than {@link LOW_WATER} again. */
  feedIsFull(full: boolean): void;
  /** More wait than may. */
  feedOverflows(): void;
  /** Somebody has taken a message and is at work on it, or has come back and waits for the next. */
  feedIsWorkedOn(is: boolean): void;
}

export class Feed<T> {
  /** Told when no message will come any more. */
  onEnd: (() => void) | undefined;
  readonly #messages = new Fifo<T>();
  readonly #readers = new Fifo<Reader<T>>();
  readonly #owner: FeedOwner;
  readonly #most: number;
  #full = false;
  #workedOn = false;
  #ended = false;
  #error: unknown;

  /** @param most messages that may wait */
  constructor(owner: FeedOwner, most: number) {
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
    if (this.#messages.length >= this.#most) return this.#owner.feedOverflows();
    this.#messages.push(message);
    if (this.#full || this.#messages.length < Math.min(HIGH_WATER, this.#most)) return;
    this.#full = true;
    this.#owner.feedIsFull(true);
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
    const messages = [...this.#messages];
    this.clear();
    return messages;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#messages.clear();
    this.#ease();
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      if (this.#messages.length < LOW_WATER) this.#ease();
      this.#noteWork(true);
      return Promise.resolve({ done: false, value: message.value });
    }
    this.#noteWork(false);
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => this.#readers.push({ resolve, reject }));
  }

  /** Whoever took messages takes no more. */
  leave(): void {
    this.#noteWork(false);
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
  readonly resolve: (result: IteratorResult<T, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const HIGH_WATER = 64;
const LOW_WATER = 16;
