/**
 * What a transition costs: compiled, in XState's interpreter, and written by hand. Run it on an idle machine, after `tsc -b`:
 *
 *   node --expose-gc packages/core/test/runtime/speed.js
 *
 * The machine is a read half as the reference protocol has it: four transitions a message, with three assigns and one emit.
 */
import { assign, createActor, emit, setup } from 'xstate';
import { compiled } from '../../dist/runtime/compiled/compiled.js';
import { interpreted } from '../../dist/runtime/interpreted.js';

const half = setup({
  guards: {
    isLength: ({ event }) => event.value >= 0,
    fits: ({ context, event }) => event.value.length <= context.limit,
  },
  actions: {
    readLength: assign({ headerLength: ({ event }) => event.value }),
    readHeader: assign(({ event }) => ({ header: event.value, received: 0 })),
    count: assign({ messages: ({ context }) => context.messages + 1 }),
    deliver: emit(({ context, event }) => ({ type: 'message', header: context.header, content: event.value })),
  },
}).createMachine({
  id: 'read',
  context: { limit: 100, headerLength: 0, header: undefined, received: 0, messages: 0 },
  initial: 'open',
  states: {
    open: {
      initial: 'awaiting-length',
      on: { eof: 'closed' },
      states: {
        'awaiting-length': { on: { length: { guard: 'isLength', target: 'awaiting-header', actions: 'readLength' } } },
        'awaiting-header': {
          on: {
            header: [{ guard: 'fits', target: 'awaiting-content', actions: 'readHeader' }, { target: '#read.closed' }],
          },
        },
        'awaiting-content': { on: { content: { target: 'responding', actions: ['count', 'deliver'] } } },
        responding: { on: { responded: 'awaiting-length' } },
      },
    },
    closed: { type: 'final' },
  },
});

const toggle = setup({}).createMachine({
  initial: 'off',
  states: { off: { on: { press: 'on' } }, on: { on: { press: 'off' } } },
});

/** What it hears must matter to someone, or the engine leaves it out. */
const heard = { sum: 0 };

const host = {
  emitted(_half, event) {
    heard.sum += event.content;
  },
  transitioned() {},
};

/** The same half as a switch; `copy` makes the next context. */
class HandWritten {
  state = 0;
  context = { limit: 100, headerLength: 0, header: undefined, received: 0, messages: 0 };

  constructor(copy) {
    this.copy = copy;
  }

  send(event) {
    switch (this.state) {
      case 0:
        if (event.type === 'length' && event.value >= 0) {
          this.context = this.copy(this.context);
          this.context.headerLength = event.value;
          this.state = 1;
        }
        break;
      case 1:
        if (event.type === 'header') {
          if (event.value.length > this.context.limit) {
            this.state = 4;
            break;
          }
          this.context = this.copy(this.context);
          this.context.header = event.value;
          this.context.received = 0;
          this.state = 2;
        }
        break;
      case 2:
        if (event.type === 'content') {
          this.context = this.copy(this.context);
          this.context.messages += 1;
          this.state = 3;
          host.emitted(0, { type: 'message', header: this.context.header, content: event.value });
        }
        break;
      case 3:
        if (event.type === 'responded') {
          this.state = 0;
        }
        break;
    }
  }
}

const header = { length: 3 };

function messages(run, count) {
  for (let at = 0; at < count; at++) {
    run.send({ type: 'length', value: 5 }, at);
    run.send({ type: 'header', value: header }, at);
    run.send({ type: 'content', value: at }, at);
    run.send({ type: 'responded' }, at);
  }
}

function presses(run, count) {
  const event = { type: 'press' };
  for (let at = 0; at < count; at++) {
    run.send(event, at);
  }
}

function start(runtime, machine, observed = false) {
  return runtime(machine).start({ input: undefined, host, half: 0, now: 0, observed });
}

function actor(machine) {
  const running = createActor(machine);
  running.on('message', (event) => host.emitted(0, event));
  running.start();
  return { send: (event) => running.send(event) };
}

/** Prints the best of five rounds, in nanoseconds a transition. */
function measure(name, work, run, count, transitions) {
  work(run, Math.min(count, 200_000));
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const from = performance.now();
    work(run, count);
    best = Math.min(best, performance.now() - from);
  }
  console.log(`${((best * 1e6) / count / transitions).toFixed(1).padStart(8)} ns  ${name}`);
}

measure('compiled, bare transition', presses, start(compiled, toggle), 4e6, 1);
measure('compiled, read half', messages, start(compiled, half), 1e6, 4);
measure('compiled, read half, observed', messages, start(compiled, half, true), 1e6, 4);
measure('by hand, context changed in place', messages, new HandWritten((context) => context), 1e6, 4);
measure('by hand, context copied by spread', messages, new HandWritten((context) => ({ ...context })), 1e6, 4);
measure("XState's actor, bare transition", presses, actor(toggle), 1e5, 1);
measure("XState's actor, read half", messages, actor(half), 2e4, 4);
measure('interpreted, read half', messages, start(interpreted, half), 2e4, 4);

if (globalThis.gc !== undefined) {
  const count = 50_000;
  const runs = [];
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < count; at++) {
    runs.push(start(compiled, half));
  }
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / runs.length;
  console.log(`${bytes.toFixed(0).padStart(8)} bytes  one compiled run`);
}
console.log(`${heard.sum > 0 ? 'all' : 'no'} messages heard`);
