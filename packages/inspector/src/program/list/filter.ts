/**
 * The language that connections are picked with: terms with blanks between, all of which must hold.
 *
 * ```
 *   state:awaiting-content      either half in this state, or in one within it; * stands for anything
 *   age:>10s  in:1k..64k        numbers: > >= < <= = and ranges; ms s m h, and k M G for bytes
 *   remote:10.1.*  error:reset,truncated   one of several
 *   -status:failed              not
 *   "two words"                 anything else is looked for in all that a row shows
 * ```
 */
import type { LintKind } from '../../feed.js';
import { own } from '../../own.js';
import type { Entry, Model } from '../model.js';
import { FilterError } from './filter-error.js';
import { type Term, termsOf } from './terms.js';
import { comparison, type Unit } from './values.js';

export type Filter = (entry: Entry) => boolean;

/** What a filter may ask about a connection besides what is in its entry. */
export interface FilterContext {
  readonly model: Model;
  readonly lintsOf: (entry: Entry) => readonly LintKind[];
}

/** @throws FilterError for a text that is no filter, with the place where. */
export function filterOf(text: string): (context: FilterContext) => Filter {
  const makers = termsOf(text).map((term) => {
    const make = makerOf(term);
    return term.negated ? (context: FilterContext) => not(make(context)) : make;
  });
  return (context) => {
    const tests = makers.map((make) => make(context));
    return (entry) => tests.every((test) => test(entry));
  };
}

type Maker = (context: FilterContext) => Filter;

function makerOf(term: Term): Maker {
  const { field, value } = term;
  if (field === undefined) return wordMaker(value);
  const number = own(numbers, field);
  if (number !== undefined) {
    const test = comparison(term, number.unit);
    return ({ model }) => {
      const { read } = number;
      return (entry) => test(read(entry, model.time));
    };
  }
  const texts = own(fieldTexts, field);
  if (texts === undefined) {
    throw new FilterError(`there is no field ${field}; there are ${fieldNames.join(', ')}`, term.at);
  }
  const patterns = value.split(',').map(patternOf);
  return (context) => (entry) => {
    const found = texts(entry, context);
    return patterns.some((pattern) => found.some((text) => pattern.test(text)));
  };
}

function wordMaker(word: string): Maker {
  const sought = word.toLowerCase();
  return (context) => (entry) =>
    Object.values(fieldTexts).some((texts) =>
      texts(entry, context).some((text) => text.toLowerCase().includes(sought)),
    );
}

interface NumberField {
  readonly unit: Unit;
  readonly read: (entry: Entry, now: number) => number;
}

const numbers: Readonly<Record<string, NumberField>> = {
  id: { unit: 'count', read: ({ row }) => row.id },
  age: { unit: 'time', read: ({ row, ended }, now) => (ended ?? now) - row.readSince },
  opened: { unit: 'time', read: ({ opened }, now) => now - opened.time },
  ended: { unit: 'time', read: ({ ended }, now) => (ended === undefined ? Number.NaN : now - ended) },
  in: { unit: 'bytes', read: ({ row }) => row.bytesIn },
  out: { unit: 'bytes', read: ({ row }) => row.bytesOut },
  buffered: { unit: 'bytes', read: ({ row }) => row.buffered },
  queued: { unit: 'bytes', read: ({ row }) => row.queued },
};

type Texts = (entry: Entry, context: FilterContext) => readonly string[];

const fieldTexts: Readonly<Record<string, Texts>> = {
  state: ({ row }, { model }) => [...within(model.pathOf(row, 'read')), ...within(model.pathOf(row, 'write'))],
  read: ({ row }, { model }) => within(model.pathOf(row, 'read')),
  write: ({ row }, { model }) => within(model.pathOf(row, 'write')),
  remote: ({ opened }) => [opened.remote],
  local: ({ opened }) => [opened.local],
  name: ({ opened }) => [opened.name],
  protocol: ({ row }, { model }) => [model.hello?.protocols[row.protocol]?.name ?? ''],
  role: ({ row }, { model }) => [model.hello?.protocols[row.protocol]?.role ?? ''],
  status: ({ status }) => [status],
  error: ({ error }) => (error === undefined ? [] : [error.code]),
  blame: ({ error }) => (error === undefined ? [] : [error.blame]),
  lint: (entry, { lintsOf }) => lintsOf(entry),
};

const fieldNames = [...Object.keys(fieldTexts), ...Object.keys(numbers)];

/** A state and those that it is in: `open.asking` is also `open`, and `asking`. */
function within(path: string): readonly string[] {
  let found = paths.get(path);
  if (found === undefined) {
    const keys = path.split('.');
    found = [...keys.map((_, at) => keys.slice(0, at + 1).join('.')), ...keys.slice(1)];
    if (paths.size < 10_000) paths.set(path, found);
  }
  return found;
}

const paths = new Map<string, readonly string[]>();

/** The whole text; `*` stands for any number of characters. */
function patternOf(value: string): RegExp {
  const escaped = value.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\*+/g, '.*');
  return new RegExp(`^${escaped}$`, 'is');
}

function not(filter: Filter): Filter {
  return (entry) => !filter(entry);
}
