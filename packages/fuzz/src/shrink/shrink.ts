import type { Suspicion } from '../oracles/trial.js';
import { minimise } from './minimise.js';

/** Says whether a suspicion, made smaller, still shows what it should. */
export interface Judge {
  shows(suspicion: Suspicion): Promise<boolean>;
  /** True once there is no more time; what there is by then is the result. */
  over(): boolean;
}

/** The same input with as few cuts as show it, and in one tick if that shows it as well. */
export async function fewestCuts(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  const { chunking } = suspicion;
  const withCuts = (cuts: readonly number[]): Suspicion => ({ ...suspicion, chunking: { ...chunking, cuts } });
  const cuts = await minimise(chunking.cuts, (fewer) => judge.shows(withCuts(fewer)), judge.over);
  return inOneTick(withCuts(cuts), judge);
}

/** As few bytes as show it, with the cuts where they are between them. What is left need not be valid. */
export async function smallestBytes(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  let smallest = await fewestCuts(suspicion, judge);
  for (;;) {
    const before = smallest.bytes.length;
    smallest = await fewestCuts(await dropBytes(smallest, judge), judge);
    smallest = await dropPairs(smallest, judge);
    if (smallest.bytes.length === before || judge.over()) return simplifyBytes(smallest, judge);
  }
}

async function inOneTick(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  if (suspicion.chunking.pacing === 'burst') return suspicion;
  const burst: Suspicion = { ...suspicion, chunking: { ...suspicion.chunking, pacing: 'burst' } };
  return (await judge.shows(burst)) ? burst : suspicion;
}

async function dropBytes(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  const all = Array.from(suspicion.bytes.keys());
  const kept = await minimise(all, (offsets) => judge.shows(keepOnly(suspicion, offsets)), judge.over);
  return keepOnly(suspicion, kept);
}

/**
 * Lowers one byte while dropping a later one: a length and what it counts can only shrink together. Digits and binary
 * lengths are lowered alike.
 */
async function dropPairs(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  const { bytes } = suspicion;
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0) continue;
    if (judge.over()) break;
    const lowered = Uint8Array.from(bytes);
    lowered[index] = byte - 1;
    for (let dropped = bytes.length - 1; dropped > index && !judge.over(); dropped--) {
      const offsets = Array.from(bytes.keys()).filter((offset) => offset !== dropped);
      const smaller = keepOnly({ ...suspicion, bytes: lowered }, offsets);
      if (await judge.shows(smaller)) return smaller;
    }
  }
  return suspicion;
}

/** Turns letters into `a` and digits into `1`, so that what is left is what matters. */
async function simplifyBytes(suspicion: Suspicion, judge: Judge): Promise<Suspicion> {
  let simplest = suspicion;
  for (const [index, byte] of suspicion.bytes.entries()) {
    if (judge.over()) break;
    const plain = plainByte(byte);
    if (plain === byte) continue;
    const bytes = Uint8Array.from(simplest.bytes);
    bytes[index] = plain;
    const simpler = { ...simplest, bytes };
    if (await judge.shows(simpler)) simplest = simpler;
  }
  return simplest;
}

function plainByte(byte: number): number {
  const character = String.fromCharCode(byte);
  if (/[a-z]/i.test(character)) return 0x61;
  return /\d/.test(character) ? 0x31 : byte;
}

/** The bytes at these offsets; cuts move along, and those that fall together at one place stay apart. */
function keepOnly(suspicion: Suspicion, offsets: readonly number[]): Suspicion {
  const { bytes, chunking } = suspicion;
  let kept = 0;
  // Both are in order, so that one walk along them is enough.
  const moved = chunking.cuts.map((cut) => {
    while (kept < offsets.length && (offsets[kept] ?? 0) < cut) kept++;
    return kept;
  });
  const intended = new Set(chunking.cuts.filter((_cut, index) => isEmptyCut(chunking.cuts, index, bytes.length)));
  // A cut that no longer has a byte before or after it would become an empty chunk, which was not what was tried.
  const cuts = moved.filter((cut, index) => {
    if (intended.has(chunking.cuts[index] ?? -1)) return true;
    return cut > 0 && cut < offsets.length && cut !== moved[index - 1];
  });
  return {
    ...suspicion,
    bytes: Uint8Array.from(offsets, (offset) => bytes[offset] ?? 0),
    chunking: { ...chunking, cuts },
  };
}

function isEmptyCut(cuts: readonly number[], index: number, length: number): boolean {
  const cut = cuts[index];
  return cut === 0 || cut === length || cut === cuts[index - 1] || cut === cuts[index + 1];
}
