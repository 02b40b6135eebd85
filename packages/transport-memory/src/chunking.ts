/**
 * How the bytes of one direction are cut into chunks when they are delivered. A transport may cut anywhere; a protocol
 * must not care. Bytes that have not arrived are never waited for: a policy decides about what is there.
 */
import { Random } from './random.js';

/** What a cut is decided on. All are numbers of bytes. */
export interface Arrived {
  /** Bytes that have arrived and are not delivered; at least 1. */
  readonly available: number;
  /** How many of these, from the first one on, came of one write. */
  readonly written: number;
  /** How many were delivered before. */
  readonly offset: number;
}

/** Says how many bytes the next chunk has. Less than 1 counts as 1, more than are available as all. */
export type Cutter = (arrived: Arrived) => number;

/** A policy: makes the cutter of one direction of one connection. */
export type Chunking = (random: Random) => Cutter;

/** One chunk for each write, as far as window and segment size let it through in one piece. The default. */
export function asWritten(): Chunking {
  return () => (arrived) => arrived.written;
}

/** One byte at a time. */
export function byteByByte(): Chunking {
  return fixedSize(1);
}

/** Chunks of `size` bytes; the last of what has arrived may be shorter. @throws RangeError unless `size` is a positive integer. */
export function fixedSize(size: number): Chunking {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`a chunk size must be a positive integer, not ${size}`);
  return () => () => size;
}

/** Everything that has arrived in one chunk, across the boundaries of writes. */
export function coalesced(): Chunking {
  return () => (arrived) => arrived.available;
}

/**
 * Cuts at the given offsets of the stream, and coalesces between them.
 *
 * @throws RangeError unless the offsets are integers that ascend.
 */
export function cutAt(offsets: readonly number[]): Chunking {
  for (const [index, offset] of offsets.entries()) {
    if (!Number.isInteger(offset) || offset < 0 || offset < (offsets[index - 1] ?? 0)) {
      throw new RangeError(`cut points must be integers that ascend, not [${offsets.join(', ')}]`);
    }
  }
  return () => {
    let next = 0;
    return ({ offset }) => {
      while ((offsets[next] ?? Number.POSITIVE_INFINITY) <= offset) next += 1;
      return (offsets[next] ?? Number.POSITIVE_INFINITY) - offset;
    };
  };
}

/**
 * Sizes at random, small ones as often as large ones: every order of magnitude from 1 byte to 64 KiB is equally likely.
 *
 * @param seed default: drawn from the seed of the simulation, differently for each direction of each connection
 */
export function randomSizes(seed?: number): Chunking {
  return (given) => {
    const random = seed === undefined ? given : new Random(seed);
    return () => random.integer(1, 2 ** random.integer(0, 16));
  };
}
