import { unknownName } from '../subject/nearest.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { emptyChunks, everyChunking, fixedSize, nearPairs, singleCuts } from './families.js';
import { randomMixed } from './random.js';

/** Which chunkings of an input are tried. */
export interface PlanOptions {
  /** Chunks of so many bytes each. Default `[1, 2, 3]`. */
  readonly sizes?: readonly number[];
  /** All single cuts. Promptness is judged by them. Default true. */
  readonly singleCuts?: boolean;
  /** All pairs of cuts at most so many bytes apart; 0 for none. Default 4. */
  readonly nearPairs?: number;
  /** So many random chunkings. Default 50. */
  readonly random?: number;
  /** Chunkings with empty chunks. Default true. */
  readonly emptyChunks?: boolean;
  /** All pairs of cuts, about n²/2. Default false. */
  readonly allPairs?: boolean;
  /** Every chunking of inputs of at most so many bytes, 0 to 24; 0 for none. Default 0. */
  readonly everyChunkingUpTo?: number;
}

/** A plan by name, or one put together. What is left out of one put together is as in `default`. */
export type Plan = 'default' | 'exhaustive' | PlanOptions;

/** One step of a plan: a family of chunkings of one input. */
export interface PlanStep {
  readonly family: string;
  readonly cuts: Iterable<readonly number[]>;
}

export type ResolvedPlan = Required<PlanOptions>;

const DEFAULT: ResolvedPlan = {
  sizes: [1, 2, 3],
  singleCuts: true,
  nearPairs: 4,
  random: 50,
  emptyChunks: true,
  allPairs: false,
  everyChunkingUpTo: 0,
};

const EXHAUSTIVE: ResolvedPlan = { ...DEFAULT, allPairs: true, everyChunkingUpTo: 14 };

/** What mutants and generated inputs get: many inputs matter more there than many chunkings. */
export const SCOUTING: ResolvedPlan = { ...DEFAULT, nearPairs: 0, random: 5, emptyChunks: false };

/** What most mutants get: one that shows something new gets more. */
export const SCREENING: ResolvedPlan = { ...SCOUTING, singleCuts: false, random: 3 };

/** How many ways of cutting a plan has for an input of so many bytes. */
export function countPlan(plan: ResolvedPlan, length: number): number {
  const places = Math.max(0, length - 1);
  const gap = Math.min(plan.allPairs ? length : plan.nearPairs, places);
  const pairs = gap <= 0 ? 0 : places * gap - (gap * (gap + 1)) / 2;
  return (
    plan.sizes.filter((size) => size < length).length +
    (plan.singleCuts ? places : 0) +
    Math.max(0, pairs) +
    (length < 2 ? 0 : plan.random) +
    (length <= plan.everyChunkingUpTo ? 2 ** places : 0) +
    (plan.emptyChunks ? 2 + [1, 2, 3].filter((size) => size < length).length : 0)
  );
}

/** Throws FuzzUsageError (`INVALID_OPTION`) if a number is out of range. */
export function resolvePlan(plan: Plan = 'default'): ResolvedPlan {
  if (plan === 'default') return DEFAULT;
  if (plan === 'exhaustive') return EXHAUSTIVE;
  if (typeof plan !== 'object' || plan === null) {
    throw new FuzzUsageError('INVALID_OPTION', `plan: ${unknownName('plan', plan, ['default', 'exhaustive'])}`);
  }
  for (const name of Object.keys(plan)) {
    if (Object.hasOwn(DEFAULT, name)) continue;
    throw new FuzzUsageError('INVALID_OPTION', `plan: ${unknownName('option', name, Object.keys(DEFAULT))}`);
  }
  const resolved = { ...DEFAULT, ...plan };
  for (const name of ['singleCuts', 'emptyChunks', 'allPairs'] as const) {
    if (typeof resolved[name] === 'boolean') continue;
    throw new FuzzUsageError('INVALID_OPTION', `plan.${name} is ${String(resolved[name])}; it must be true or false`);
  }
  if (!Array.isArray(resolved.sizes)) {
    throw new FuzzUsageError(
      'INVALID_OPTION',
      `plan.sizes is ${String(resolved.sizes)}; it must be an array of numbers`,
    );
  }
  for (const size of resolved.sizes) check('sizes', size, 1, Number.MAX_SAFE_INTEGER);
  check('nearPairs', resolved.nearPairs, 0, Number.MAX_SAFE_INTEGER);
  check('random', resolved.random, 0, Number.MAX_SAFE_INTEGER);
  // 2^23 runs are more than anybody waits for.
  check('everyChunkingUpTo', resolved.everyChunkingUpTo, 0, 24);
  return resolved;
}

/** The few chunkings that find most: they come first for every input, before the long families begin for any. */
export function* quickSteps(plan: ResolvedPlan, length: number): Generator<PlanStep> {
  const sizes = plan.sizes.filter((size) => size < length);
  if (sizes.length > 0) yield { family: 'sizes', cuts: sizes.map((size) => fixedSize(length, size)) };
}

/** The rest of the plan for one input. Single cuts come first: what they show of each prefix judges the others. */
export function* longSteps(plan: ResolvedPlan, length: number, seed: number): Generator<PlanStep> {
  if (plan.singleCuts) yield { family: 'single cuts', cuts: singleCuts(length) };
  // Those with many chunks take many turns of the event loop: together they share them, and with the many pairs that follow.
  const random = plan.random > 0 ? randomMixed(length, plan.random, seed) : [];
  const empty = plan.emptyChunks ? [...emptyChunks(length)] : [];
  yield { family: 'random', cuts: [...random, ...empty] };
  if (plan.allPairs) yield { family: 'all pairs', cuts: nearPairs(length, length) };
  else if (plan.nearPairs > 0) yield { family: 'near pairs', cuts: nearPairs(length, plan.nearPairs) };
  if (length <= plan.everyChunkingUpTo) yield { family: 'every chunking', cuts: everyChunking(length) };
}

function check(option: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new FuzzUsageError('INVALID_OPTION', `plan.${option} is ${value}; it must be an integer from ${min} to ${max}`);
}
