/** `enqueueActions` and `log`: the same as XState, which is asked beside ours, when they are new and when they were taken often. */
import { describe, expect, test } from 'vitest';
import { assign, cancel, createMachine, emit, enqueueActions, log, raise, sendTo, stateIn } from 'xstate';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import { byRuntime, byXState, often, type Plot } from './beside-xstate.js';

// biome-ignore lint/suspicious/noExplicitAny: machines as data, without the types of `setup`
type Loose = any;

const go = { type: 'go' };
const machine = (
  actions: unknown,
  { on = {}, ...rest }: { readonly on?: object; readonly entry?: unknown } = {},
  implementations: object = {},
): Plot => ({
  machine: () =>
    createMachine({ context: { n: 0 }, on: { ...on, go: { actions } }, ...rest } as never, implementations as never),
  connections: [often(go), [go, 5, 10]],
});
const count = assign({ n: ({ context }: Loose) => context.n + 1 } as never);

const plots: Readonly<Record<string, Plot>> = {
  'actions of every kind, in their order': machine(
    [
      emit({ type: 'before' }),
      enqueueActions((({ enqueue, context, event }: Loose) => {
        enqueue.emit({ type: 'first', n: context.n, event: event.type });
        enqueue.assign({ n: ({ context: now }: Loose) => now.n + 1 });
        enqueue.emit(({ context: now }: Loose) => ({ type: 'second', n: now.n }));
        enqueue.raise({ type: 'raised' });
        enqueue.raise({ type: 'late' }, { delay: 5, id: 'late' });
        enqueue.raise({ type: 'never' }, { delay: 5, id: 'never' });
        enqueue.cancel('never');
        enqueue(({ context: now }: Loose) => {
          now.seen = now.n;
        });
        enqueue(emit({ type: 'inside' }));
        enqueue(count);
      }) as never),
      emit(({ context }: Loose) => ({ type: 'after', n: context.n }) as never),
    ],
    {
      on: { '*': { actions: emit((({ event, context }: Loose) => ({ type: event['type'], n: context.n })) as never) } },
    },
  ),
  'what was enqueued, emitted between what was not': machine([
    emit({ type: 'a' }),
    enqueueActions((({ enqueue }: Loose) => enqueue.emit({ type: 'b' })) as never),
    emit({ type: 'c' }),
  ]),
  'names, with and without params, and one that nobody has implemented': machine(
    enqueueActions((({ enqueue }: Loose) => {
      enqueue('count');
      enqueue({ type: 'add', params: { by: 2 } });
      enqueue({ type: 'add', params: ({ context }: Loose) => ({ by: context.n }) });
      enqueue('unknown');
    }) as never),
    {},
    {
      actions: {
        count,
        add: assign({ n: (({ context }: Loose, { by }: Loose) => (context.n + by) % 1000) as never } as never),
      },
    },
  ),
  'params of its own, by name': machine(
    { type: 'queue', params: { by: 3 } },
    {},
    {
      actions: {
        queue: enqueueActions((({ enqueue }: Loose, { by }: Loose) => enqueue.assign({ n: by })) as never),
      },
    },
  ),
  'an action that it enqueues enqueues more': machine(
    enqueueActions((({ enqueue }: Loose) => {
      enqueue(enqueueActions((({ enqueue: more }: Loose) => more(count)) as never));
      enqueue.emit(({ context }: Loose) => ({ type: 'emitted', n: context.n }));
    }) as never),
  ),
  'what it checks is what was before it, and where the machine stood': {
    machine: () =>
      createMachine(
        {
          context: { n: 0 },
          initial: 'a',
          entry: enqueueActions((({ enqueue, check }: Loose) => {
            enqueue.emit({ type: 'start', a: check(stateIn('a')), root: check('never') });
          }) as never),
          states: {
            a: { on: { go: { target: 'b', actions: queue('a') } } },
            b: { entry: queue('b'), on: { go: 'a' } },
          },
        } as never,
        { guards: { never: () => false, even: ({ context }: Loose) => context.n % 2 === 0 } } as never,
      ),
    connections: [often(go)],
  },
  'ids that are made up at run time': {
    machine: () =>
      createMachine({
        on: {
          set: {
            actions: enqueueActions((({ enqueue, event }: Loose) =>
              enqueue.raise({ type: 'late', id: event.id }, { delay: 5, id: event.id })) as never),
          },
          clear: { actions: cancel((({ event }: Loose) => event.id) as never) },
          late: { actions: emit((({ event }: Loose) => ({ type: 'late', id: event.id })) as never) },
        },
      } as never),
    connections: [
      [{ type: 'set', id: 'x' }, { type: 'set', id: 'y' }, { type: 'clear', id: 'x' }, 5],
      [...often({ type: 'set', id: 'x' }), ...often({ type: 'clear', id: 'x' }), 5],
    ],
  },
  'a function that throws': machine(
    enqueueActions((({ enqueue, context }: Loose) => {
      enqueue(count);
      if (context.n === 20) throw new Error('no');
    }) as never),
  ),
  'a guard to check that nobody has implemented': machine(
    enqueueActions((({ check }: Loose) => check('nobody')) as never),
  ),
  'nothing enqueued after an `always` transition, which is not asked again then': {
    machine: (seen) =>
      createMachine({
        context: { n: 0 },
        always: {
          guard: ({ context }: Loose) => {
            seen('asked');
            return context.n < 3;
          },
          actions: enqueueActions((({ enqueue, context }: Loose) => context.n < 2 && enqueue(count)) as never),
        },
        on: { go: { actions: assign({ n: 0 } as never) } },
      } as never),
    connections: [often(go)],
  },
  '`log` with values, functions, labels, and none of these': machine(
    [log('text'), log((({ context }: Loose) => context.n) as never, 'label'), log('x', ''), count, log()],
    { entry: [log('start', 'at'), emit({ type: 'started' })] },
  ),
  'a function of a `log` that throws': machine([
    log((({ context }: Loose) => {
      if (context.n > 20) throw new Error('no');
      return 1;
    }) as never),
    count,
  ]),
};

function queue(where: string) {
  return enqueueActions((({ enqueue, check }: Loose) => {
    enqueue(count);
    enqueue.emit({
      type: where,
      even: check('even'),
      a: check(stateIn('a')),
      inline: check(({ context }: Loose) => context.n),
    });
  }) as never);
}

describe.each<[string, Runtime]>([
  ['compiled', compiled],
  ['interpreted', interpreted],
])('%s', (_name, runtime) => {
  test.each(Object.entries(plots))('%s', (_what, plot) => {
    expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
  });

  test('what no half can do is an error of the machine when it is enqueued', () => {
    const run = runtime(
      createMachine({
        on: { go: { actions: enqueueActions((({ enqueue }: Loose) => enqueue(sendTo('x', go))) as never) } },
      } as never),
    ).start({ input: undefined, half: 0, now: 0, host: { emitted: () => undefined, transitioned: () => undefined } });
    run.send(go, 0);
    expect(run.status).toBe('error');
  });

  test('nobody has to listen to what is logged', () => {
    const run = runtime(
      createMachine({ entry: log('x'), on: { go: { actions: [log('y'), raise({ type: 'x' })] } } }),
    ).start({
      input: undefined,
      half: 0,
      now: 0,
      host: { emitted: () => undefined, transitioned: () => undefined },
    });
    for (const event of often(go)) run.send(event, 0);
    expect(run.status).toBe('active');
  });
});
