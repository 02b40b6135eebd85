/** A machine may be made by another copy of XState than core's own, of another version: what an application has installed. */
import { describe, expect, test } from 'vitest';
import * as own from 'xstate';
import * as other from 'xstate-lowest';
import { defineProtocol, type Protocol, until } from '../../src/index.js';
import { Harness } from '../kit/harness.js';

test('the copies are two', () => {
  expect(other.setup).not.toBe(own.setup);
});

/** Lines; a line that is counted as odd and long, or says `end`, is the last. */
function linesOf({ and, assign, cancel, emit, not, or, raise, setup, stateIn }: typeof own): Protocol<string, string> {
  const read = setup({
    guards: { isOdd: ({ context }) => context['count'] % 2 === 1, isLong: ({ event }) => event['value'].length > 3 },
    actions: { count: assign({ count: ({ context }) => context['count'] + 1 }) },
    delays: { soon: 10 },
  }).createMachine({
    id: 'lines',
    context: { count: 0 },
    initial: 'open',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      open: {
        meta: { need: until('\n', { event: 'line', max: 80, decode: (frame) => frame.text() }) },
        initial: 'early',
        entry: raise({ type: 'late' }, { delay: 'soon', id: 'lateness' }),
        exit: cancel('lateness'),
        on: {
          line: [
            { guard: stateIn({ open: 'late' }), target: 'closed' },
            { guard: and(['isOdd', or(['isLong', ({ event }) => event['value'] === 'end'])]), target: 'closed' },
            {
              guard: not(({ event }) => event['value'] === ''),
              target: 'responding',
              actions: ['count', emit(({ event }) => ({ type: 'message', message: event['value'] }))],
            },
          ],
          late: '.late',
          eof: 'closed',
        },
        states: { early: {}, late: {} },
      },
      responding: { on: { responded: 'open' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<string>({ name: 'lines', read, encode: (line, out) => out.text(line) });
}

describe.each(['compiled', 'xstate'] as const)('%s', (runtime) => {
  const run = (xstate: unknown) => {
    const open = () => new Harness(linesOf(xstate as typeof own), { runtime, answer: () => undefined });
    const counted = open().receive('even\na\nb\n\nc\nlonger\nnever read\n');
    const late = open().receive('one\n').advance(10).receive('two\n');
    return [counted.messages, counted.states, late.messages, late.states];
  };

  test('a machine of another copy does what one of our own does', () => {
    expect(run(other)).toEqual(run(own));
    expect(run(own)).toEqual([
      ['even', 'a', 'b', 'c', 'longer'],
      ['closed', 'finishing'],
      ['one'],
      ['closed', 'finishing'],
    ]);
  });
});
