/** Items in memory: what the commands do, and what they reply. */
import {
  type Arithmetic,
  type Command,
  type Delete,
  type Get,
  type Item,
  type Outcome,
  type Put,
  type Refusal,
  type Reply,
  refusalFor,
  status,
} from '@wirechart/protocols/memcached';
import { Copier } from './copy.js';
import { type Entry, Shelf } from './shelf.js';
import { numberIn, textBytes } from './uint64.js';

export interface MemoryStoreOptions {
  /** The time, in milliseconds since 1970 (clients give times of expiry in Unix time): `Date.now`. */
  readonly now: () => number;
  /** What all items may take, about; above it those go that have not been used for longest. Default 64 MiB, as memcached's. */
  readonly maxBytes?: number;
  /** Longest value in bytes, for `append` and `prepend`, which make longer ones. Default 1 MiB, as the servers' limit `contentBytes`. */
  readonly maxValueBytes?: number;
  /** What `version` says. Clients choose commands by it. Default `1.5.22`, the last memcached before the meta commands. */
  readonly version?: string;
}

export class MemoryStore {
  readonly #now: () => number;
  readonly #maxBytes: number;
  readonly #maxValueBytes: number;
  readonly #version: string;
  readonly #startedAt: number;
  readonly #shelf: Shelf;
  readonly #copier = new Copier();
  #lastCas = 0n;
  /** When all that was stored before is to be forgotten. */
  #flushAt = Number.POSITIVE_INFINITY;
  #counters = noCounts();

  /** @throws RangeError for a limit that is not positive. */
  constructor(options: MemoryStoreOptions) {
    const { now, maxBytes = 64 * 1024 * 1024, maxValueBytes = 1024 * 1024, version = '1.5.22' } = options;
    if (!(maxBytes > 0)) throw new RangeError(`maxBytes must be positive, not ${maxBytes}`);
    if (!(maxValueBytes > 0)) throw new RangeError(`maxValueBytes must be positive, not ${maxValueBytes}`);
    this.#now = now;
    this.#maxBytes = maxBytes;
    this.#maxValueBytes = maxValueBytes;
    this.#version = version;
    this.#startedAt = now();
    this.#shelf = new Shelf(maxBytes);
  }

  /** Does what a command says. */
  execute(command: Command): Reply {
    switch (command.type) {
      case 'get':
        return { type: 'values', items: this.#getAll(command), more: false };
      case 'set':
      case 'add':
      case 'replace':
      case 'append':
      case 'prepend':
        return this.#put(command);
      case 'delete':
        return this.#delete(command);
      case 'increment':
      case 'decrement':
        return this.#count(command);
      case 'touch':
        return this.#touch(command.key, command.exptime) === undefined ? NOT_FOUND : outcome('touched');
      case 'flush':
        return this.#flush(command.exptime);
      case 'stats':
        return this.#stats(command.group);
      case 'version':
        return { type: 'version', version: this.#version };
      case 'rejected':
        // Who stored a value and is told that it failed must not read the one before.
        if (command.key !== undefined) this.#remove(command.key);
        return refusalFor(command.error) as Refusal;
      default:
        return OK;
    }
  }

  /** An item by its key; undefined where there is none. With a time of expiry, as {@link Get.exptime}. */
  get(key: string, exptime?: number): Item | undefined {
    const entry = exptime === undefined ? this.#find(key) : this.#touch(key, exptime);
    if (entry === undefined) this.#counters.misses += 1;
    else {
      this.#counters.hits += 1;
      this.#shelf.use(entry);
    }
    return entry;
  }

  #getAll({ keys, exptime }: Get): Item[] {
    const items: Item[] = [];
    for (const key of keys) {
      const item = this.get(key, exptime);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  #put({ type, key, value, flags, exptime, cas }: Put): Reply {
    this.#counters.sets += 1;
    const before = this.#find(key);
    if (cas !== undefined && before === undefined && type !== 'add') return NOT_FOUND;
    if (type === 'add' ? before !== undefined : type !== 'set' && before === undefined) return NOT_STORED;
    if (cas !== undefined && before?.cas !== cas) return EXISTS;
    if (before !== undefined && (type === 'append' || type === 'prepend')) {
      const whole = type === 'append' ? joined(before.value, value) : joined(value, before.value);
      if (whole.length > this.#maxValueBytes) return TOO_LARGE;
      return outcome('stored', this.#store(key, whole, before.flags, before.expiresAt));
    }
    return outcome('stored', this.#store(key, this.#copier.copy(value), flags, this.#timeOf(exptime)));
  }

  #store(key: string, value: Uint8Array, flags: number, expiresAt: number): bigint {
    this.#lastCas += 1n;
    const cas = this.#lastCas;
    const storedAt = this.#now();
    this.#shelf.put({
      key,
      value,
      flags,
      cas,
      storedAt,
      expiresAt,
      newer: undefined,
      older: undefined,
      text: undefined,
    });
    return cas;
  }

  #delete({ key, cas }: Delete): Reply {
    const entry = this.#find(key);
    if (entry === undefined) return NOT_FOUND;
    if (cas !== undefined && cas !== entry.cas) return EXISTS;
    this.#shelf.remove(entry);
    return outcome('deleted');
  }

  #count({ type, key, delta, initial, exptime, cas }: Arithmetic): Reply {
    const entry = this.#find(key);
    if (entry === undefined) {
      if (initial === undefined) return NOT_FOUND;
      return { type: 'number', value: initial, cas: this.#store(key, textBytes(initial), 0, this.#timeOf(exptime)) };
    }
    if (cas !== undefined && cas !== entry.cas) return EXISTS;
    const number = numberIn(entry.value);
    if (number === undefined) return NOT_A_NUMBER;
    let value: bigint;
    if (type === 'increment') value = BigInt.asUintN(64, number + delta);
    else value = number > delta ? number - delta : 0n;
    return { type: 'number', value, cas: this.#store(key, textBytes(value), entry.flags, entry.expiresAt) };
  }

  #touch(key: string, exptime: number): Entry | undefined {
    const entry = this.#find(key);
    if (entry !== undefined) entry.expiresAt = this.#timeOf(exptime);
    return entry;
  }

  #flush(exptime: number): Reply {
    if (exptime <= 0) this.#shelf.clear();
    else this.#flushAt = this.#timeOf(exptime);
    return OK;
  }

