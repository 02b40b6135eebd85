/** Contexts, updates and events of all sorts. */
import { often } from '../beside-xstate.js';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose, onGo, types } from './kit.js';

const { assign, emit, log, raise } = loose;

comeOutAsInXState({
  'assign: an update that is no object': {
    machine: () =>
      onGo(
        assign(({ event }: Loose) => event.u),
        { n: 1 },
      ),
    connections: [
      [
        { type: 'go', u: 'ab' },
        { type: 'go', u: [1, 2] },
        { type: 'go', u: 7 },
        { type: 'go', u: null },
        { type: 'go', u: undefined },
        ...often({ type: 'go', u: { n: 2 } }),
        { type: 'go', u: 'ab' },
        { type: 'go', u: [3] },
        { type: 'go', u: null },
        { type: 'go', u: new Map([[1, 2]]) },
        { type: 'go' },
      ],
    ],
  },
  'assign: a Proxy as update': {
    machine: () => {
      let k = 0;
      const p = new Proxy({ n: 0, b: 1 }, { get: (t: Loose, key) => (key === 'n' ? ++k : t[key]) });
      return onGo(
        assign(() => p),
        { n: 0 },
      );
    },
    connections: [often(go)],
  },
  'assign: a Proxy as context': {
    machine: () => {
      let k = 0;
      const p = new Proxy({ n: 0, b: 1 }, { get: (t: Loose, key) => (key === 'n' ? ++k : t[key]) });
      return onGo(assign({ b: 2 }), p);
    },
    connections: often([go, go]),
  },
  'assign: Proxy that hides keys': {
    machine: () => {
      const p = new Proxy({ n: 0, b: 1 }, { ownKeys: () => ['b'] });
      return onGo(
        assign(() => p),
        { c: 0 },
      );
    },
    connections: [often(go)],
  },
  'assign: integer keys come first': {
    machine: () => onGo(assign({ 2: 1, z: 2, 1: 3 }), { b: 1, 10: 2, a: 3 }),
    connections: [often(go)],
  },
  'assign: a symbol in the object form': {
    machine: () => onGo(assign({ [Symbol.for('s')]: 1, n: 1 }), { n: 0 }),
    connections: [often(go)],
  },
  'assign: a symbol in an update': {
    machine: () =>
      onGo(
        assign(() => ({ [Symbol.for('s')]: 1, n: 1 })),
        { n: 0 },
      ),
    connections: [often(go)],
  },
  'assign: undefined as value, async function': {
    machine: () => onGo(assign({ n: undefined, o: () => undefined, p: null }), { n: 0 }),
    connections: [often(go)],
  },
  'an action deletes from the context': {
    machine: () =>
      onGo(
        [
          ({ context, event }: Loose) => {
            if (event.d) delete context.x;
          },
          assign({ n: ({ context }: Loose) => context.n + 1 }),
        ],
        () => ({ n: 0, x: 1 }),
      ),
    connections: [
      [...often(go), { type: 'go', d: true }, go, go],
      [{ type: 'go', d: true }, go],
      [...often({ type: 'go', d: true })],
    ],
  },
  'an action puts a getter into the context': {
    machine: () =>
      onGo(
        [
          ({ context, event }: Loose) => {
            if (event.d)
              Object.defineProperty(context, 'x', { get: () => 'got', enumerable: true, configurable: true });
          },
          assign({ n: ({ context }: Loose) => context.n + 1 }),
        ],
        () => ({ n: 0, x: 1 }),
      ),
    connections: [[...often(go), { type: 'go', d: true }, go, go]],
  },
  'an action changes the prototype of the context': {
    machine: () =>
      onGo(
        [
          ({ context, event }: Loose) => {
            if (event.d) Object.setPrototypeOf(context, { late: 1, x: 2 });
            if (event.z) Object.setPrototypeOf(context, null);
          },
          assign({ n: ({ context }: Loose) => context.n + 1 }),
        ],
        () => ({ n: 0, x: 1 }),
      ),
    connections: [[...often(go), { type: 'go', d: true }, go, go, { type: 'go', z: true }, go]],
  },
  'an action hides a property of the context': {
    machine: () =>
      onGo(
        [
          ({ context, event }: Loose) => {
            if (event.d) Object.defineProperty(context, 'x', { enumerable: false });
          },
          assign({ n: ({ context }: Loose) => context.n + 1 }),
        ],
        () => ({ n: 0, x: 1 }),
      ),
    connections: [[...often(go), { type: 'go', d: true }, go, go]],
  },
  'a context that is a list': { machine: () => onGo(assign({ n: 1 }), [1, 2]), connections: coldAndHot(go, go) },
  'a context that is null': { machine: () => onGo(assign({ n: 1 }), null), connections: coldAndHot(go, go) },
  'a context that is a text': { machine: () => onGo(assign({ n: 1 }), 'text'), connections: coldAndHot(go, go) },
  'a context without a prototype': {
    machine: () => onGo(assign({ n: 1 }), Object.assign(Object.create(null), { n: 0 })),
    connections: coldAndHot(go, go),
  },
  'a context made: nothing': { machine: () => onGo(assign({ n: 1 }), () => undefined), connections: coldAndHot(go) },
  'a context made: a text': { machine: () => onGo(assign({ n: 1 }), () => 'ab'), connections: coldAndHot(go) },
  'a context made: of a class with getters and a hidden': {
    machine: () =>
      onGo(
        assign({ n: 1 }),
        () =>
          new (class {
            a = 1;
            #b = 2;
            get c() {
              return this.#b;
            }
          })(),
      ),
    connections: coldAndHot(go),
  },
  'a context made with a symbol': {
    machine: () => onGo(assign({ n: 1 }), () => ({ [Symbol.for('x')]: 1, b: 2 })),
    connections: coldAndHot(go, go),
  },
  'a context that cannot be made': {
    machine: () =>
      onGo([], () => {
        throw new Error('no');
      }),
    connections: coldAndHot(go),
  },
  'a context of input that is not there': {
    machine: () => onGo([], ({ input }: Loose) => ({ n: input.n })),
    connections: coldAndHot(go),
  },
  'names of the engine as keys': {
    machine: () =>
      onGo(
        [
          assign({
            run: 1,
            event: ({ context }: Loose) => context.event + 1,
            context: 2,
            args: 3,
            params: 4,
            raised: 5,
            emits: 6,
            nothing: 7,
            plain: 8,
            type: 9,
            at: 1,
            key: 2,
            class: 3,
            await: 4,
            eval: 5,
            arguments: 6,
            let: 7,
            yield: 8,
            NaN: 9,
            undefined: 1,
          }),
          log(({ context }: Loose) => context),
        ],
        { event: 0, error: 1 },
      ),
    connections: [often(go)],
  },
  'keys that are words of objects': {
    machine: () => onGo(assign({ constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 }), { a: 1 }),
    connections: [often(go)],
  },
  'an assign that gives its very context': {
    machine: () =>
      onGo(
        assign(({ context }: Loose) => context),
        { n: 1 },
      ),
    connections: [often(go)],
  },
  'values that are shared, and written to': {
    machine: () => onGo([assign({ list: [] as number[] }), ({ context }: Loose) => context.list.push(1)]),
    connections: coldAndHot(go, go),
  },
  'an event that is raised again and again, and written to': {
    machine: () =>
      onGo(
        raise({ type: 'x', n: 0 }),
        {},
        {
          on: {
            go: { actions: raise({ type: 'x', n: 0 }) },
            x: {
              actions: [
                ({ event }: Loose) => {
                  event.n += 1;
                },
                emit(({ event }: Loose) => ({ type: 'saw', n: event.n })),
              ],
            },
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'an emitted event that is written to': {
    machine: () => {
      const made = { type: 'made', n: 0 };
      return onGo([
        emit(made),
        () => {
          made.n += 1;
        },
      ]);
    },
    connections: coldAndHot(go, go),
  },
  'an action changes the type of the event': {
    machine: () =>
      chart({
        context: { n: 0 },
        initial: 'a',
        states: {
          a: {
            on: {
              go: {
                target: 'b',
                actions: [
                  ({ event }: Loose) => {
                    event.type = 'other';
                  },
                  log(({ event }: Loose) => event.type),
                ],
              },
            },
          },
          b: {
            entry: log(({ event }: Loose) => event.type),
            always: { guard: ({ event }: Loose) => event.type === 'other', target: 'c' },
          },
          c: { on: { go: 'a', other: 'b' } },
        },
      }),
    connections: [often(go), [go, go, go]],
  },
  'an event that is frozen': {
    machine: () =>
      onGo(
        raise(() => Object.freeze({ type: 'x' })),
        { n: 0 },
        {
          on: {
            go: { actions: raise(() => Object.freeze({ type: 'x', d: {} })) },
            x: {
              actions: [
                ({ event }: Loose) => {
                  event.d.late = 1;
                },
                assign({ d: ({ event }: Loose) => event.d }),
                ({ event }: Loose) => {
                  event.type = 'y';
                },
              ],
            },
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'an event whose type is inherited, or a getter': {
    machine: () =>
      chart({
        on: {
          go: { actions: raise(() => Object.create({ type: 'x' })) },
          get: {
            actions: raise(() => {
              let k = 0;
              return {
                get type() {
                  k += 1;
                  return k > 20 ? 'y' : 'x';
                },
              };
            }),
          },
          x: { actions: emit({ type: 'x' }) },
          y: { actions: emit({ type: 'y' }) },
        },
      }),
    connections: coldAndHot({ type: 'go' }, { type: 'get' }),
  },
  'emit of what is no event': {
    machine: () =>
      chart({
        on: {
          n: { actions: emit(() => 7) },
          s: { actions: emit('text') },
          o: { actions: emit({}) },
          l: { actions: emit(() => [1]) },
          f: { actions: emit(() => () => 1) },
          b: { actions: emit(() => false) },
        },
      }),
    connections: coldAndHot(...types('n', 's', 'o', 'l', 'b')),
  },
  'emit of null': { machine: () => onGo(emit(() => null)), connections: coldAndHot(go, go) },
  'emit of null, as a value': { machine: () => onGo(emit(null)), connections: coldAndHot(go, go) },
  'events with the names of what objects have': {
    machine: () =>
      chart({
        initial: 'constructor',
        states: {
          constructor: { on: { toString: 'valueOf', ['__proto__']: { actions: emit({ type: '__proto__' }) } } },
          valueOf: { on: { constructor: { target: 'constructor', actions: emit({ type: 'constructor' }) } } },
        },
      }),
    connections: coldAndHot(...types('hasOwnProperty', '__proto__', 'toString', '__proto__', 'constructor')),
  },
});
