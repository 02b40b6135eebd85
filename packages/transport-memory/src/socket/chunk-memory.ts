/** Whose the memory of chunks is, and what is done to catch those who forget it. */
import { memoryError } from '../errors.js';
import type { ByteFifo } from './byte-fifo.js';

/**
 * - `'given'`: each chunk is memory of its own, for keeps, as the transport interface says.
 * - `'guarded'`: the same, and nobody may change it. Copies are kept of every chunk, delivered or written, and of what lies
 *   around it, and compared when the connection closes: a receiver that writes into its input is caught, and so is a
 *   sender that goes on using what it gave away. Costs memory for every byte of the connection.
 * - `'reused'`: every byte of a chunk is changed as soon as `data` has returned, as by a transport that reads into the
 *   same memory again without a copy. This breaks the transport interface, on purpose: it is for receivers that promise to
 *   keep no reference, and tells whether they keep the promise.
 */
export type MemoryMode = 'given' | 'guarded' | 'reused';

export class ChunkMemory {
  readonly #mode: MemoryMode;
  readonly #guarded: Guarded[] = [];

  constructor(mode: MemoryMode) {
    this.#mode = mode;
  }

  /** Takes the next chunk of `size` bytes out. */
  take(bytes: ByteFifo, size: number): Uint8Array {
    if (this.#mode === 'given') {
      const chunk = new Uint8Array(size);
      bytes.takeInto(chunk);
      return chunk;
    }
    // Whoever reads or writes beyond the chunk, through its buffer, meets something that can be told from it.
    const room = new Uint8Array(MARGIN + size + MARGIN).fill(MARGIN_BYTE);
    const chunk = room.subarray(MARGIN, MARGIN + size);
    bytes.takeInto(chunk);
    if (this.#mode === 'guarded') this.#guarded.push({ bytes: room, copy: room.slice(), what: 'delivered' });
    return chunk;
  }

  /** The receiver has returned from `data`. */
  delivered(chunk: Uint8Array): void {
    if (this.#mode !== 'reused') return;
    for (let i = 0; i < chunk.length; i++) chunk[i] = ~(chunk[i] as number);
  }

  /** The sender gives a chunk away. */
  written(chunk: Uint8Array): void {
    if (this.#mode === 'guarded') this.#guarded.push({ bytes: chunk, copy: chunk.slice(), what: 'written' });
  }

  /** @throws LocalError `memory-changed`. */
  verify(): void {
    for (const { bytes, copy, what } of this.#guarded) {
      const at = copy.findIndex((byte, index) => byte !== bytes[index]);
      if (at < 0) continue;
      const place = what === 'delivered' ? at - MARGIN : at;
      throw memoryError('memory-changed', `${what} chunk of ${copyLength(copy, what)} bytes, at its byte ${place}`);
    }
  }
}

interface Guarded {
  readonly bytes: Uint8Array;
  readonly copy: Uint8Array;
  readonly what: 'delivered' | 'written';
}

function copyLength(copy: Uint8Array, what: Guarded['what']): number {
  return what === 'delivered' ? copy.length - 2 * MARGIN : copy.length;
}

const MARGIN = 16;
const MARGIN_BYTE = 0xa5;
