/**
 * Content that trickles in is taken without a look at the machine, as long as nothing can come of it. A connection that is watched
 * does not do so: it says what must come of the same.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { bytes, type ConnectionObserver, defineProtocol, type HalfInput, type Protocol } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { mixed } from './kit/mixed.js';

/** Frames of twelve bytes, with no time-out but `idle`. To be late takes the need away. */
const twelves: Protocol<string, string> = defineProtocol<string, string>({
  name: 'twelves',
  read: setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { readonly type: string; readonly value?: unknown },
    },
    actions: { emitMessage: emit(({ event }) => ({ type: 'message' as const, message: event.value as string })) },
    delays: { idle: ({ context }) => context.timeouts.idle },
  }).createMachine({
    id: 'twelves',
    context: ({ input }) => input,
    initial: 'awaiting-frame',
    on: { eof: '.closed', malformed: '.resting', reset: '.failed' },
    states: {
      'awaiting-frame': {
        meta: { need: bytes(12, { event: 'frame', decode: (frame) => frame.latin1() }) },
        on: { frame: { target: 'responding', actions: 'emitMessage' } },
        after: { idle: 'resting' },
      },
      responding: { on: { responded: 'awaiting-frame' } },
      resting: { on: { responded: 'awaiting-frame', drain: 'closed' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  }),
  encode: (message, out) => out.text(message),
});

const NOBODY: ConnectionObserver = { received() {}, sent() {}, transitioned() {}, processed() {} };

type Step =
  | { readonly do: 'receive'; readonly chunk: string }
  | { readonly do: 'advance'; readonly by: number }
  | { readonly do: 'hold' | 'release' | 'pause briefly' | 'glimpse' | 'finish' | 'drain' | 'eof' | 'reset' | 'late' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('x', 'x', 'x', 'xy', 'xyz', '', 'x'.repeat(9)).map(receive) },
  { weight: 4, arbitrary: fc.constantFrom('B\0\x0c', 'B\0\x05', 'La\r\n', 'B\x02\x58').map(receive) },
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 60 }).map((by): Step => ({ do: 'advance', by })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>({ do: 'hold' }, { do: 'release' }, { do: 'pause briefly' }, { do: 'glimpse' }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>({ do: 'finish' }, { do: 'drain' }, { do: 'eof' }, { do: 'reset' }, { do: 'late' }),
  },
);

function receive(chunk: string): Step {
  return { do: 'receive', chunk };
}

/** What is to be seen after each step. */
function play(protocol: Protocol<string, string>, steps: readonly Step[], watched: boolean): unknown[] {
  const harness = new Harness(protocol, {
    answer: (message) => message,
    timeouts: { idle: 300, header: 70, content: 100, drain: 150 },
    limits: { bufferedBytes: 4 },
  });
  const { connection } = harness;
  if (watched) connection.observe(NOBODY);
  return steps.map((step) => {
    let goOn: unknown;
    switch (step.do) {
      case 'receive':
        if (connection.wantsData) harness.receive(Buffer.from(step.chunk, 'latin1'));
        break;
      case 'advance':
        harness.advance(step.by);
        break;
      case 'glimpse':
        connection.observe(NOBODY)();
        break;
      case 'pause briefly':
        connection.hold();
        connection.release();
        harness.run();
        break;
      case 'late':
        if (!connection.wantsData) break;
        // Nobody asks for events in between.
        harness.now += 300;
        connection.handleTimeout(harness.now);
        goOn = connection.receiveData(Buffer.from('x'), harness.now);
        harness.run();
        break;
      case 'reset':
        harness.error();
        break;
      default:
        if (step.do === 'hold' || step.do === 'release') connection[step.do]();
        else harness[step.do]();
        harness.run();
    }
    return {
      goOn,
      types: harness.types.join(),
      messages: harness.messages.join(),
      states: harness.states,
      failure: harness.failure,
      output: harness.output.toString(),
      received: [connection.receivedBytes, connection.receivedAt, connection.offsetOf('read')],
      wantsData: connection.wantsData,
      due: connection.pollTimeout(),
    };
  });
}

describe.each([
  ['contents', mixed, 'B\0\x28'],
  ['frames without a header', twelves, ''],
])('%s', (_, protocol, header) => {
  test('the same comes of it as where each chunk is looked at', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const begun: Step[] = [receive(header), receive('x'), receive('x'), receive('x'), ...steps];
        expect(play(protocol, begun, false)).toEqual(play(protocol, begun, true));
      }),
      { numRuns: 300 },
    );
  });
});

test('a time that is none is refused in the middle of it, with nothing taken', () => {
  const harness = new Harness(mixed).receive('B\0\x05', 'x', 'x', 'x');
  expect(() => harness.connection.receiveData(Buffer.from('x'), Number.NaN)).toThrow(TypeError);
  expect(() => harness.connection.receiveData('x' as never, 0)).toThrow('no Uint8Array');
  harness.receive('y', 'z');
  expect(harness.messages).toEqual(['B:787878797a']);
});

test('who begins to watch in the middle of it hears of all that comes after', () => {
  const harness = new Harness(mixed).receive('B\0\x09', 'x', 'x', 'x');
  const received: string[] = [];
  const stop = harness.connection.observe({
    ...NOBODY,
    received: (chunk) => received.push(Buffer.from(chunk).toString()),
  });
  harness.receive('a', 'b');
  stop();
  harness.receive('c', 'd');
  harness.connection.observe({ ...NOBODY, received: (chunk) => received.push(Buffer.from(chunk).toString()) });
  harness.receive('e');
  expect(received).toEqual(['a', 'b', 'e']);
});
