import { describe, expect, test } from 'vitest';
import {
  assign,
  cancel,
  createMachine,
  fromPromise,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import { bytes } from '../../src/index.js';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';

/** A machine whose only oddity is the configuration of the state `open.reading`. */
function machineWith(reading: object, implementations: object = {}) {
  return createMachine(
    {
      id: 'm',
      initial: 'open',
      states: { open: { initial: 'reading', states: { reading, other: {} } }, shut: {} },
    } as never,
    implementations as never,
  );
}

const needing = () => ({ initial: 'x', states: { x: { meta: { need: bytes(1, { event: 'x' }) } } } });
const many = (count: number) => ({
  initial: 's0',
  states: Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, {}])),
});
const work = fromPromise(async () => 1);
const on = (transition: unknown): object => ({ on: { go: transition } });

const refusals = (
  [
    [/'parallel' without regions/, /Give it regions/, { type: 'parallel' }],
    [
      /needs in more than one of its regions \('a' and 'b'\)/,
      /one region/,
      { type: 'parallel', states: { a: { meta: { need: bytes(1, { event: 'x' }) } }, b: needing(), c: {} } },
    ],
    [
      /10650 combinations/,
      /Split the machine/,
      { type: 'parallel', states: { a: many(22), b: many(22), c: many(22) } },
    ],
    [/itself for its default target/, /Give it a `target`/, { initial: 'a', states: { a: { type: 'history' } } }],
    [
      /'#m.shut' for its default target/,
      /below its parent/,
      { initial: 'b', states: { a: { type: 'history', target: '#m.shut' }, b: {} } },
    ],
    [
      /actions or a need in a history state/,
      /states that it leads to/,
      { initial: 'b', states: { a: { type: 'history', entry: () => undefined }, b: {} } },
    ],
    [/both 'open.other' and 'shut', which are never/, /each region/, on({ target: ['other', '#m.shut'] })],
    [
      /'open.reading.h', a history state around it/,
      /Name the state/,
      { type: 'parallel', states: { h: { type: 'history' }, a: on('#m.open.reading.h'), b: {} } },
    ],
    [/`stateIn\('#nobody'\)`/, /id of a state/, on({ guard: stateIn('#nobody') })],
    [/event 'a\.\*\.b'/, /at the end/, { on: { 'a.*.b': 'other' } }],
    [/event 'a\*'/, /at the end/, { on: { 'a*': 'other' } }],
    [/`invoke`/, /beside the connection/, { invoke: { src: work } }],
    [/`spawnChild`/, /beside the connection/, { entry: spawnChild(work) }],
    [/`stopChild`/, /beside the connection/, { exit: stopChild('x') }],
    [/`sendTo`/, /`emit`/, on({ actions: sendTo('x', { type: 'y' }) })],
    [/`sendParent`/, /`raise`/, on({ actions: sendParent({ type: 'y' }) })],
    [/action 'unknown'.*not implemented/, /setup\(\{ actions \}\)/, { entry: 'unknown' }],
    [/action 'toString'.*not implemented/, /setup\(\{ actions \}\)/, { entry: 'toString' }],
    [/guard 'valueOf'.*not implemented/, /setup\(\{ guards \}\)/, on({ guard: 'valueOf' })],
    [/action 'unknown'.*not implemented/, /setup\(\{ actions \}\)/, { entry: { type: 'unknown', params: {} } }],
    [/guard 'unknown'.*not implemented/, /setup\(\{ guards \}\)/, on({ guard: 'unknown' })],
    [/guard 'round'.*defined by itself/, /circle/, on({ guard: 'round' }), { guards: { round: 'round' } }],
    [/guard that is 7/, /function/, on({ guard: 7 })],
    [/delay 'unknown'.*not implemented/, /setup\(\{ delays \}\)/, { after: { unknown: 'other' } }],
    [/delay that is soon/, /milliseconds/, { after: { when: 'other' } }, { delays: { when: 'soon' } }],
    [/delay 100 twice/, /one list/, { after: { 100: 'other', '100.0': 'other' } }],
    [/children in a state of type 'final'/, /take the children out/, { type: 'final', states: { a: {} } }],
    [/id 'm.shut', which another state has/, /its own id/, { id: 'm.shut' }],
    [/`route`/, /ordinary event/, { id: 'r', route: {} }],
    [/event 'xstate.stop'/, /differently/, { on: { 'xstate.stop': 'other' } }],
    [/`assign` without/, /function or an object/, { entry: assign(undefined as never) }],
    [/`raise` of something/, /raise\(\{ type/, { entry: raise('text' as never) }],
    [
      /`output` with functions/,
      /one function/,
      { initial: 'a', states: { a: { type: 'final', output: { n: () => 1 } } } },
    ],
  ] as readonly (readonly [feature: RegExp, advice: RegExp, reading: object, implementations?: object])[]
).map(([feature, advice, reading, implementations]) => ({ feature, advice, reading, implementations }));

describe.each([
  ['compiled', compiled],
  ['interpreted', interpreted],
])('%s', (_name, runtime) => {
  test.each(refusals)('refuses $feature', ({ feature, advice, reading, implementations }) => {
    const message = messageOf(() => runtime(machineWith(reading, implementations)));
    expect(message).toMatch(feature);
    expect(message).toMatch(advice);
    expect(message).toMatch(/'open\.reading(\.a)?'|'shut'/);
  });

  test('refuses a dot in the name of a state', () => {
    const machine = createMachine({ initial: 'a.b', states: { 'a.b': {} } });
    expect(() => runtime(machine)).toThrow(TypeError);
    expect(() => runtime(machine)).toThrow(/State 'a.b' uses a dot/);
  });

  test('names the root when the root is at fault', () => {
    expect(() => runtime(createMachine({ entry: stopChild('x') }))).toThrow(/^The root state uses `stopChild`/);
  });

  test('refuses what is not a machine', () => {
    expect(() => runtime({} as never)).toThrow(/Not an XState machine/);
    expect(() => runtime(undefined as never)).toThrow(TypeError);
  });

  test('takes `cancel` of an id that nothing has', () => {
    expect(() => runtime(machineWith({ entry: cancel('nobody') }))).not.toThrow();
  });
});

function messageOf(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('not refused');
}
