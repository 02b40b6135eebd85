/** A connection that keeps nothing while it waits does and tells the same as one that keeps all, whoever reads meanwhile. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import {
  type ByteWindow,
  type Connection,
  type ConnectionGlance,
  defineProtocol,
  type HalfInput,
  NEED_DATA,
  prepare,
  type Role,
  until,
  writeHalfWith,
} from '../src/index.js';
import { type Cutter, cutters } from './kit/chunkings.js';
import { Harness } from './kit/harness.js';
import { mixed } from './kit/mixed.js';
import { mixedInput } from './kit/mixed-input.js';

/** As its driver knows it. */
interface Resting {
  rest(): void;
}

/** What looking at a connection shows of its write half. */
function writeSeen<TIn, TOut>(connection: Connection<TIn, TOut>): readonly unknown[] {
  const { write, written, queued } = connection.look();
  const glance = {} as ConnectionGlance;
  connection.glance(glance);
  return [
    write?.state,
    write?.status,
    write?.timers.length,
    written,
    queued,
    glance.write,
    glance.written,
    glance.queued,
  ];
}

/** A connection of its own, fed chunk by chunk. */
class Line {
  readonly #harness: Harness<string, string>;
  readonly #chunks: readonly Uint8Array[];
  readonly #rests: boolean;
  readonly #offsets: unknown[] = [];
  #fed = 0;

  constructor(role: Role, chunks: readonly Uint8Array[], rests: boolean) {
    const answer = role === 'server' ? { answer: (message: string) => `re ${message.slice(0, 9)}` } : {};
    this.#harness = new Harness(mixed, { role, ...answer });
    this.#chunks = chunks;
    this.#rests = rests;
  }

  /** Takes its next chunk. */
  step(): void {
    const chunk = this.#chunks[this.#fed];
    if (chunk === undefined) return;
    this.#fed += 1;
    const { connection } = this.#harness;
    connection.receiveData(chunk, this.#harness.now);
    this.#turn();
    this.#offsets.push(connection.offsetOf('read'), connection.receivedBytes, connection.look().buffered);
    this.#offsets.push(connection.offsetOf('write'), connection.transmittedBytes, writeSeen(connection).join());
  }

  /** The remote ends, and what there is to know is compared. */
  outcome() {
    while (this.#fed < this.#chunks.length) this.step();
    this.#harness.connection.receiveEof(this.#harness.now);
    this.#turn();
    const { events, output, outputEnd, states, failure, connection } = this.#harness;
    const { state, offset, code } = failure ?? {};
    const told = events.map((event) => ({ ...event, error: undefined }));
    return {
      told,
      output: output.toString(),
      outputEnd,
      states,
      state,
      offset,
      code,
      at: connection.offsetOf('read'),
      offsets: this.#offsets,
    };
  }

  #turn(): void {
    const { connection } = this.#harness;
    this.#harness.run();
    if (this.#rests && connection.nextEvent() === NEED_DATA) (connection as unknown as Resting).rest();
  }
}

test.each<Role>(['server', 'client'])(
  'a %s that keeps nothing to read with while it waits does as one that keeps it',
  (role) => {
    const lines = fc.array(fc.tuple(mixedInput, cutters()), { minLength: 2, maxLength: 3 });
    const order = fc.array(fc.nat({ max: 2 }), { maxLength: 60 });
    fc.assert(
      fc.property(lines, order, (lines, order) => {
        const run = (rests: boolean) => {
          const open = lines.map(([input, cut]: readonly [Uint8Array, Cutter]) => new Line(role, cut(input), rests));
          for (const which of order) open[which % open.length]?.step();
          return open.map((line) => line.outcome());
        };
        expect(run(true)).toEqual(run(false));
      }),
      { numRuns: 100 },
    );
  },
);

const frameHalf = (decode: (window: ByteWindow) => string) =>
  setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { readonly type: string; readonly value: string },
    },
  }).createMachine({
    id: 'frames',
    context: ({ input }) => input,
    initial: 'reading',
    on: { eof: '.closed', malformed: '.closed', reset: '.closed' },
    states: {
      reading: {
        meta: { need: until(';', { max: 99, event: 'frame', decode }) },
        on: { frame: { actions: emit(({ event }) => ({ type: 'message' as const, message: event.value })) } },
      },
      closed: { type: 'final' },
    },
  });

test('a codec that has kept its window sees nothing through it of what another connection reads', () => {
  const kept: ByteWindow[] = [];
  const frames = defineProtocol<string>({
    name: 'frames',
    read: frameHalf((window) => {
      if (kept.length === 0) kept.push(window);
      return window.text();
    }),
    encode: (message, out) => out.text(message),
  });
  const [first, second] = [new Harness(frames, { role: 'client' }), new Harness(frames, { role: 'client' })];
  first.receive('ab;');
  (first.connection as unknown as Resting).rest();
  second.receive('secret;', 'sec');
  expect(first.messages).toEqual(['ab']);
  expect(second.messages).toEqual(['secret']);
  expect(kept.map(({ buffer }) => buffer.length)).toEqual([0]);
});

