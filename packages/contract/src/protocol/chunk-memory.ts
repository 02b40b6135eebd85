/**
 * Memory that chunks are given in. Every chunk is a copy of its own, and whoever writes into it, or into what lies around
 * it, is found out.
 */
import { ContractViolation } from '../harness/violation.js';

export interface ChunkMemory {
  /** The chunk to hand over in place of `bytes`. */
  give(bytes: Uint8Array): Uint8Array;
  /** The connection has taken it. */
  delivered(chunk: Uint8Array): void;
  /** @throws ContractViolation when somebody else has written into the memory. */
  verify(): void;
}

/** Each chunk in memory of its own, exactly as long. */
export function plainMemory(): ChunkMemory {
  return new GuardedMemory(0, 0);
}

/** Each chunk in the middle of something larger that is full of `fill`: whoever reads on past the chunk meets that. */
export function paddedMemory(fill: number): ChunkMemory {
  return new GuardedMemory(fill, MARGIN);
}

/** The same memory for every chunk, and scrambled as soon as the connection has taken it. */
export function reusedMemory(): ChunkMemory {
  let memory = new Uint8Array(0);
  return {
    give(bytes) {
      if (memory.length < bytes.length) memory = new Uint8Array(bytes.length);
      memory.set(bytes);
      return memory.subarray(0, bytes.length);
    },
    delivered(chunk) {
      for (let i = 0; i < chunk.length; i++) chunk[i] = ~(chunk[i] as number);
    },
    verify() {},
  };
}

class GuardedMemory implements ChunkMemory {
  readonly #fill: number;
  readonly #margin: number;
  /** What was given, and the bytes that it must still hold. */
  readonly #given: { readonly memory: Uint8Array; readonly bytes: Uint8Array }[] = [];

  constructor(fill: number, margin: number) {
    this.#fill = fill;
    this.#margin = margin;
  }

  give(bytes: Uint8Array): Uint8Array {
    const margin = this.#margin;
    const memory = new Uint8Array(bytes.length + 2 * margin);
    if (margin > 0) memory.fill(this.#fill);
    memory.set(bytes, margin);
    this.#given.push({ memory, bytes });
    return memory.subarray(margin, margin + bytes.length);
  }

  delivered(): void {}

  verify(): void {
    for (const { memory, bytes } of this.#given) {
      for (let i = 0; i < memory.length; i++) {
        const at = i - this.#margin;
        if (memory[i] === (bytes[at] ?? this.#fill)) continue;
        throw new ContractViolation(`the input was modified: byte ${at} of a chunk of ${bytes.length} bytes`);
      }
    }
  }
}

const MARGIN = 16;
