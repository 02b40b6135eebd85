/** What an input costs: CPU, and the memory that is held when all of it has been read. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { feed, open, type ReadySubject } from './subject.js';

/** Microseconds of CPU that one connection takes to read an input. */
export function cpuOf(subject: ReadySubject, input: Uint8Array): number {
  const opened = open(subject, input);
  const before = process.cpuUsage();
  feed(opened, input);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** How much dearer a byte is in the longer of two inputs: 1 where cost grows with length, 8 where it grows with its square. */
export interface Growth {
  readonly ratio: number;
  /** Bytes of the shorter input. */
  readonly size: number;
  /** Nanoseconds of CPU for each byte of the longer one. */
  readonly nanoseconds: number;
}

export interface GrowthOptions {
  /** Microseconds that the shorter input must take, so that there is something to measure. Default 2,000. */
  readonly least?: number;
  /** Bytes that the shorter input has at most. Default 512 KiB. */
  readonly longest?: number;
  /** Times that each is measured; the least of them counts, since others on the machine only ever add. Default 3. */
  readonly rounds?: number;
}

/**
 * Holds an input of n bytes against one of 8 n. The two are measured in turns, and the cheapest round of each counts: what else the
 * machine does can only make one dearer.
 */
export function growthOf(
  subject: ReadySubject,
  input: (size: number) => Uint8Array,
  { least = 2_000, longest = 1 << 19, rounds = 3 }: GrowthOptions = {},
): Growth {
  let size = 256;
  let short = input(size);
  // The engine compiles what is hot on the way: what the first ones take says nothing.
  const cheapest = () => Math.min(cpuOf(subject, short), cpuOf(subject, short), cpuOf(subject, short));
  for (let spent = 0; size < longest; ) {
    const cpu = cheapest();
    spent += cpu;
    if (cpu >= least && spent >= WARM * least) break;
    if (cpu < least) {
      size *= 2;
      short = input(size);
    }
  }
  const long = input(FACTOR * size);
  let [cheapShort, cheapLong] = [cheapest(), Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds; round++) {
    cheapLong = Math.min(cheapLong, cpuOf(subject, long));
    cheapShort = Math.min(cheapShort, cheapest());
  }
  const perByte = cheapLong / long.length;
  // What takes next to no time at either length says nothing.
  const ratio = cheapLong < least ? 1 : perByte / (cheapShort / short.length);
  return { ratio, size: short.length, nanoseconds: perByte * 1000 };
}

/** Bytes of memory that a connection holds when it has read an input, with what it keeps of the input itself. */
export function heldAfter(subject: ReadySubject, input: (size: number) => Uint8Array, size: number): number {
  // A copy, which the connection alone may keep alive.
  const measure = () => {
    const opened = open(subject, input(size));
    const before = memory();
    feed(opened, input(size).slice());
    const held = memory() - before;
    // Whoever is measured must not be garbage yet.
    return opened.connection.closed ? Math.min(held, 0) : held;
  };
  // What is made once is made by the first.
  measure();
  return measure();
}

function memory(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Between the two lengths. */
const FACTOR = 8;
/** How often the shorter input is gone through at least before its costs count, in units of what it must take. */
const WARM = 4;
