/** `sendTo` with the half itself as its target, as XState does it: the event comes after all that is under way. */
import { describe, expect, test } from 'vitest';
import {
  type AnyEventObject,
  assign,
  cancel,
  createActor,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  raise,
  sendTo,
} from 'xstate';
import { toActorLogic } from '../../src/index.js';
import { compiled } from '../../src/runtime/compiled/compiled.js';
import { interpreted } from '../../src/runtime/interpreted.js';
import type { Runtime } from '../../src/runtime/runtime.js';
import { byRuntime, byXState, often, type Plot } from './beside-xstate.js';

/** As authors write it who do not ask TypeScript. */
// biome-ignore lint/suspicious/noExplicitAny: that is the point
type Loose = any;

const go: AnyEventObject = { type: 'go' };
const self = ({ self: me }: Loose): Loose => me;
const sendSelf = (event: unknown, options?: object): Loose => sendTo(self, event as never, options as never);
const order = (log: (...what: unknown[]) => void) => ({
  on: Object.fromEntries(
    ['raised', 'sent', 'again', 'late'].map((type) => [type, { actions: ({ event }: Loose) => log(event) }]),
  ),
});

const plots: Readonly<Record<string, Plot>> = {
  'comes after what is raised, also by transitions that come of it': {
    machine: (log) =>
      createMachine({
        ...order(log),
        initial: 'a',
        states: {
          a: { on: { go: { target: 'b', actions: [sendSelf({ type: 'sent' }), raise({ type: 'raised' })] } } },
          b: { entry: raise({ type: 'raised', more: 1 } as never), always: 'c' },
          c: { entry: [sendSelf({ type: 'again' }), () => log('c')], on: { again: 'a' } },
        },
      } as never),
    connections: [often(go)],
  },
  'keeps its place among what is emitted': {
    machine: () =>
      createMachine({
        on: {
          go: { actions: [emit({ type: 'one' }), sendSelf({ type: 'sent' }), emit({ type: 'two' })] },
          sent: { actions: emit({ type: 'three' }) },
        },
      } as never),
    connections: [often(go)],
  },
  'is made by functions of context, event and params': {
    machine: () =>
      createMachine(
        {
          context: { n: 0 },
          on: {
            go: { actions: { type: 'send', params: ({ event }: Loose) => ({ k: event.k }) } },
            sent: { actions: assign((({ event }: Loose) => ({ n: event.n })) as never) },
          },
        } as never,
        {
          actions: {
            send: sendTo(self, (({ context }: Loose, { k }: Loose) => ({ type: 'sent', n: context.n + k })) as never),
          },
        } as never,
      ),
    connections: [often({ type: 'go', k: 2 })],
  },
  'with a delay, and cancelled by its id': {
    machine: (log) =>
      createMachine({
        ...order(log),
        on: {
          ...order(log).on,
          go: { actions: sendSelf({ type: 'late' }, { delay: 5, id: 'x' }) },
          computed: { actions: sendSelf({ type: 'late' }, { delay: ({ event }: Loose) => event.ms }) },
          stop: { actions: cancel('x') },
          raise: { actions: raise({ type: 'raised' }, { delay: 3, id: 'x' }) },
        },
      } as never),
    connections: [
      [go, 4, 5, go, 7, { type: 'stop' }, 20, { type: 'computed', ms: 2 }, 22],
      [go, { type: 'raise' }, 3, 10],
      [{ type: 'computed' }, { type: 'computed', ms: 'no' }, { type: 'computed', ms: 0 }, 0],
      [...often(go), 10],
    ],
  },
  'on entry at the start': {
    machine: (log) =>
      createMachine({ ...order(log), entry: [sendSelf({ type: 'sent' }), raise({ type: 'raised' })] } as never),
    connections: often([go], 12),
  },
  'to what has ended comes to nothing': {
    machine: (log) =>
      createMachine({
        ...order(log),
        initial: 'a',
        states: { a: { on: { go: { target: 'end', actions: sendSelf({ type: 'sent' }) } } }, end: { type: 'final' } },
      } as never),
    connections: often([go, go], 12),
  },
  'of a machine that fails comes to nothing': {
    machine: (log) => {
      const fail = ({ event }: Loose): void => {
        if (event.fails) throw new Error('no');
      };
      return createMachine({
        ...order(log),
        on: { ...order(log).on, go: { actions: [sendSelf({ type: 'sent' }), fail] } },
      } as never);
    },
    connections: [[...often(go), { type: 'go', fails: true }, go]],
  },
  'that its function did not make ends the machine': {
    machine: () => createMachine({ on: { go: { actions: sendSelf(() => undefined) } } } as never),
    connections: often([go, go], 12),
  },
  'of the type of a wildcard ends the machine': {
    machine: () => createMachine({ on: { go: { actions: sendSelf({ type: '*' }) } } } as never),
    connections: [[go, go]],
  },
  'by `forwardTo`, by its name in SCXML, and from `enqueueActions`': {
    machine: (log) => {
      const enqueued = enqueueActions((({ enqueue, self: me }: Loose) => {
        enqueue.sendTo(me, { type: 'again' });
        enqueue.raise({ type: 'raised' });
        enqueue.sendTo(self, { type: 'late' }, { delay: 1 });
      }) as never);
      return createMachine({
        ...order(log),
        on: {
          ...order(log).on,
          go: { actions: sendTo('#_internal', { type: 'sent' }) },
          forward: [
            { guard: ({ event }: Loose) => event.once === undefined, actions: [mark, forwardTo(self as never)] },
            {},
          ],
          enqueue: { actions: enqueued },
        },
      } as never);
    },
    connections: [[...often(go), { type: 'forward' }, ...often({ type: 'enqueue' }), 1]],
  },
};

/** So that what is forwarded is not forwarded again. */
function mark({ event }: Loose): void {
  event.once = true;
}

describe.each<[string, Runtime]>([
  ['compiled', compiled],
  ['interpreted', interpreted],
])('an event that a half sends itself, %s', (_name, runtime) => {
  test.each(Object.entries(plots))('%s', (_what, plot) => {
    expect(byRuntime(runtime, plot)).toEqual(byXState(plot));
  });

  test.each([
    ['that a function names', sendTo((() => ({ send() {} })) as never, { type: 'x' } as never)],
    ['of the system', sendTo((({ system }: Loose) => system.get('x')) as never, { type: 'x' } as never)],
  ])('for another actor %s is an error of the machine', (_what, actions) => {
    const run = runtime(createMachine({ on: { go: { actions } } } as never)).start({
      input: undefined,
      half: 0,
      now: 0,
      host: { emitted: () => undefined, transitioned: () => undefined },
    });
    run.send(go, 0);
    expect([run.status, run.error]).toEqual(['error', expect.any(TypeError)]);
  });
});

test('an actor of the compiled machine sends itself what one of the machine does', () => {
  const machine = () =>
    createMachine({
      context: { seen: [] as string[] },
      on: {
        go: { actions: [sendSelf({ type: 'sent' }), raise({ type: 'raised' })] },
        '*': { actions: assign({ seen: ({ context, event }: Loose) => [...context.seen, event.type] }) },
      },
    } as never);
  const [ours, theirs] = [toActorLogic(machine()), machine()].map((logic) => {
    const actor = createActor(logic).start();
    actor.send(go as never);
    actor.send(go as never);
    return actor.getSnapshot().context;
  });
  expect(ours).toEqual({ seen: ['raised', 'sent', 'raised', 'sent'] });
  expect(theirs).toEqual(ours);
});
