/** Patterns of keys, as Redis reads them: https://redis.io/docs/latest/commands/keys/ */
import { ErrorReply } from '@wirechart/protocols/resp';

/**
 * Whether a key is like the pattern: `?` any character, `*` any number of them, `[a-c]` and `[^a]` one of some, `\` takes the next
 * for itself. Takes time in proportion to both lengths multiplied, at worst: what is more than their sum is bounded over all keys.
 *
 * @returns what throws an ErrorReply when it has gone back too often
 */
export function globTest(pattern: string): (key: string) => boolean {
  if (pattern === '*') return () => true;
  const parts = parse(pattern);
  const patience = { left: MOST_STEPS_BACK };
  return (key) => matches(parts, key, patience);
}

/** A tenth of a second, about. */
const MOST_STEPS_BACK = 10_000_000;

type Part = 'any' | ((character: string) => boolean);

/** Goes back to the last `*` only: an earlier one could take nothing that the last one cannot. */
function matches(parts: readonly Part[], key: string, patience: { left: number }): boolean {
  // Redis compares nothing with a key that is empty: only the pattern `*` alone is like it, and the empty one.
  if (key === '') return parts.length === 0;
  let part = 0;
  let at = 0;
  let star = -1;
  let from = 0;
  while (at < key.length) {
    const test = parts[part];
    if (test === 'any') {
      star = part;
      from = at;
      part += 1;
    } else if (test?.(key[at] as string)) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      patience.left -= at - from;
      if (patience.left < 0) throw new ErrorReply('ERR the pattern takes too long');
      part = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  while (parts[part] === 'any') part += 1;
  return part === parts.length;
}

function parse(pattern: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < pattern.length) {
    const character = pattern[at] as string;
    if (character === '[') {
      const { test, next } = classAt(pattern, at + 1);
      parts.push(test);
      at = next;
      continue;
    }
    if (character === '*') parts.push('any');
    else if (character === '?') parts.push(() => true);
    else {
      if (character === '\\' && at + 1 < pattern.length) at += 1;
      const wanted = pattern[at];
      parts.push((one) => one === wanted);
    }
    at += 1;
  }
  return parts;
}

/** What stands in brackets, from after the first; the end of the pattern closes them too. A range may be turned round. */
function classAt(pattern: string, begin: number): { test: (character: string) => boolean; next: number } {
  const negated = pattern[begin] === '^';
  const ranges: [string, string][] = [];
  let at = negated ? begin + 1 : begin;
  while (at < pattern.length && pattern[at] !== ']') {
    const first = pattern[at] as string;
    const last = pattern[at + 2];
    if (first === '\\' && at + 1 < pattern.length) {
      ranges.push([pattern[at + 1] as string, pattern[at + 1] as string]);
      at += 2;
    } else if (pattern[at + 1] === '-' && last !== undefined) {
      ranges.push(first < last ? [first, last] : [last, first]);
      at += 3;
    } else {
      ranges.push([first, first]);
      at += 1;
    }
  }
  const test = (character: string) =>
    ranges.some(([first, last]) => character >= first && character <= last) !== negated;
  return { test, next: at + 1 };
}
