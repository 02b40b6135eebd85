/** Who is there, whatever comes and goes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Listed, Roster } from '../src/app/server/roster.js';

test('holds just those that a set would hold', () => {
  const moves = fc.array(fc.record({ comes: fc.boolean(), which: fc.nat(9) }), { maxLength: 60 });
  fc.assert(
    fc.property(moves, (all) => {
      const members: Listed[] = Array.from({ length: 10 }, () => ({ place: -1 }));
      const roster = new Roster<Listed>();
      const model = new Set<Listed>();
      for (const { comes, which } of all) {
        const member = members[which] as Listed;
        // Nobody comes twice.
        if (!comes) model.delete(member);
        else if (!model.has(member)) model.add(member);
        else continue;
        if (comes) roster.add(member);
        else roster.delete(member);
        expect(roster.size).toBe(model.size);
        expect(new Set(roster)).toEqual(model);
        expect(members.map((one) => roster.has(one))).toEqual(members.map((one) => model.has(one)));
      }
    }),
  );
});

test('who iterates visits those that were there when it began', () => {
  const roster = new Roster<Listed & { readonly name: string }>();
  const members = ['a', 'b', 'c'].map((name) => ({ name, place: -1 }));
  for (const member of members) roster.add(member);
  const visited: string[] = [];
  for (const { name } of roster) {
    visited.push(name);
    for (const member of members) roster.delete(member);
    roster.add({ name: 'late', place: -1 });
  }
  expect(visited).toEqual(['a', 'b', 'c']);
  expect(roster.size).toBe(3);
});
