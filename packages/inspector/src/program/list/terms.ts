/** Cuts a filter into its terms. */
import { FilterError } from './filter-error.js';

export interface Term {
  /** Undefined for a word that may stand anywhere. */
  readonly field: string | undefined;
  readonly value: string;
  readonly negated: boolean;
  /** Where it begins, and where its value does. */
  readonly at: number;
  readonly valueAt: number;
}

/** @throws FilterError for a quotation that does not end, and a field without a value. */
export function termsOf(text: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (at >= text.length) return terms;
    const begin = at;
    const negated = text[at] === '-' && at + 1 < text.length && !/\s/.test(text[at + 1] as string);
    if (negated) at += 1;
    const name = /^[a-z]+:/i.exec(text.slice(at))?.[0];
    if (name !== undefined) at += name.length;
    const valueAt = at;
    const { value, end } = valueFrom(text, at);
    at = end;
    if (value === '') throw new FilterError(name === undefined ? 'a word is missing' : `${name} what?`, begin);
    terms.push({ field: name?.slice(0, -1).toLowerCase(), value, negated, at: begin, valueAt });
  }
}

function valueFrom(text: string, from: number): { value: string; end: number } {
  if (text[from] !== '"') {
    const value = /^\S*/.exec(text.slice(from))?.[0] ?? '';
    return { value, end: from + value.length };
  }
  const close = text.indexOf('"', from + 1);
  if (close < 0) throw new FilterError('the quotation does not end', from);
  return { value: text.slice(from + 1, close), end: close + 1 };
}
