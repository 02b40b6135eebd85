/** What a suite reports: rows, each of them a ratio. */
import type { Sample } from './sampler.js';
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
}

export interface Row {
  readonly what: string;
  readonly ours: Figure;
  readonly peer: Figure;
  readonly ratio: Spread;
  /** Undefined for a row that is there to be known, and has nothing to reach. */
  readonly mark: Mark | undefined;
  readonly reached: boolean | undefined;
}

/** @param mark what the median of the ratio is held against */
export function row(what: string, ours: Figure, peer: Figure, ratio: Spread, mark?: Mark): Row {
  return { what, ours, peer, ratio, mark, reached: mark === undefined ? undefined : reaches(ratio.median, mark) };
}

export type Clock = 'cpu' | 'wall';

/** Nanoseconds for a unit of work, of each sample. */
export const perUnit = (samples: readonly Sample[], clock: Clock): number[] =>
  samples.map((sample) => sample[clock] / sample.units);

export interface Compared {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** How many times as long the peer takes: above 1 we are faster. */
export function speedRow(what: string, ours: Compared, peer: Compared, mark?: Mark, clock: Clock = 'cpu'): Row {
  return timeRow(what, ours, peer, clock, mark, (a, b) => ratioOf(b, a));
}

/** Our time as a multiple of the peer's: below 1 we are faster. */
export function costRow(what: string, ours: Compared, peer: Compared, mark?: Mark, clock: Clock = 'cpu'): Row {
  return timeRow(what, ours, peer, clock, mark, ratioOf);
}

function timeRow(
  what: string,
  ours: Compared,
  peer: Compared,
  clock: Clock,
  mark: Mark | undefined,
  divide: (ours: readonly number[], peer: readonly number[]) => Spread,
): Row {
  const a = perUnit(ours.samples, clock);
  const b = perUnit(peer.samples, clock);
  const figure = ({ name }: Compared, times: readonly number[]): Figure => ({
    name,
    value: spreadOf(times).median,
    unit: 'ns',
  });
  return row(what, figure(ours, a), figure(peer, b), divide(a, b), mark);
}

function reaches(value: number, mark: Mark): boolean {
  return mark.at === 'least' ? value >= mark.value : value <= mark.value;
}
