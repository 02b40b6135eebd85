/** Numbers in a filter: `>10s`, `1k..64k`, `=0`, `5`. */
import { own } from '../../own.js';
import { FilterError } from './filter-error.js';
import type { Term } from './terms.js';

export type Unit = 'time' | 'bytes' | 'count';

/** @throws FilterError for a value that is no number of this unit. */
export function comparison(term: Term, unit: Unit): (value: number) => boolean {
  const { value, valueAt } = term;
  const range = /^(.+)\.\.(.+)$/.exec(value);
  if (range !== null) {
    const low = quantity(range[1] as string, unit, valueAt);
    const high = quantity(range[2] as string, unit, valueAt);
    if (low > high) throw new FilterError(`${range[1]} is more than ${range[2]}: nothing lies between`, valueAt);
    return (given) => given >= low && given <= high;
  }
  const [, sign = '', text = ''] = /^(>=|<=|>|<|=)?(.*)$/s.exec(value) ?? [];
  const limit = quantity(text, unit, valueAt + sign.length);
  switch (sign) {
    case '>':
      return (given) => given > limit;
    case '>=':
      return (given) => given >= limit;
    case '<':
      return (given) => given < limit;
    case '<=':
      return (given) => given <= limit;
    default:
      return (given) => given === limit;
  }
}

function quantity(text: string, unit: Unit, at: number): number {
  const [, digits, suffix = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = own(factors[unit], suffix);
  if (digits === undefined || factor === undefined) {
    throw new FilterError(`${JSON.stringify(text)} is no ${names[unit]}`, at);
  }
  return Number(digits) * factor;
}

const factors: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  time: { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  bytes: { '': 1, b: 1, B: 1, k: 1024, K: 1024, kB: 1024, M: 1 << 20, MB: 1 << 20, G: 1 << 30, GB: 1 << 30 },
  count: { '': 1 },
};
const names = {
  time: 'time, such as 500ms, 10s or 2m',
  bytes: 'number of bytes, such as 512, 64k or 1M',
  count: 'number',
};
