/**
 * Corners of JavaScript: what a machine does there is what XState does, when it is new and when the compiled runtime has made
 * a function of it. Each row is run by an actor of XState, which nothing of ours takes part in, and by both runtimes.
 */
import { describe, expect, test } from 'vitest';
import { type AnyEventObject, type AnyStateMachine, assign, cancel, createMachine, emit, raise } from 'xstate';
import { compiled } from '../../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../../src/runtime/interpreted.js';
import type { Runtime } from '../../../src/runtime/runtime.js';
import { byRuntime, byXState, often, type Plot } from '../beside-xstate.js';

const go: AnyEventObject = { type: 'go' };
const onGo = (actions: unknown, context: unknown = {}, more: object = {}): AnyStateMachine =>
  createMachine({ context, on: { go: { actions } }, ...more } as never);
const parsed = (text: string): AnyEventObject => ({ type: 'go', text });
const parse = ({ event }: { event: AnyEventObject }): never => JSON.parse(event['text']) as never;

const corners: Readonly<Record<string, Plot>> = {
  'a getter in the object of an assignment is asked each time': {
    machine: () => {
      let k = 0;
      const update = {
        get n() {
          return ++k;
        },
      };
      return onGo(assign(update));
    },
    connections: [often(go)],
  },
  'getters of an update are called in its order': {
    machine: () => {
      let k = 0;
      const update = () => ({
        get b() {
          return ++k;
        },
        get a() {
          return ++k;
        },
      });
      return onGo(assign(update as never), { a: 0, b: 0 });
    },
    connections: [often(go)],
  },
  'a getter of the context is called, also where its key is overwritten': {
    machine: () => {
      let k = 0;
      const context = {
        get a() {
          return ++k;
        },
        b: 0,
      };
      return onGo(assign((() => ({ a: ++k, b: ++k })) as never), context);
    },
    connections: often([go, go]),
  },
  'what an update inherits is left out, on a connection that comes late': {
    machine: () =>
      onGo(assign((({ event }: never) => (event['inherit'] ? Object.create({ n: 99 }) : { n: 1 })) as never)),
    connections: [often(go), [{ type: 'go', inherit: true }]],
  },
  'what a context inherits does not become its own': {
    machine: () =>
      createMachine({
        on: { go: { actions: assign(parse) }, set: { actions: assign({ a: 2 } as never) } },
      }),
    connections: [
      [...often(parsed('{"a":1,"b":1}')), ...often({ type: 'set' })],
      [parsed('{"a":1,"__proto__":{"b":"x"}}'), { type: 'set' }, parsed('{"a":3,"b":4}'), { type: 'set' }],
    ],
  },
  'text of the remote, learned first': {
    machine: () => onGo(assign(parse)),
    connections: [
      often(parsed('{"a":1,"__proto__":{"b":"x"}}')),
      often(parsed('{"a":1,"b":2}')),
      often(parsed('{"__proto__":null,"a":1}')),
      often(parsed('{"constructor":1,"hasOwnProperty":2,"toString":3}')),
    ],
  },
  'a value of the remote under a key of the author': {
    machine: () => onGo(assign({ value: parse } as never), { value: 0 }),
    connections: [[...often(parsed('{"a":1}')), parsed('{"__proto__":{"a":2}}'), parsed('{"__proto__":{"a":2}}')]],
  },
  'a context made of text gets its prototype as Object.assign has it': {
    machine: () => onGo(assign({ m: 1 } as never), () => JSON.parse('{"n":0,"__proto__":{"late":1}}')),
    connections: often([go]),
  },
  'a context that is frozen, and an update that is': {
    machine: () => onGo(assign((() => Object.freeze({ m: 1 })) as never), Object.freeze({ n: 1, m: 0 })),
    connections: often([go, go]),
  },
  'a context of a class': {
    machine: () =>
      onGo(
        assign({ m: 1 } as never),
        new (class Box {
          n = 1;
          get twice() {
            return 2;
          }
        })(),
      ),
    connections: often([go, go]),
  },
  'a property that cannot be enumerated is left out': {
    machine: () => {
      const context = Object.defineProperty({ m: 0 }, 'hidden', { value: 1 });
      return onGo(assign((() => Object.defineProperty({ m: 1 }, 'n', { value: 2 })) as never), context);
    },
    connections: often([go, go]),
  },
  'an action that writes to its arguments changes nothing': {
    machine: (log) =>
      onGo(
        [
          (args: Loose) => {
            args.context = { n: 99 };
            args.event = { type: 'other' };
          },
          ({ context, event }: Loose) => log(context, event),
          assign({ n: ({ context }: Loose) => context.n + 1 } as never),
        ],
        { n: 0 },
      ),
    connections: [often(go)],
  },
  'a guard that writes to its arguments changes nothing': {
    machine: (log) =>
      createMachine({
        context: { n: 0 },
        on: {
          go: [
            {
              guard: (args: Loose) => {
                args.context = { n: 99 };
                args.event = { type: 'other' };
                return false;
              },
            },
            {
              guard: ({ context, event }: Loose) => context.n < 99 && event.type === 'go',
              actions: [({ context }: Loose) => log(context), assign({ n: ({ context }: Loose) => context.n + 1 })],
            },
          ],
        },
      } as never),
    connections: [often(go)],
  },
  'the functions of one assignment share their arguments': {
    machine: () =>
      onGo(
        assign({
          a: (args: Loose) => {
            args.context = { n: 5 };
            return 1;
          },
          b: ({ context }: Loose) => context.n,
        } as never),
        { n: 0 },
      ),
    connections: [often(go)],
  },
  'a guard has no `this`, and two arguments': {
    machine: (log) => {
      function guard(this: unknown, ...given: unknown[]): boolean {
        log(this === undefined, given.length, Object.keys(given[0] as object), given[1]);
        return true;
      }
      const params = { type: 'named', params: { n: 1 } };
      return createMachine(
        {
          on: { go: { guard, actions: () => undefined }, named: { guard: 'named' }, params: { guard: params } },
        } as never,
        { guards: { named: guard } } as never,
      );
    },
    connections: [[...often(go), ...often({ type: 'named' }), ...often({ type: 'params' })]],
  },
  'a guard that changes the type of the event and throws': {
    machine: () =>
      onGo(
        [],
        {},
        {
          on: {
            go: {
              guard: ({ event }: Loose) => {
                if (event.fails) {
                  event.type = 'other';
                  throw new Error('no');
                }
                return true;
              },
            },
          },
        },
      ),
    connections: [[...often(go), { type: 'go', fails: true }], [{ type: 'go', fails: true }]],
  },
  'a limit of no microsteps': {
    machine: () => onGo([], {}, { options: { maxIterations: 0 } }),
    connections: [[go]],
  },
  'a limit of less than no microsteps': {
    machine: () => onGo([], {}, { options: { maxIterations: -1 } }),
    connections: [[go]],
  },
  'a limit of no microsteps where the machine is over at once': {
    machine: () =>
      createMachine({ initial: 'a', states: { a: { type: 'final' } }, options: { maxIterations: 0 } } as never),
    connections: [[]],
  },
  'a limit of one microstep': {
    machine: () => onGo(raise({ type: 'x' }), {}, { options: { maxIterations: 1 } }),
    connections: [[go], [{ type: 'x' }, go]],
  },
  'a limit that is no number': {
    machine: () => onGo(raise({ type: 'x' }), {}, { options: { maxIterations: Number.NaN } }),
    connections: [[go, go]],
  },
  'an id that is a number is cancelled as text, and the other way round': {
    machine: () =>
      createMachine({
        on: {
          one: { actions: [raise({ type: 'late' }, { delay: 5, id: '1' }), cancel((() => 1) as never)] },
          two: { actions: [raise({ type: 'late' }, { delay: 5, id: 2 as never }), cancel('2')] },
          none: {
            actions: [raise({ type: 'late' }, { delay: 5, id: 'undefined' }), cancel((() => undefined) as never)],
          },
          late: { actions: emit({ type: 'late' }) },
        },
      } as never),
    connections: [
      [{ type: 'one' }, 10, { type: 'two' }, 20, { type: 'none' }, 30],
      [...often({ type: 'one' }), 10],
    ],
  },
  'an event that is delayed and cannot be sent': {
    machine: () => onGo(raise({ type: '*' } as never, { delay: 5 })),
    connections: [[go, 10, go]],
  },
  'a delayed event that its function did not make': {
    machine: () => onGo(raise((() => undefined) as never, { delay: 5 })),
    connections: [
      [go, 10, go],
      [...often(go), 10],
    ],
  },
  'a raised event that its function did not make': {
    machine: () => onGo(raise((({ event }: Loose) => (event.fails ? undefined : { type: 'x' })) as never)),
    connections: [[...often(go), { type: 'go', fails: true }], [{ type: 'go', fails: true }]],
  },
  'a raised event without a type': {
    machine: () => onGo(raise({} as never), {}, { on: { go: { actions: raise({} as never) }, 'a.*': {} } }),
    connections: [[go]],
  },
  'an emitted event that its function did not make, after one that was': {
    machine: () =>
      onGo([assign({ n: 1 } as never), emit({ type: 'good' }), emit((() => undefined) as never)], { n: 0 }),
    connections: [[go, go]],
  },
  'an output that throws': {
    machine: () =>
      createMachine({
        initial: 'a',
        states: { a: { type: 'final' } },
        output: () => {
          throw new Error('no');
        },
      } as never),
    connections: [[go]],
  },
};

