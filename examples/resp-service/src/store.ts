/** Keys and values in memory. */
import { ErrorReply } from '@wirechart/protocols/resp';
import type { Moment } from './expiry.js';
import { List } from './list.js';

/** A string, a list, a hash or a set; members of sets and fields of hashes are keys as `keyOf` makes them. */
export type Value = Uint8Array | List | Map<string, Uint8Array> | Set<string>;

/**
 * Values by key, some of which expire. A key that has expired is gone at once; its memory is found again little by
 * little, with each write.
 */
export class Store {
  readonly #values = new Map<string, Value>();
  /** When keys expire, in milliseconds on the clock. */
  readonly #expiries = new Map<string, Moment>();
  readonly #now: () => number;
  /** Before this, nothing expires. */
  #nextExpiry: Moment = Number.POSITIVE_INFINITY;
  #sweep: Iterator<[string, Moment]> | undefined;

  /** @param now milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.#now();
  }

  /** Keys that have not expired; of those that have, some may count where there are thousands (in redis-server too). */
  get alive(): number {
    if (this.#now() >= this.#nextExpiry) this.#sweepAll();
    return this.#values.size;
  }

  /** Keys, of which some may have expired. */
  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    return value === undefined || !this.#hasExpired(key) ? value : undefined;
  }

  /** A new value does not expire, unless the key's expiry is kept. */
  set(key: string, value: Value, keepExpiry = false): void {
    const expires = this.#expiries.size > 0;
    if (expires && keepExpiry) this.#hasExpired(key);
    else if (expires) this.#expiries.delete(key);
    this.#values.set(key, value);
    if (expires) this.#sweepSome();
  }

  /** Returns whether it was there. */
  delete(key: string): boolean {
    const there = this.get(key) !== undefined;
    this.#values.delete(key);
    this.#expiries.delete(key);
    return there;
  }

  clear(): void {
    this.#values.clear();
    this.#expiries.clear();
  }

  /** All keys that have not expired. */
  keys(): string[] {
    return [...this.#values.keys()].filter((key) => !this.#hasExpired(key));
  }

  /** Lets a key that is there expire at a time, or never again. Returns whether that changed anything. */
  expire(key: string, at: Moment | undefined): boolean {
    if (this.get(key) === undefined) return false;
    if (at === undefined) return this.#expiries.delete(key);
    if (at <= this.#now()) this.delete(key);
    else {
      this.#expiries.set(key, at);
      if (at < this.#nextExpiry) this.#nextExpiry = at;
    }
    return true;
  }

  /** When a key that is there expires; undefined for never. */
  expiryOf(key: string): Moment | undefined {
    return this.#expiries.get(key);
  }

  string(key: string): Uint8Array | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof Uint8Array) return value;
    throw wrongType();
  }

  list(key: string): List | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof List) return value;
    throw wrongType();
  }

  hash(key: string): Map<string, Uint8Array> | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof Map) return value;
    throw wrongType();
  }

  members(key: string): Set<string> | undefined {
    const value = this.get(key);
    if (value === undefined || value instanceof Set) return value;
    throw wrongType();
  }

  #hasExpired(key: string): boolean {
    const at = this.#expiries.size === 0 ? undefined : this.#expiries.get(key);
    if (at === undefined || at > this.#now()) return false;
    this.#values.delete(key);
    this.#expiries.delete(key);
    return true;
  }

  /** Looks at all keys that expire, if those are not too many for one command; and then knows when the next one does. */
  #sweepAll(): void {
    if (this.#expiries.size > SWEPT_AT_MOST) return this.#sweepSome(SWEPT_AT_MOST);
    this.#nextExpiry = Number.POSITIVE_INFINITY;
    for (const [key, at] of this.#expiries) {
      if (!this.#hasExpired(key) && at < this.#nextExpiry) this.#nextExpiry = at;
    }
  }

  /** Looks at the next few keys that expire, round and round. */
  #sweepSome(count = SWEPT): void {
    if (this.#expiries.size === 0) return;
    for (let i = 0; i < count; i++) {
      this.#sweep ??= this.#expiries.entries();
      const next = this.#sweep.next();
      if (next.done) this.#sweep = undefined;
      else this.#hasExpired(next.value[0]);
    }
  }
}

const wrongType = () => new ErrorReply('WRONGTYPE Operation against a key holding the wrong kind of value');

/** More than one per write: then what expires cannot pile up. */
const SWEPT = 2;
/** Takes some ten microseconds. */
const SWEPT_AT_MOST = 1_000;