/** What it sends is numbered, with what it was told last. */
const numbered = defineProtocol<string>({
  name: 'numbered',
  read: setup({
    types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as { type: string; value: string } },
  }).createMachine({
    id: 'lines',
    context: ({ input }) => input,
    initial: 'reading',
    on: { eof: '.closed', malformed: '.closed', reset: '.closed' },
    states: {
      reading: {
        meta: { need: until(';', { max: 99, event: 'frame', decode: (frame) => frame.text() }) },
        on: {
          frame: {
            actions: [
              emit(({ event }) => ({ type: 'tell' as const, value: event.value })),
              emit(({ event }) => ({ type: 'message' as const, message: event.value })),
            ],
          },
        },
      },
      closed: { type: 'final' },
    },
  }),
  write: writeHalfWith(
    (input) => ({ ...input, told: '', sent: { count: 0 } }),
    (_, value) => ({ told: String(value) }),
  ),
  encode: (message, out, context) => {
    const { told = '', sent = { count: 0 } } = context as unknown as { told?: string; sent?: { count: number } };
    sent.count += 1;
    out.text(`${sent.count} ${told} ${message};`);
  },
});

test('a write half that is let go of comes back with what it knows, and is neither counted nor told of again', () => {
  const run = (rests: boolean) => {
    const prepared = prepare(numbered, 'server');
    const harness = new Harness(numbered, { prepared, answer: (message) => message.toUpperCase() });
    const { connection } = harness;
    const rest = () => rests && (connection as unknown as Resting).rest();
    rest();
    const before = [...writeSeen(connection), connection.look().write?.context];
    harness.receive('ab;');
    rest();
    const between = [...writeSeen(connection), connection.look().write?.context];
    harness.receive('c');
    rest();
    harness.receive('d;');
    rest();
    const { output, outputEnd, states, messages } = harness.eof();
    const { stateCounts, edgeCounts } = prepared.write;
    return { before, between, output: output.toString(), outputEnd, states, messages, stateCounts, edgeCounts };
  };
  const kept = run(false);
  expect(kept.output).toBe('1 ab AB;2 cd CD;');
  expect(run(true)).toEqual(kept);
});

test('whoever watches from then on sees it go on from where it stood', () => {
  const run = (rests: boolean) => {
    const harness = new Harness(numbered, { role: 'server', answer: (message) => message });
    const { connection } = harness;
    harness.receive('ab;');
    if (rests) (connection as unknown as Resting).rest();
    const told: unknown[] = [];
    connection.observe({
      transitioned: (...all) => void told.push(all),
      processed: (half, { type }) => void told.push([half, type]),
      received: () => {},
      sent: (pieces, offset) => void told.push([pieces.length, offset]),
    });
    harness.receive('cd;').eof();
    return told;
  };
  const kept = run(false);
  expect(kept).toContainEqual([1, 'send']);
  expect(run(true)).toEqual(kept);
});

test.each([1_000, Number.POSITIVE_INFINITY])(
  'one whose transport waits keeps what it has to write, and where it stands, for up to %d ms',
  (write) => {
    const run = (rests: boolean) => {
      const answer = (message: string) => message;
      const harness = new Harness(numbered, { role: 'server', answer, timeouts: { write } });
      const { connection } = harness;
      const rest = () => rests && (connection as unknown as Resting).rest();
      harness.ready = false;
      harness.receive('ab;');
      rest();
      const due = connection.pollTimeout();
      const blocked = harness.states;
      connection.send('meanwhile', 0);
      rest();
      harness.drained();
      connection.send('at once', 0);
      rest();
      harness.receive('cd;').eof();
      return { due, blocked, states: harness.states, output: harness.output.toString() };
    };
    const kept = run(false);
    expect(kept.blocked[1]).toBe('blocked');
    expect(kept.output).toContain('meanwhile');
    expect(run(true)).toEqual(kept);
  },
);

test('one that has a time-out set where it began keeps it', () => {
  const write = setup({
    types: { context: {} as HalfInput, input: {} as HalfInput, events: {} as { type: string } },
  }).createMachine({
    id: 'patient',
    context: ({ input }) => input,
    initial: 'waiting',
    on: { reset: '.failed' },
    states: {
      waiting: { on: { finish: 'finishing', send: { target: 'waiting', reenter: true } }, after: { 500: 'failed' } },
      finishing: { on: { ended: 'closed' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const run = (rests: boolean) => {
    const harness = new Harness({ ...numbered, write } as typeof numbered, {
      role: 'server',
      answer: (message) => message,
    });
    harness.receive('ab;');
    if (rests) (harness.connection as unknown as Resting).rest();
    const due = harness.connection.pollTimeout();
    return { due, types: harness.advance(600).types, failure: harness.failure };
  };
  const kept = run(false);
  expect(kept.due).toBe(500);
  expect(run(true)).toEqual(kept);
});
