/**
 * Corners of JavaScript: what a machine does there is what XState does, when it is new and when the compiled runtime has made
 * a function of it. Each row is run by an actor of XState, which nothing of ours takes part in, and by both runtimes.
 */
import { describe, expect, test } from 'vitest';
import { type AnyEventObject, type AnyStateMachine, assign, createMachine } from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import { byRuntime, byXState, often, type Plot } from './beside-xstate.js';

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
};

describe.each<[string, Runtime]>([
  ['compiled', compiled],
  ['interpreted', interpreted],
])('%s', (_name, runtime) => {
  test.each(Object.entries(corners))('%s', (_what, plot) => {
    expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
  });
});
