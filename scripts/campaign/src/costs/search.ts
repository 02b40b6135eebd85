/**
 * Searches for inputs that cost more than those that are known: what is known is changed at random, and what came out dearer is
 * changed further. An input is a beginning, a unit that is repeated, and an end, so that what was found can be made longer.
 */
import { Random } from '@wirechart/transport-memory';
import { joined, repeated } from './inputs.js';
import { cpuOf } from './measure.js';
import type { ReadySubject } from './subject.js';

export interface Shape {
  readonly beginning: Uint8Array;
  readonly unit: Uint8Array;
  readonly end: Uint8Array;
}

export interface Found {
  readonly shape: Shape;
  /** Nanoseconds of CPU for each byte. */
  readonly nanoseconds: number;
}

export interface SearchOptions {
  readonly seed: number;
  /** Inputs that are tried. */
  readonly tries: number;
}

/** So many bytes of a shape. */
export function grown({ beginning, unit, end }: Shape, size: number): Uint8Array {
  return joined(beginning, repeated(unit, Math.max(1, size - beginning.length - end.length)), end);
}

/** The dearest shapes that were met, the dearest first. */
export function search(subject: ReadySubject, { seed, tries }: SearchOptions): readonly Found[] {
  const random = new Random(seed);
  const known = Object.values(subject.subject.inputs).map((input) => input(LENGTH).subarray(0, LENGTH));
  let best: Found[] = known.flatMap((bytes) => [shapeOf(bytes, random), shapeOf(bytes, random)]).map(tried);
  for (let n = best.length; n < tries; n++) {
    const parent = best[below(random, best.length)] as Found;
    const mate = known[below(random, known.length)] as Uint8Array;
    best.push(tried(changed(parent.shape, mate, random)));
    if (best.length > 2 * KEPT) best = dearest(best);
  }
  return dearest(best);

  function tried(shape: Shape): Found {
    const input = grown(shape, LENGTH);
    // The second time is cheaper where the first one had the engine compile something.
    const cpu = Math.min(cpuOf(subject, input), cpuOf(subject, input));
    return { shape, nanoseconds: (cpu * 1000) / input.length };
  }
}

function dearest(found: readonly Found[]): Found[] {
  return [...found].sort((one, other) => other.nanoseconds - one.nanoseconds).slice(0, KEPT);
}

/** Cuts what is known in three at random. */
function shapeOf(bytes: Uint8Array, random: Random): Shape {
  const from = below(random, Math.min(bytes.length, 80) + 1);
  const to = Math.min(bytes.length, from + 1 + below(random, UNIT));
  const unit = bytes.slice(from, to);
  return {
    beginning: bytes.slice(0, from),
    unit: unit.length === 0 ? bytes.slice(0, 1) : unit,
    end: new Uint8Array(0),
  };
}

function changed(shape: Shape, mate: Uint8Array, random: Random): Shape {
  const part = (['unit', 'unit', 'beginning', 'end'] as const)[below(random, 4)] as keyof Shape;
  const bytes = edited(shape[part], mate, random);
  return { ...shape, [part]: part === 'unit' && bytes.length === 0 ? shape.unit : bytes };
}

function edited(bytes: Uint8Array, mate: Uint8Array, random: Random): Uint8Array {
  const at = below(random, bytes.length + 1);
  const [before, after] = [bytes.slice(0, at), bytes.slice(at)];
  const from = below(random, mate.length);
  const piece = mate.slice(from, from + 1 + below(random, 12));
  switch (below(random, 5)) {
    case 0:
      return joined(before, Uint8Array.of(below(random, 256)), after.subarray(1));
    case 1:
      return joined(before, after.subarray(1 + below(random, 4)));
    case 2:
      return joined(before, piece, after).subarray(0, UNIT);
    case 3:
      return joined(before, piece, after.subarray(piece.length));
    default:
      return joined(bytes, bytes).subarray(0, UNIT);
  }
}

function below(random: Random, most: number): number {
  return random.integer(0, most - 1);
}

/** Bytes of the inputs that are tried. */
const LENGTH = 8 * 1024;
const UNIT = 64;
const KEPT = 12;
