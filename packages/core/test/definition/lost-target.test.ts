/** A transition to a state that does not exist, as its author is told where the half is declared with `setupReadHalf`. */
import { expect, test } from 'vitest';
import { setupReadHalf, until } from '../../src/index.js';

const { createMachine } = setupReadHalf({ needs: { line: until('\n', { max: 9 }) } });

const made =
  (reading: object, more: object = {}) =>
  () =>
    createMachine({
      id: 'lines',
      initial: 'awaiting-line',
      states: {
        'awaiting-line': { meta: { need: 'line' }, ...reading },
        responding: { id: 'at-work', on: { responded: 'awaiting-line' } },
        open: { initial: 'idle', states: { idle: {}, busy: {} } },
      },
      ...more,
    } as never);

test.each<[string, () => unknown, string]>([
  [
    'one that was mistyped',
    made({ on: { line: 'respnding' } }),
    "State 'awaiting-line' leads on 'line' to 'respnding', which does not exist. Write 'responding'.",
  ],
  [
    'one of several, in the long form',
    made({ on: { line: [{ guard: () => false, target: 'closed' }, { target: 'closd' }] } }),
    "State 'awaiting-line' leads on 'line' to 'closd', which does not exist. Write 'closed'.",
  ],
  [
    'after a delay',
    made({ after: { idle: 'faild' } }),
    "State 'awaiting-line' leads on the delay 'idle' to 'faild', which does not exist. Write 'failed'.",
  ],
  [
    'of `always`',
    made({ always: { guard: () => false, target: 'opne' } }),
    "State 'awaiting-line' leads on `always` to 'opne', which does not exist. Write 'open'.",
  ],
  [
    'of `onDone`',
    made({ initial: 'a', states: { a: { type: 'final' } }, onDone: 'clsed' }),
    "State 'awaiting-line' leads on `onDone` to 'clsed', which does not exist. Write 'closed'.",
  ],
  [
    'below another state',
    made({ on: { line: 'open.bussy' } }),
    "State 'awaiting-line' leads on 'line' to 'open.bussy', which does not exist. Write 'open.busy'.",
  ],
  [
    'of the root, without its dot',
    made({}, { on: { drain: 'closed' } }),
    "The root state leads on 'drain' to 'closed', which does not exist. Write '.closed'.",
  ],
  [
    'of the root, with a dot',
    made({}, { on: { drain: '.closd' } }),
    "The root state leads on 'drain' to '.closd', which does not exist. Write '.closed'.",
  ],
  [
    'a child, without its dot',
    made({ on: { line: 'parsing' }, initial: 'parsing', states: { parsing: {} } }),
    "State 'awaiting-line' leads on 'line' to 'parsing', which does not exist. Write '.parsing'.",
  ],
  [
    'one that is below another',
    made({ on: { line: 'busy' } }),
    "State 'awaiting-line' leads on 'line' to 'busy', which does not exist. Write 'open.busy'.",
  ],
  [
    'an id',
    made({ on: { line: '#at-wrok' } }),
    "State 'awaiting-line' leads on 'line' to '#at-wrok', which does not exist. Write '#at-work'.",
  ],
  [
    'the id of the machine, with a path',
    made({ on: { line: '#lines.opn' } }),
    "State 'awaiting-line' leads on 'line' to '#lines.opn', which does not exist. Write '#lines.open'.",
  ],
  [
    'one that is like none',
    made({ on: { line: 'elsewhere' } }),
    "State 'awaiting-line' leads on 'line' to 'elsewhere', which does not exist. There are: awaiting-line, responding, open, closed, failed.",
  ],
  [
    'one that is like none, of the root',
    made({}, { on: { drain: '.elsewhere' } }),
    "The root state leads on 'drain' to '.elsewhere', which does not exist. There are: .awaiting-line, .responding, .open, .closed, .failed.",
  ],
])('%s', (_, create, told) => {
  expect(create).toThrow(told);
});

test('what is wrong with a machine otherwise is told by XState', () => {
  expect(made({}, { initial: undefined })).toThrow('No initial state specified');
});
