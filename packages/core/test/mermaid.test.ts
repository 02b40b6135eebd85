/** The charts that are drawn of machines. */
import { expect, test } from 'vitest';
import { and, not, setup } from 'xstate';
import {
  bytes,
  defineProtocol,
  mermaidOf,
  mermaidOfProtocol,
  type Need,
  peek,
  remainder,
  skipUntil,
  stream,
  streamRemainder,
  through,
  until,
  writeHalf,
} from '../src/index.js';

test('the stock write half: events that lead the same way share an arrow', () => {
  expect(mermaidOf(writeHalf)).toBe(`stateDiagram-v2
  [*] --> idle
  closed --> [*]
  failed --> [*]
  state "any state" as any_state
  any_state --> failed : reset
  idle --> sending : send
  idle --> finishing : finish
  sending --> idle : flushed
  sending --> blocked : wait
  sending --> finishing : finish
  blocked --> sending : drained
  blocked --> finishing : finish
  blocked --> blocked : progress
  blocked --> failed : after write
  finishing --> closed : ended
  finishing --> failed : after drain
`);
});

test('guards, in the order in which they are asked, and what is left', () => {
  const machine = setup({
    types: { context: {} as object, events: {} as { type: 'header' } },
    guards: { fits: () => true, isLast: () => true },
  }).createMachine({
    initial: 'reading',
    states: {
      reading: {
        on: {
          header: [
            { guard: and(['fits', not('isLast')]), target: 'body' },
            { guard: 'fits', target: 'over' },
            { target: 'failed' },
          ],
        },
      },
      body: { always: 'over' },
      over: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const drawn = mermaidOf(machine);
  expect(drawn).toContain('  reading --> body : header [and(fits, not(isLast))]\n');
  expect(drawn).toContain('  reading --> over : header [fits]\n');
  expect(drawn).toContain('  reading --> failed : header [else]\n');
  expect(drawn).toContain('  body --> over : always\n');
  expect(drawn).not.toContain('any state');
});

test('states within states, with names that are no words, and time-outs in milliseconds', () => {
  const machine = setup({}).createMachine({
    id: 'nested',
    initial: 'is-open',
    states: {
      'is-open': {
        initial: 'first',
        onDone: 'closed',
        after: { 500: 'closed' },
        states: { first: { on: { stay: {}, go: 'all-done' } }, 'all-done': { type: 'final' } },
      },
      closed: { type: 'final' },
    },
  });
  expect(mermaidOf(machine)).toBe(`stateDiagram-v2
  [*] --> is_open
  state "is-open" as is_open
  state is_open {
    [*] --> is_open_first
    state "first" as is_open_first
    state "all-done" as is_open_all_done
    is_open_all_done --> [*]
  }
  closed --> [*]
  is_open --> closed : done, after 500 ms
  is_open_first --> is_open_first : stay
  is_open_first --> is_open_all_done : go
`);
});

test.each<[string, Need]>([
  ['needs nothing', bytes(0)],
  ['needs 1 byte', bytes(1)],
  ['looks at 1 byte', peek(1)],
  ['needs 16 bytes', bytes(16)],
  ['needs n bytes', bytes(({ length }: { length: number }) => length)],
  ['needs all up to CR LF', until('\r\n', { max: 10 })],
  ['needs all up to END or the end', until('END', { max: 10, orEnd: true })],
  ['needs all up to 0x3b 0xff', until(Uint8Array.of(0x3b, 0xff), { max: 10 })],
  ['skips all through LF', skipUntil('\n')],
  ['needs all through a last byte', through((byte) => byte < 0x80, { max: 9 })],
  ['streams 4 bytes', stream(4)],
  ['streams the remainder', streamRemainder()],
  ['needs all until the end', remainder({ max: 10 })],
])('a state that %s says so', (text, need) => {
  const machine = setup({}).createMachine({ initial: 'reading', states: { reading: { meta: { need } } } });
  expect(mermaidOf(machine)).toContain(`\n  reading : ${text}\n`);
});

test('a protocol that hands over to others: a box for each', () => {
  const machine = (id: string, last: string) =>
    setup({}).createMachine({
      id,
      initial: 'asking',
      on: { reset: '.failed' },
      states: { asking: { on: { go: last } }, [last]: { type: 'final' }, failed: { type: 'final' } },
    });
  const inner = defineProtocol<string>({ name: 'in-ner', read: machine('inner', 'closed'), encode: () => {} });
  const outer = defineProtocol<string>({
    name: 'outer',
    read: machine('outer', 'all-right'),
    encode: () => {},
    next: { 'all-right': inner },
    leftovers: 'refuse',
  });
  expect(mermaidOfProtocol(inner)).toBe(mermaidOf(inner.read));
  expect(mermaidOfProtocol(outer)).toBe(`stateDiagram-v2
  [*] --> p0
  state "outer" as p0
  state p0 {
    [*] --> p0_asking
    state "asking" as p0_asking
    state "all-right" as p0_all_right
    p0_all_right --> [*]
    state "failed" as p0_failed
    p0_failed --> [*]
    state "any state" as p0_any_state
    p0_any_state --> p0_failed : reset
    p0_asking --> p0_all_right : go
  }
  p0 --> p1 : all-right, unless more has arrived
  state "in-ner" as p1
  state p1 {
    [*] --> p1_asking
    state "asking" as p1_asking
    state "closed" as p1_closed
    p1_closed --> [*]
    state "failed" as p1_failed
    p1_failed --> [*]
    state "any state" as p1_any_state
    p1_any_state --> p1_failed : reset
    p1_asking --> p1_closed : go
  }
`);
});
