/** What is no machine that can be read, and what does not exist in one, as their author is told. */

import { expect, test } from 'vitest';
import { createActor, createMachine, setup } from 'xstate';
import { Connection, prepare } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { readHalf, toldOf, toldOfReading, toldOfStates } from './kit.js';

const at = (told: string): string => `Protocol 'p', read half: ${told}`;
const write = 'Make one with `setup({ … }).createMachine({ … })`.';

test.each<[string, unknown, string]>([
  [
    'a configuration',
    { initial: 'a', states: { a: {} } },
    `Not an XState machine, but the configuration of one. ${write}`,
  ],
  ['a setup', setup({}), `Not an XState machine, but what \`setup\` returns. ${write}`],
  ['an actor', createActor(createMachine({})), `Not an XState machine, but an actor. ${write}`],
])('%s in place of a machine', (_, read, told) => {
  expect(toldOf(read)).toBe(at(told));
});

test.each<[string, object, string]>([
  [
    'XState 4',
    fromXState4(),
    'The machine was made by XState 4, which cannot be read here. It must be of XState 5 (5.32.6 or later).',
  ],
  [
    'a later XState',
    fromXState6(),
    'The machine was made by an XState that cannot be read here. It must be of XState 5 (5.32.6 or later).',
  ],
])('a machine of %s', (_, read, told) => {
  expect(toldOf(read)).toBe(at(told));
});

/** As far as they can be told from ours: a machine is a state node itself. */
function fromXState4(): object {
  const machine = { __xstatenode: true, initial: 'a', states: { a: {} } };
  return Object.assign(machine, { machine });
}

/** What was `implementations` is `sources`. */
function fromXState6(): object {
  const machine = { sources: {}, root: { transitions: new Map() } };
  Object.assign(machine.root, { machine });
  return machine;
}

test('nothing in place of a machine', () => {
  expect(toldOf(undefined)).toBe(
    "Protocol 'p', options: `read` is missing. It must be a machine: `setup({ … }).createMachine({ … })`.",
  );
});

test('an initial state that does not exist', () => {
  expect(toldOf(readHalf({ initial: 'awaiting-lien' }))).toBe(
    at("The root state begins with the state 'awaiting-lien', which it does not have. Write 'awaiting-line'."),
  );
  expect(toldOfStates({ open: { initial: 'x', states: { a: {}, b: {} } } })).toBe(
    at("State 'open' begins with the state 'x', which it does not have. It has: a, b."),
  );
});

test('a delay that does not exist', () => {
  expect(toldOfReading({ after: { idel: 'failed' } })).toBe(
    at("State 'awaiting-line' names the delay 'idel', which is not implemented. Write 'idle'."),
  );
  expect(toldOfReading({ after: { total: 'failed' } })).toBe(
    at("State 'awaiting-line' names the delay 'total', which is not implemented. Implement it in `setup({ delays })`."),
  );
});

test('an action and a guard that do not exist', () => {
  expect(toldOfReading({ entry: 'handout' })).toBe(
    at("State 'awaiting-line' names the action 'handout', which is not implemented. Write 'handOut'."),
  );
  expect(toldOfReading({ always: { guard: 'allways', target: 'closed' } })).toBe(
    at("State 'awaiting-line' names the guard 'allways', which is not implemented. Write 'always'."),
  );
});

// In XState's development build, which runs here.
test.each<[string, () => unknown, string]>([
  [
    'a target that does not exist',
    () => toldOfReading({ on: { line: 'respnding' } }),
    "Invalid transition definition for state node 'm.awaiting-line':\nChild state 'respnding' does not exist on 'm'",
  ],
  [
    'no initial state',
    () => readHalf({ initial: undefined }),
    'No initial state specified for compound state node "#m"',
  ],
  [
    'a `cond`',
    () => toldOfReading({ on: { line: { cond: 'always' } } }),
    'State "m.awaiting-line" has declared `cond` for one of its transitions. This property has been renamed to `guard`',
  ],
])('%s is told by XState when the machine is made', (_, made, told) => {
  expect(made).toThrow(told);
});

test('a protocol that was made without `defineProtocol` is checked when it is prepared', () => {
  const read = readHalf({ states: { responding: {} } });
  expect(() => prepare({ ...lines(), read }, 'server')).toThrow(/read half, state 'responding'/);
  expect(() => new Connection(prepare({ ...lines(), read: readHalf() }, 'server'), 0)).not.toThrow();
});

test.each<[string, object, string]>([
  ['without its encoder', { encode: undefined }, 'options: `encode` is missing. It must be a function'],
  ['with a slip', { timeout: { idle: 1 } }, "options: `timeout` is no option. Write 'timeouts'."],
  ['with limits that are text', { limits: { headerBytes: '8' } }, "options: `limits.headerBytes` is '8'."],
])('a protocol that was spread into another one %s is checked when it is prepared', (_, parts, told) => {
  expect(() => prepare({ ...lines(), ...parts } as never, 'client')).toThrow(told);
});

test('a protocol that was spread into another one without what may be left out', () => {
  const { next, limits, timeouts, ...rest } = lines();
  expect(() => prepare(rest as never, 'client')).not.toThrow();
});