/** As authors write it who do not ask TypeScript. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
type Loose = any;

describe.each<[string, Runtime]>([
  ['compiled', compiled],
  ['interpreted', interpreted],
])('%s', (_name, runtime) => {
  test.each(Object.entries(corners))('%s', (_what, plot) => {
    expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
  });

  test.each([undefined, 7, '*', 'xstate.init', 'xstate.stop', 'xstate.error.actor.x'])(
    'refuses to send an event of type %s, and goes on',
    (type) => {
      const run = runtime(createMachine({ on: { '*': { actions: assign({ n: 1 } as never) } } })).start({
        input: undefined,
        half: 0,
        now: 0,
        host: { emitted: () => undefined, transitioned: () => undefined },
      });
      for (const _ of often(go)) {
        expect(() => run.send({ type } as never, 0)).toThrow(TypeError);
        expect([run.status, run.context]).toEqual(['active', {}]);
      }
      run.send(go, 0);
      expect(run.context).toEqual({ n: 1 });
    },
  );

  test.each(['xstate.init', 'xstate.stop', 'xstate.error.actor.x'])(
    'a delayed event of type %s ends the half, and nothing is thrown',
    (type) => {
      const run = runtime(onGo(raise({ type } as never, { delay: 5 }))).start({
        input: undefined,
        half: 0,
        now: 0,
        host: { emitted: () => undefined, transitioned: () => undefined },
      });
      run.send(go, 0);
      expect(run.fire(5)).toBe(type);
      expect([run.status, run.error, run.deadline]).toEqual(['error', expect.any(TypeError), Number.POSITIVE_INFINITY]);
    },
  );
});

test('the compiled runtime takes no notice of what is written into the machine once it was made ready', () => {
  const update = { n: 1 };
  const machine = onGo(assign(update as never), { n: 0 });
  const logic = compiled(machine);
  update.n = 2;
  for (const _ of often(go)) {
    const run = logic.start({
      input: undefined,
      half: 0,
      now: 0,
      host: { emitted: () => undefined, transitioned: () => undefined },
    });
    run.send(go, 0);
    expect(run.context).toEqual({ n: 1 });
  }
});
