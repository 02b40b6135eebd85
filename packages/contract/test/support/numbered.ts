/** Lines that begin with the number of their request, by which replies are told apart. */
import type { Protocol, RepliesByKey } from '@wirechart/core';
import { lines } from './lines.js';

export const byNumber: RepliesByKey<string, string> = {
  by: 'key',
  requestKey: numberOf,
  replyKey: numberOf,
  identifiers: { first: 1, last: 9_999, assign: (line, key) => `${key} ${line}` },
};

export function numbered(replies: Partial<RepliesByKey<string, string>> = {}): Protocol<string, string> {
  return { ...lines(), replies: () => ({ ...byNumber, ...replies }) };
}

function numberOf(line: string): number | undefined {
  const [, number] = /^(\d+) /.exec(line) ?? [];
  return number === undefined ? undefined : Number(number);
}
