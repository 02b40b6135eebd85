/** A connection that keeps nothing while it waits does and tells the same as one that keeps all, whoever reads meanwhile. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { type ByteWindow, defineProtocol, type HalfInput, NEED_DATA, type Role, until } from '../src/index.js';
import { type Cutter, cutters } from './kit/chunkings.js';
import { Harness } from './kit/harness.js';
import { mixed } from './kit/mixed.js';
import { mixedInput } from './kit/mixed-input.js';

/** As its driver knows it. */
interface Resting {
  rest(): void;
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
