import type { MemoryBreach } from '../run/outcome.js';
import type { MemoryContract } from '../subject/memory-contract.js';

/**
 * What can be wrong.
 *
 * - `messages`: other messages, or the same in another order
 * - `verdict`: an error where there was none, none where there was one, or one of another kind
 * - `hang`, `crash`: does not come back, or throws where nobody can catch it
 * - `promptness`: after the same bytes, without an end, one way of cutting has brought more than another
 * - `piece-promptness`: the same, but only in how much of a piece has come
 * - `reads-outside`: what it gives depends on memory outside its chunks
 * - `expected`: other messages than the corpus says, when given the whole input
 * - `reference`: differs from the reference when given the whole input
 * - `empty-chunks`: goes wrong only where there is an empty chunk
 * - `limit`: errors that `canonical.isLimit` names come or go with the cuts
 * - `failed-read`: does not come back, or throws where nobody can catch it, when a read fails
 * - `positions`, `error-text`, `error-moment`: positions of messages, words of an error, the chunk at which it came
 * - `keeps-input`, `changes-input`, `aliases-input`, `changes-output`: see MemoryContract
 */
export type FindingClass = (typeof FINDING_CLASSES)[number];

/** All classes. */
export const FINDING_CLASSES = [
  'messages',
  'verdict',
  'hang',
  'crash',
  'promptness',
  'reads-outside',
  'expected',
  'reference',
  'piece-promptness',
  'empty-chunks',
  'limit',
  'failed-read',
  'positions',
  'error-text',
  'error-moment',
  'keeps-input',
  'changes-input',
  'aliases-input',
  'changes-output',
] as const;

/** The classes that fail a test unless `failOn` says otherwise. Broken promises of a memory contract fail as well. */
export const FAILING: readonly FindingClass[] = [
  'messages',
  'verdict',
  'hang',
  'crash',
  'promptness',
  'reads-outside',
  'expected',
  'reference',
];

const PROMISES: Readonly<Record<MemoryBreach, keyof MemoryContract>> = {
  'keeps-input': 'keepsInput',
  'changes-input': 'changesInput',
  'aliases-input': 'aliasesInput',
  'changes-output': 'changesOutput',
};

/** What the contract says about a class: `forbidden`, `intended`, or nothing. */
export function contractOn(
  contract: MemoryContract | undefined,
  found: FindingClass,
): 'forbidden' | 'intended' | undefined {
  if (!(found in PROMISES)) return undefined;
  const promise = contract?.[PROMISES[found as MemoryBreach]];
  if (promise === undefined) return undefined;
  return promise ? 'intended' : 'forbidden';
}