  #remove(key: string): void {
    const entry = this.#find(key);
    if (entry !== undefined) this.#shelf.remove(entry);
  }

  /** An item that is there, and not to be forgotten by now. */
  #find(key: string): Entry | undefined {
    if (this.#flushAt !== Number.POSITIVE_INFINITY) this.#flushIfDue();
    const entry = this.#shelf.get(key);
    if (entry === undefined || entry.expiresAt === Number.POSITIVE_INFINITY || entry.expiresAt > this.#now())
      return entry;
    this.#shelf.remove(entry);
    return undefined;
  }

  #flushIfDue(): void {
    if (this.#now() < this.#flushAt) return;
    this.#shelf.removeBefore(this.#flushAt);
    this.#flushAt = Number.POSITIVE_INFINITY;
  }

  /** A client's time of expiry in milliseconds; Infinity for never. */
  #timeOf(exptime: number): number {
    if (exptime === 0) return Number.POSITIVE_INFINITY;
    if (exptime < 0) return Number.NEGATIVE_INFINITY;
    return exptime <= MONTH ? this.#now() + exptime * 1000 : exptime * 1000;
  }

  #stats(group: string): Reply {
    if (group === 'reset') this.#counters = noCounts();
    else if (group !== '') return NO_SUCH_STATS;
    const entries = group === '' ? this.#generalStats() : [];
    return { type: 'stats', entries };
  }

  #generalStats(): [name: string, value: string][] {
    const now = this.#now();
    const { hits, misses, sets } = this.#counters;
    const { size, bytes, evictions } = this.#shelf;
    return Object.entries({
      uptime: Math.floor((now - this.#startedAt) / 1000),
      time: Math.floor(now / 1000),
      version: this.#version,
      cmd_get: hits + misses,
      cmd_set: sets,
      get_hits: hits,
      get_misses: misses,
      limit_maxbytes: this.#maxBytes,
      bytes,
      curr_items: size,
      evictions,
    }).map(([name, value]) => [name, String(value)]);
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

const noCounts = () => ({ hits: 0, misses: 0, sets: 0 });

const outcome = (type: Outcome['type'], cas?: bigint): Outcome => ({ type, cas });

/** Longest time of expiry that is from now, in seconds: 30 days. */
const MONTH = 2_592_000;

const OK = outcome('ok');
const NOT_FOUND = outcome('not-found');
const NOT_STORED = outcome('not-stored');
const EXISTS = outcome('exists');
const NO_SUCH_STATS: Refusal = { type: 'error', kind: 'unknown-command', text: 'Not found', status: status.notFound };
const TOO_LARGE: Refusal = {
  type: 'error',
  kind: 'server',
  text: 'object too large for cache',
  status: status.tooLarge,
};
const NOT_A_NUMBER: Refusal = {
  type: 'error',
  kind: 'client',
  text: 'cannot increment or decrement non-numeric value',
  status: status.notNumber,
};
