/** Whether what was measured is as it must be. */
import { type Growth, type GrowthOptions, growthOf, heldAfter } from './measure.js';
import { feed, open, type ReadySubject } from './subject.js';

export interface Cost {
  readonly growth: Growth;
  /** Bytes of memory for each byte of the input, once all of it is read. */
  readonly held: number;
  /** What is wrong, in words; empty where all is well. */
  readonly wrong: readonly string[];
}

/** A byte may cost so much more, at most, where there are eight times as many: the square of the length would make that eight. */
const MOST_GROWTH = 2;
/** An object for each few bytes: what a message is made of weighs more than its text. */
const MOST_HELD = 32;

export interface CostOptions extends GrowthOptions {
  /** Bytes of the input after which memory is measured; 0 for not at all. Default 1 MiB. */
  readonly heldSize?: number;
}

/** Measures an input; what seems wrong is measured twice more, longer and in more rounds, before it is said. */
export function costOf(subject: ReadySubject, input: (size: number) => Uint8Array, options: CostOptions = {}): Cost {
  const { least = 2_000, rounds = 3, heldSize = 1 << 20 } = options;
  let growth = growthOf(subject, input, options);
  for (let again = 1; again <= 2 && growth.ratio >= MOST_GROWTH; again++) {
    const longer = 4 ** again;
    const next = growthOf(subject, input, { ...options, least: least * longer, rounds: rounds * longer });
    if (next.ratio < growth.ratio) growth = next;
  }
  const held = heldSize === 0 ? 0 : heldAfter(subject, input, heldSize) / input(heldSize).length;
  const wrong: string[] = [];
  if (growth.ratio >= MOST_GROWTH)
    wrong.push(`a byte costs ${growth.ratio.toFixed(1)} times as much in the longer input`);
  if (held >= MOST_HELD && !subject.subject.inflates && !subject.subject.stores)
    wrong.push(`${held.toFixed(0)} bytes are held for each`);
  const fault = faultOf(subject, input(4096));
  if (fault !== undefined) wrong.push(fault);
  return { growth, held, wrong };
}

/** What bytes of a remote may not do: cause anything but the remote's own error. */
function faultOf(subject: ReadySubject, input: Uint8Array): string | undefined {
  const opened = open(subject, input);
  try {
    feed(opened, input);
  } catch (error) {
    return `threw ${String(error)}`;
  }
  const { failure } = opened.connection;
  return failure === undefined || failure.blame === 'remote' ? undefined : `${failure.blame} ${failure.code}`;
}
