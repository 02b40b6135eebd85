/** The last connections that have read keep what they read with, and no others; those that are over are not held on to. */
import { expect, test } from 'vitest';
import { type Rester, Resting } from '../src/driver/resting.js';

/** Notes who has had to rest, by number. */
function many(count: number) {
  const rested: number[] = [];
  const all = Array.from(
    { length: count },
    (_, number): Rester => ({ restPlace: -1, rest: () => void rested.push(number) }),
  );
  return { all, rested };
}

test('sixty-four keep it, and the one that has had it longest makes room for the next', () => {
  const resting = new Resting();
  const { all, rested } = many(66);
  for (const one of all.slice(0, 64)) resting.note(one);
  expect(rested).toEqual([]);
  // Those that are among them already make no difference.
  for (const one of all.slice(0, 64)) resting.note(one);
  expect(rested).toEqual([]);
  resting.note(all[64] as Rester);
  resting.note(all[65] as Rester);
  expect(rested).toEqual([0, 1]);
  resting.note(all[0] as Rester);
  expect(rested).toEqual([0, 1, 2]);
});

test('one that is over has no place any more, and is not told to rest', () => {
  const resting = new Resting();
  const { all, rested } = many(70);
  for (const one of all.slice(0, 10)) resting.note(one);
  for (const one of all.slice(0, 9)) resting.forget(one);
  resting.forget(all[0] as Rester);
  for (const one of all.slice(10)) resting.note(one);
  expect(rested).toEqual([]);
  expect(all.filter(({ restPlace }) => restPlace >= 0).length).toBe(61);
});
