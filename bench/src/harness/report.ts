/** What a suite reports: rows, each of them a ratio. */
import type { Compared } from './interleave.js';
import { ratioOf, type Spread, spreadOf } from './statistics.js';

export interface Mark {
  readonly at: 'least' | 'most';
  readonly value: number;
}

export const atLeast = (value: number): Mark => ({ at: 'least', value });
export const atMost = (value: number): Mark => ({ at: 'most', value });

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Instructions for a unit of work, where they were counted. */
  readonly instructions?: number | undefined;
}

export type Clock = 'cpu' | 'wall';

export interface Row {
  readonly what: string;
  readonly ours: Figure;
  readonly peer: Figure;
  readonly ratio: Spread;
  /** The same ratio by the other clock, where it was measured by both. */
  readonly byOther: { readonly clock: Clock; readonly ratio: Spread } | undefined;
  /** Undefined for a row that is there to be known, and has nothing to reach. */
  readonly mark: Mark | undefined;
  readonly reached: boolean | undefined;
}

/** @param mark what the median of the ratio is held against */
export function row(
  what: string,
  ours: Figure,
  peer: Figure,
  ratio: Spread,
  mark?: Mark,
  byOther?: Row['byOther'],
): Row {
  const reached = mark === undefined ? undefined : reaches(ratio.median, mark);
  return { what, ours, peer, ratio, byOther, mark, reached };
}

/** How many times as much CPU time the peer takes: above 1 we are faster. */
export function speedRow(what: string, ours: Compared, peer: Compared, mark?: Mark): Row {
  return timeRow(what, ours, peer, mark, (a, b) => ratioOf(b, a));
}

/** Our CPU time as a multiple of the peer's: below 1 we are faster. */
export function costRow(what: string, ours: Compared, peer: Compared, mark?: Mark): Row {
  return timeRow(what, ours, peer, mark, ratioOf);
}

/**
 * Our rate by the clock on the wall as a multiple of the peer's: above 1 we are faster. By CPU: the peer's over ours.
 *
 * @param shown the unit of the figures, and how many units of work it stands for
 */
export function rateRow(
  what: string,
  ours: Compared,
  peer: Compared,
  shown: { readonly unit: string; readonly per: number },
  mark?: Mark,
): Row {
  const rates = (compared: Compared) => perUnit(compared, 'wall').map((time) => 1e9 / time / shown.per);
  const figure = (compared: Compared): Figure => ({
    name: compared.name,
    value: spreadOf(rates(compared)).median,
    unit: shown.unit,
  });
  const byCpu = ratioOf(perUnit(peer, 'cpu'), perUnit(ours, 'cpu'));
  const ratio = ratioOf(rates(ours), rates(peer));
  return row(what, figure(ours), figure(peer), ratio, mark, { clock: 'cpu', ratio: byCpu });
}

function timeRow(
  what: string,
  ours: Compared,
  peer: Compared,
  mark: Mark | undefined,
  divide: (ours: readonly number[], peer: readonly number[]) => Spread,
): Row {
  const ratio = (clock: Clock) => divide(perUnit(ours, clock), perUnit(peer, clock));
  const figure = (compared: Compared): Figure => ({
    name: compared.name,
    value: spreadOf(perUnit(compared, 'cpu')).median,
    unit: 'ns',
    instructions: compared.instructions,
  });
  return row(what, figure(ours), figure(peer), ratio('cpu'), mark, { clock: 'wall', ratio: ratio('wall') });
}

/** Nanoseconds for a unit of work, of each sample. */
const perUnit = ({ samples }: Compared, clock: Clock): number[] =>
  samples.map((sample) => sample[clock] / sample.units);

function reaches(value: number, mark: Mark): boolean {
  return mark.at === 'least' ? value >= mark.value : value <= mark.value;
}
