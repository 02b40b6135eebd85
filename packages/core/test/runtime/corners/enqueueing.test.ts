/** What `enqueueActions` asks for and its `check` is told; what is logged, and what is sent, among other actions. */
import { and, not } from 'xstate';
import { chart, coldAndHot, comeOutAsInXState, go, type Loose, loose } from './kit.js';

const { assign, emit, enqueueActions, log, raise, sendTo } = loose;

comeOutAsInXState({
  'enqueueActions in every place': {
    machine: () => {
      const w = (p: string) =>
        enqueueActions(({ enqueue, context, event, check }: Loose) => {
          enqueue.emit({ type: p, n: context.n, of: event.type });
          enqueue.assign({ n: ({ context }: Loose) => context.n + 1 });
          enqueue(({ context }: Loose) => context);
          if (check(({ context }: Loose) => context.n % 3 === 0)) enqueue.raise({ type: `raised` });
          enqueue(emit(({ context }: Loose) => ({ type: `${p} after`, n: context.n })));
        });
      return chart({
        context: { n: 0 },
        entry: w('root entry'),
        exit: w('root exit'),
        initial: { target: 'a', actions: [w('initial')] },
        on: { raised: { actions: emit({ type: 'raised' }) } },
        states: {
          a: {
            entry: w('entry a'),
            exit: w('exit a'),
            on: { go: { target: 'b', actions: w('go') } },
            after: { 5: { actions: w('after') } },
          },
          b: {
            initial: 'f',
            states: { f: { type: 'final', entry: w('f') } },
            onDone: { target: 'c', actions: w('done') },
          },
          c: { always: { target: 'a', actions: w('always') } },
          z: { type: 'final', entry: w('z'), exit: w('exit z') },
        },
      });
    },
    connections: coldAndHot(go, 5, go, 11),
  },
  'enqueueActions within enqueueActions, by name with params, of what was provided': {
    machine: (see) =>
      chart(
        { context: { n: 0 }, on: { go: { actions: { type: 'outer', params: { p: 1 } } } } },
        {
          actions: {
            outer: enqueueActions(({ enqueue }: Loose, p: Loose) => {
              enqueue(
                enqueueActions(({ enqueue, context }: Loose) => {
                  enqueue({ type: 'inner', params: { ...p, n: context.n } });
                  enqueue.assign({ n: 5 });
                }),
              );
              enqueue('inner');
              enqueue({ type: 'inner', params: ({ context }: Loose) => context.n });
              enqueue(assign({ n: ({ context }: Loose) => context.n + 1 }));
            }),
            inner: enqueueActions(({ enqueue, context }: Loose, p: Loose) => {
              see('inner', context.n, p);
              enqueue(() => see('plain'));
            }),
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'enqueueActions: what is called late, a second time, or not at all': {
    machine: (see) => {
      let kept: Loose;
      return chart({
        on: {
          go: {
            actions: enqueueActions(({ enqueue }: Loose) => {
              kept?.(() => see('late'));
              kept = enqueue;
              enqueue(() => see('now'));
            }),
          },
        },
      });
    },
    connections: coldAndHot(go, go),
  },
  'enqueueActions: delays, ids, cancel': {
    machine: () =>
      chart({
        on: {
          go: {
            actions: enqueueActions(({ enqueue, event }: Loose) => {
              enqueue.raise({ type: 'x', n: 1 }, { delay: 5, id: event.id });
              enqueue.cancel(event.not);
              enqueue.raise(({ event }: Loose) => ({ type: 'x', of: event.type }), { delay: () => 7 });
            }),
          },
          x: { actions: emit(({ event }: Loose) => event) },
        },
      }),
    connections: coldAndHot({ type: 'go', id: 'a', not: 'b' }, { type: 'go', id: 'b', not: 'a' }, 10),
  },
  'enqueueActions that throws after it asked for something': {
    machine: () =>
      chart({
        context: { n: 0 },
        on: {
          go: {
            actions: [
              emit({ type: 'x' }),
              enqueueActions(({ enqueue }: Loose) => {
                enqueue.assign({ n: 1 });
                throw new Error('no');
              }),
            ],
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'check: names, params, combined, with another context meanwhile': {
    machine: (see) =>
      chart(
        {
          context: { n: 0 },
          on: {
            go: {
              actions: enqueueActions(({ enqueue, check }: Loose) => {
                see(
                  check('g'),
                  check({ type: 'g', params: 1 }),
                  check({ type: 'g', params: ({ event }: Loose) => event.type }),
                  check(and(['g', () => true])),
                  check(() => 'truthy'),
                  check(not('g')),
                );
                enqueue.assign({ n: ({ context }: Loose) => context.n + 1 });
                see(check('g'));
              }),
            },
          },
        },
        {
          guards: {
            g: ({ context }: Loose, p: Loose) => {
              see('g', context.n, p);
              return context.n % 2 === 0;
            },
          },
        },
      ),
    connections: coldAndHot(go, go),
  },
  'log: without anything, of values, labels': {
    machine: () =>
      chart({
        context: { n: 0 },
        on: {
          go: {
            actions: [
              log(),
              log('text'),
              log(undefined, 'label'),
              log(null),
              log(() => undefined, ''),
              log(7, 'seven'),
              log(({ context }: Loose) => context.n, 'n'),
              log({ a: 1 }),
            ],
          },
        },
      }),
    connections: coldAndHot(go, go),
  },
  'a sent event to itself among what is raised, at the end': {
    machine: () =>
      chart({
        initial: 'a',
        states: {
          a: {
            entry: [
              sendTo(({ self }: Loose) => self, { type: 'sent' }),
              raise({ type: 'raised' }),
              emit({ type: 'e' }),
            ],
            on: {
              raised: { actions: emit({ type: 'raised' }) },
              sent: { target: 'b', actions: emit({ type: 'sent' }) },
            },
          },
          b: { on: { go: 'a' } },
        },
      }),
    connections: coldAndHot(go, go),
  },
});
