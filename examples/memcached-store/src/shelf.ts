/** Items by key, in the order of their use: what has not been used for longest makes room when it gets too much. */
import type { Item } from '@wirechart/protocols/memcached';

export interface Entry extends Item {
  readonly cas: bigint;
  /** When it was stored, and when it expires (Infinity: never), in milliseconds. */
  readonly storedAt: number;
  expiresAt: number;
  // Neighbours in the order of use.
  newer: Entry | undefined;
  older: Entry | undefined;
}

export class Shelf {
  /** What all entries take, as {@link sizeOf} counts. */
  bytes = 0;
  evictions = 0;
  readonly #maxBytes: number;
  readonly #entries = new Map<string, Entry>();
  #newest: Entry | undefined;
  #oldest: Entry | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Makes an entry the one that was used last. */
  use(entry: Entry): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#link(entry);
  }

  /** Puts an entry in the place of the one with its key, if there is one, and evicts others until there is room. */
  put(entry: Entry): void {
    const before = this.#entries.get(entry.key);
    if (before !== undefined) this.#leave(before);
    this.#entries.set(entry.key, entry);
    this.#link(entry);
    this.bytes += sizeOf(entry);
    while (this.bytes > this.#maxBytes && this.#oldest !== entry) {
      this.remove(this.#oldest as Entry);
      this.evictions += 1;
    }
  }

  remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    this.#leave(entry);
  }

  /** Removes all that were stored before this time. */
  removeBefore(time: number): void {
    for (const entry of this.#entries.values()) if (entry.storedAt < time) this.remove(entry);
  }

  clear(): void {
    this.#entries.clear();
    this.#newest = undefined;
    this.#oldest = undefined;
    this.bytes = 0;
  }

  #leave(entry: Entry): void {
    this.#unlink(entry);
    // Who still has the entry must not keep its neighbours.
    entry.newer = undefined;
    entry.older = undefined;
    this.bytes -= sizeOf(entry);
  }

  #link(entry: Entry): void {
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest === undefined) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    if (entry.newer === undefined) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    if (entry.older === undefined) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
  }
}

/** Bytes of an entry: key, value, and about what the objects around them take, {@link Item.text} included. */
function sizeOf({ key, value }: Entry): number {
  return key.length + value.length + ENTRY_BYTES;
}

const ENTRY_BYTES = 400;
