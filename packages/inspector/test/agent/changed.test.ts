/** Of thousands that change all the time, those that went elsewhere are told of at once, and the others in turn. */
import { expect, it } from 'vitest';
import { Changed } from '../../src/agent/changed.js';

const many = (count: number) => Array.from({ length: count }, (_, id) => ({ id, dirty: false, isElsewhere: false }));

it('tells of all at once where they are few', () => {
  const changed = new Changed();
  const all = many(1000);
  for (const one of all) changed.add(one);
  expect(changed.take()).toEqual(all);
  expect(changed.size).toBe(0);
});

it('tells of who stands elsewhere first, and of each within a few ticks', () => {
  const changed = new Changed<ReturnType<typeof many>[number]>();
  const all = many(4500);
  for (const one of all) changed.add(one);
  const last = all.at(-1) as (typeof all)[number];
  last.isElsewhere = true;
  const first = changed.take();
  expect(first).toHaveLength(1001);
  expect(first).toContain(last);
  last.isElsewhere = false;
  const told = new Set(first);
  for (let tick = 0; tick < 4; tick++) {
    // Those that were told of change again, and wait behind those that were not.
    for (const one of all) changed.add(one);
    for (const one of changed.take()) told.add(one);
  }
  expect(told.size).toBe(4500);
});

it('tells of each once, however often it has changed', () => {
  const changed = new Changed<ReturnType<typeof many>[number]>();
  const [one] = many(1) as [ReturnType<typeof many>[number]];
  for (let turn = 0; turn < 3; turn++) changed.add(one);
  expect(changed.take()).toEqual([one]);
  expect(changed.take()).toEqual([]);
});
