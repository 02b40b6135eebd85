/** What a suite reports: rows, each of them a ratio. */
import type { Compared } from './interleave.js';
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
  /** The same ratio of CPU times, where both sides' were measured. */
  readonly cpuRatio: Spread | undefined;
  /** Undefined for a row that is there to be known, and has nothing to reach. */
  readonly mark: Mark | undefined;
  readonly reached: boolean | undefined;
}

/** @param mark what the median of the ratio is held against */
export function row(what: string, ours: Figure, peer: Figure, ratio: Spread, mark?: Mark, cpuRatio?: Spread): Row {
  const reached = mark === undefined ? undefined : reaches(ratio.median, mark);
  return { what, ours, peer, ratio, cpuRatio, mark, reached };
}

export type Clock = 'cpu' | 'wall';

/** Nanoseconds for a unit of work, of each sample. */
export const perUnit = (samples: readonly Sample[], clock: Clock): number[] =>
  samples.map((sample) => sample[clock] / sample.units);

/** How many times as long the peer takes: above 1 we are faster. */
export function speedRow(what: string, ours: Compared, peer: Compared, mark?: Mark): Row {
  return timeRow(what, ours, peer, mark, (a, b) => ratioOf(b, a));
}

/** Our time as a multiple of the peer's: below 1 we are faster. */
export function costRow(what: string, ours: Compared, peer: Compared, mark?: Mark): Row {
  return timeRow(what, ours, peer, mark, ratioOf);
}

/**
 * Our rate as a multiple of the peer's: above 1 we are faster.
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
  const rate = ({ value, name }: Figure): Figure => ({ name, value: 1e9 / value / shown.per, unit: shown.unit });
  const { ratio, cpuRatio } = speedRow(what, ours, peer);
  return row(what, rate(timeFigure(ours)), rate(timeFigure(peer)), ratio, mark, cpuRatio);
}

function timeRow(
  what: string,
  ours: Compared,
  peer: Compared,
  mark: Mark | undefined,
  divide: (ours: readonly number[], peer: readonly number[]) => Spread,
): Row {
  const ratio = (clock: Clock) => divide(perUnit(ours.samples, clock), perUnit(peer.samples, clock));
  return row(what, timeFigure(ours), timeFigure(peer), ratio('wall'), mark, ratio('cpu'));
}

function timeFigure({ name, samples }: Compared): Figure {
  return { name, value: spreadOf(perUnit(samples, 'wall')).median, unit: 'ns' };
}

function reaches(value: number, mark: Mark): boolean {
  return mark.at === 'least' ? value >= mark.value : value <= mark.value;
}
