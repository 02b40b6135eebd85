/** Which transitions a stream of messages takes: worked out from the counters, which have seen it. */
import type { AnyEventObject } from 'xstate';
import type { Need } from '../needs/need.js';
import type { Op } from '../runtime/compiled/ops.js';
import type { Microstep, Reaction, Row } from '../runtime/compiled/table.js';
import { afterPrefix } from '../runtime/internals/event-types.js';

/** What happens first: the need of the row is met, or it hears that a message was answered. */
export type Start = 'reading' | 'answered';

/** One event of the way. */
export interface Leg {
  readonly row: Row;
  /** What is met; undefined where a message was answered. */
  readonly need: Need | undefined;
  /** Type of the event that comes of it as a rule. */
  readonly type: string;
  readonly reaction: Reaction;
  /** The place among its candidates of what is taken as a rule; -1 where it has none. */
  readonly usual: number;
}

/**
 * The way from a row up to where something is emitted, or nothing is known of how it goes on.
 *
 * @param taken how often each microstep was taken
 */
export function wayFrom(row: Row, start: Start, taken: readonly number[]): readonly Leg[] {
  const way: Leg[] = [];
  let at: Row | undefined = row;
  while (at !== undefined && way.length < LONGEST) {
    const leg = legFrom(at, way.length === 0 ? start : 'reading', taken);
    if (leg === undefined) break;
    way.push(leg);
    const usual = leg.reaction.candidates[leg.usual];
    at = usual === undefined || emits(usual) || !usual.rests ? undefined : usual.to;
  }
  return way;
}

/** Where it leads to as a rule. */
export function endOf(way: readonly Leg[]): Row | undefined {
  const last = way.at(-1);
  return last?.reaction.candidates[last.usual]?.to;
}

function legFrom(row: Row, start: Start, taken: readonly number[]): Leg | undefined {
  const { need } = row;
  if (start === 'answered') return legOf(row, undefined, 'responded', taken);
  if (need === undefined) return undefined;
  const { event } = need;
  const type = typeof event === 'string' ? event : mostUsual(row, taken);
  return type === undefined || SPECIAL.has(type) ? undefined : legOf(row, need, type, taken);
}

function legOf(row: Row, need: Need | undefined, type: string, taken: readonly number[]): Leg | undefined {
  const reaction = row.named(type) ?? row.unnamed(type);
  // Where regions choose, which transitions are taken together is known only then.
  return reaction.fork === undefined ? { row, need, type, reaction, usual: usualOf(reaction, taken) } : undefined;
}

/** The type of which transitions were taken most often. */
function mostUsual(row: Row, taken: readonly number[]): string | undefined {
  let most = 0;
  let type: string | undefined;
  for (const name of row.types) {
    const reaction = row.named(name);
    const usual = reaction?.candidates[usualOf(reaction, taken)];
    const often = usual === undefined ? 0 : (taken[usual.index] as number);
    if (often <= most) continue;
    most = often;
    type = name;
  }
  return type;
}

function usualOf({ candidates }: Reaction, taken: readonly number[]): number {
  const often = candidates.map(({ index }) => taken[index] as number);
  return often.indexOf(Math.max(...often));
}

const emits = ({ ops }: Microstep): boolean => ops.some(({ kind }) => kind === 'emit' || kind === 'enqueue');

/**
 * The time-out that a leg sets last and the next one clears first, as a rule: where what is needed has arrived already, it need
 * not be set.
 */
export function briefBetween(
  { reaction, usual }: Leg,
  next: Leg,
): { readonly set: number; readonly clear: number } | undefined {
  const ops = reaction.candidates[usual]?.ops ?? [];
  const following = next.reaction.candidates[next.usual]?.ops ?? [];
  const set = ops.findLastIndex(mayTouchTimers);
  const clear = following.findIndex(mayTouchTimers);
  const setting = ops[set];
  const clearing = following[clear];
  if (setting?.kind !== 'delay' || clearing?.kind !== 'cancel' || setting.slot !== clearing.slot) return undefined;
  // That of an `after` is set by nothing else, and is not set when its state is entered.
  return isAfter(setting.value) ? { set, clear } : undefined;
}

const isAfter = (event: unknown): boolean =>
  (event as AnyEventObject | undefined)?.type.startsWith(afterPrefix) === true;

const mayTouchTimers = ({ kind }: Op): boolean => kind !== 'call' && kind !== 'assign' && kind !== 'emit';

/** Types that come of needs now and then and mean more than the machine says: these go the general way. */
const SPECIAL: ReadonlySet<string> = new Set(['eof', 'malformed', 'reset']);

/** Most events of one way. */
const LONGEST = 8;
