import { exploreProtocol, type Violation } from '@wirechart/fuzz/wirechart';
import { lines } from '@wirechart/protocols/framing';
import { afterAll, describe, expect, test } from 'vitest';
import { shipped } from './kit/shipped.js';

const told = (violations: readonly Violation[]) =>
  violations.map(({ law, moves, what }) => `${law}: ${moves.join(', ')}\n${what}`);

describe('in every state that a connection can reach, all laws hold', () => {
  const rows = shipped.map(([name, role, protocol, inputs, options]) => ({ name, role, protocol, inputs, options }));
  const reached: string[] = [];
  const checked = new Map<string, number>();
  const total = (text: string, count: number) => checked.set(text, (checked.get(text) ?? 0) + count);
  afterAll(() => {
    console.log(`states reached, by moves between them:\n${reached.join('\n')}`);
    console.log(`how often, of all:\n${[...checked].map(([text, count]) => `${text}: ${count}`).join('\n')}`);
  });

  test.each(rows)('$name, $role', async ({ name, role, protocol, inputs, options }) => {
    // More moves than any way needs: there is no bound but what the remote and the application have to say.
    const { states, moves, deepest, exhausted, laws, violations } = await exploreProtocol(protocol, role, {
      inputs,
      depth: 60,
      ...options,
    });
    for (const [law, { checked, unsaid }] of Object.entries(laws)) {
      total(law, checked);
      for (const [reason, count] of Object.entries(unsaid)) total(`${law}, nothing to say (${reason})`, count);
    }
    reached.push(`${`${name}, ${role}`.padEnd(45)} ${states} by ${moves}, ${deepest} in a row at most`);
    expect(told(violations)).toEqual([]);
    expect(exhausted).toBe(true);
    expect(states).toBeGreaterThan(250);
  });
});

test('a bound that leaves something out is said', async () => {
  const options = { inputs: ['a\r\nb'] };
  expect((await exploreProtocol(lines(), 'client', { ...options, depth: 3 })).exhausted).toBe(false);
  expect(await exploreProtocol(lines(), 'client', { ...options, states: 50 })).toMatchObject({
    exhausted: false,
    states: 50,
  });
});

test('where there is little room, no more is read than the state needs', async () => {
  const limits = { bufferedBytes: 2 };
  const { violations, chart } = await exploreProtocol(lines(), 'server', {
    inputs: ['a\r\nb\r\nc\r\n'],
    limits,
    depth: 7,
  });
  expect(told(violations)).toEqual([]);
  // It needs nothing there, and what has come meanwhile fills the room.
  expect(chart).toContain('lines: read responding');
});
