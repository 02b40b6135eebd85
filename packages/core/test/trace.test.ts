/** The trace: one record for each transition of a half. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, raise, setup } from 'xstate';
import { bytes, type ConnectionObserver, countersOf, defineProtocol, prepare, type TraceRecord } from '../src/index.js';
import { cutters } from './kit/chunkings.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';
import { mixedInput } from './kit/mixed-input.js';

const nobody: ConnectionObserver = {
  transitioned: () => undefined,
  processed: () => undefined,
  received: () => undefined,
  sent: () => undefined,
};
const answer = { answer: (message: string) => message };
const shape = ({ half, from, to, event, offset, length }: TraceRecord) => [half, from, to, event, offset, length];

describe('a trace', () => {
  test.each([1, 7, 64])('of the last %i is the end of what is told one by one, also where it runs hot', (size) => {
    const told: TraceRecord[] = [];
    const listening = new Harness(mixed, { ...answer, onTransition: (record) => told.push(record) });
    const recorded = new Harness(mixed, { ...answer, record: size });
    let stop: (() => void) | undefined;
    for (let round = 0; round < 60; round++) {
      // Somebody looks for a while: it is told then, and written down all the same.
      if (round === 30) stop = recorded.connection.observe(nobody);
      if (round === 40) stop?.();
      for (const harness of [listening, recorded]) {
        harness.now += 0.25;
        harness.receive('Lab\r\n', 'B\0\x03xyz');
      }
      const sameName = told.slice(-size).map((record) => ({ ...record, connection: expect.any(String) }));
      expect(recorded.connection.trace).toEqual(sameName);
    }
  });

  test('tells each transition of both halves, with the bytes that it is about', () => {
    const harness = new Harness(mixed, { ...answer, record: 100 });
    harness.receive('Lab\r\n', 'B\0\x03xyz').eof();
    expect(harness.connection.trace.map(shape)).toEqual([
      ['read', 'awaiting-kind', 'awaiting-line', 'kind', 0, 1],
      ['read', 'awaiting-line', 'responding', 'line', 1, 4],
      ['write', 'idle', 'sending', 'send', 0, 7],
      ['read', 'responding', 'awaiting-kind', 'responded', 5, 0],
      ['write', 'sending', 'idle', 'flushed', 7, 0],
      ['read', 'awaiting-kind', 'awaiting-block-length', 'kind', 5, 1],
      ['read', 'awaiting-block-length', 'awaiting-block', 'length', 6, 2],
      ['read', 'awaiting-block', 'responding', 'block', 8, 3],
      ['write', 'idle', 'sending', 'send', 7, 11],
      ['read', 'responding', 'awaiting-kind', 'responded', 11, 0],
      ['write', 'sending', 'idle', 'flushed', 18, 0],
      ['read', 'awaiting-kind', 'closed', 'eof', 11, 0],
      ['write', 'idle', 'finishing', 'finish', 18, 0],
      ['write', 'finishing', 'closed', 'ended', 18, 0],
    ]);
  });

  test('adds up: numbers without gaps, times that do not go back, frames that follow one another', () => {
    fc.assert(
      fc.property(mixedInput, cutters(), (input, cut) => {
        const harness = new Harness(mixed, { ...answer, record: 1000 });
        for (const chunk of cut(input)) {
          harness.receive(chunk);
          harness.now += 1;
        }
        harness.eof();
        const { trace } = harness.connection;
        trace.forEach((record, i) => {
          expect(record.sequence).toBe(i);
          if (i > 0) expect(record.time).toBeGreaterThanOrEqual((trace[i - 1] as TraceRecord).time);
        });
        const read = trace.filter(({ half }) => half === 'read');
        let streaming = false;
        let at = 0;
        for (const { from, to, offset, length } of read) {
          // The pieces of a stream are handed on without the machine: only there is a gap.
          if (streaming) expect(offset).toBeGreaterThanOrEqual(at);
          else expect(offset).toBe(at);
          at = offset + length;
          streaming = to === 'streaming' || from === 'streaming' || to === 'resting';
        }
        const written = trace.filter(({ half, event }) => half === 'write' && event === 'send');
        let end = 0;
        for (const { offset, length } of written) {
          // A message that is sent while another one is being sent is no transition.
          expect(offset).toBeGreaterThanOrEqual(end);
          end = offset + length;
        }
        expect(end).toBeLessThanOrEqual(harness.connection.offsetOf('write'));
      }),
      { numRuns: 100 },
    );
  });

  test('does not depend on chunking, but for the times', () => {
    fc.assert(
      fc.property(mixedInput, cutters(), (input, cut) => {
        const traced = (chunks: Uint8Array[]) => {
          const harness = new Harness(mixed, { role: 'client', record: 1000 });
          harness.receive(...chunks).eof();
          return harness.connection.trace.map(shape);
        };
        expect(traced(cut(input))).toEqual(traced([input]));
      }),
      { numRuns: 100 },
    );
  });

  test('keeps the last so many, and no more', () => {
    const harness = new Harness(lines(), { ...answer, record: 5 });
    harness.receive(...Array<string>(50).fill('a\n'));
    const { trace } = harness.connection;
    expect(trace).toHaveLength(5);
    expect(trace.map(({ sequence }) => sequence - (trace[0] as TraceRecord).sequence)).toEqual([0, 1, 2, 3, 4]);
    expect((trace[0] as TraceRecord).sequence).toBeGreaterThan(100);
  });

  test('is empty unless it was asked for', () => {
    const harness = new Harness(lines(), answer);
    harness.receive('a\n', 'bad\n');
    expect(harness.connection.trace).toEqual([]);
    expect(harness.connection.failure?.trace).toBeUndefined();
  });

  test('goes with the error when the connection fails, to its last transition', () => {
    const harness = new Harness(lines(), { ...answer, record: 4 });
    harness.receive('a\n', 'bad\n');
    const trace = harness.connection.failure?.trace;
    expect(trace).toHaveLength(4);
    expect(shape(trace?.at(-1) as TraceRecord)).toEqual(['read', 'awaiting-line', 'failed', 'malformed', 2, 4]);
  });

  test('tells which guards were asked and what they said', () => {
    const harness = new Harness(mixed, { ...answer, record: 10 });
    harness.receive('B\0\0', 'X');
    const kinds = harness.connection.trace.filter(({ event }) => event === 'kind').map(({ guards }) => guards);
    const failed = (guard: string) => ({ guard, passed: false });
    expect(kinds).toEqual([
      [failed('isLine'), { guard: 'isBlock', passed: true }],
      [failed('isLine'), failed('isBlock'), failed('isStream'), failed('isRest')],
    ]);
  });

  test.each(['compiled', 'xstate'] as const)(
    'tells raised events and `always` transitions with the frame that set them off, %s',
    (runtime) => {
      const odd = (): boolean => false;
      const machine = setup({ guards: { odd } }).createMachine({
        initial: 'reading',
        on: { eof: '.closed' },
        states: {
          reading: {
            meta: { need: bytes(2, { event: 'pair', decode: (frame) => frame.latin1() }) },
            on: { pair: { target: 'judging', actions: raise({ type: 'judge' }) } },
          },
          judging: { on: { judge: 'judged' } },
          judged: { always: [{ guard: 'odd', target: 'closed' }, { target: 'reading' }] },
          closed: { type: 'final' },
        },
      });
      const pairs = defineProtocol<never>({ name: 'pairs', read: machine, encode: () => undefined });
      const harness = new Harness(pairs, { role: 'client', record: 10, runtime });
      harness.receive('ab').eof();
      const read = harness.connection.trace.filter(({ half }) => half === 'read');
      expect(read.map(shape)).toEqual([
        ['read', 'reading', 'judging', 'pair', 0, 2],
        ['read', 'judging', 'judged', 'judge', 0, 2],
        ['read', 'judged', 'reading', '', 0, 2],
        ['read', 'reading', 'closed', 'eof', 2, 0],
      ]);
      expect(read.map(({ guards }) => guards)).toEqual([[], [], [{ guard: 'odd', passed: false }], []]);
    },
  );

  test('is plain data: JSON carries it', () => {
    const harness = new Harness(mixed, { ...answer, record: 10 });
    harness.receive('La\r\n');
    const { trace } = harness.connection;
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    expect(structuredClone(trace)).toEqual(trace);
  });

  test('names the protocol, the role and the connection', () => {
    const prepared = { record: 1, ...answer };
    const harness = new Harness(lines(), prepared);
    harness.receive('a\n');
    expect(harness.connection.trace[0]?.connection).toBe('lines/server/0');
  });

  test('can be watched as it happens', () => {
    const seen: TraceRecord[] = [];
    const harness = new Harness(lines(), { ...answer, record: 100, onTransition: (record) => void seen.push(record) });
    harness.receive('a\n').eof();
    expect(seen).toEqual(harness.connection.trace);
    expect(seen.length).toBeGreaterThan(5);
  });

  test.each([
    ['a wildcard takes', { initial: 'a', states: { a: { on: { byte: 'b' } }, b: { on: { '*': 'a' } } } }, 50],
    [
      'regions take together',
      {
        type: 'parallel',
        states: {
          one: { initial: 'a', states: { a: { on: { byte: 'b' } }, b: { on: { '*': 'a' } } } },
          two: { initial: 'c', states: { c: { on: { byte: 'd' } }, d: { on: { byte: 'c' } } } },
        },
      },
      100,
    ],
  ] as const)('has what %s, also where that runs hot', (_, chart, transitions) => {
    const machine: unknown = setup({}).createMachine({
      ...chart,
      meta: { need: bytes(1, { event: 'byte' }) },
    } as never);
    const read = machine as AnyStateMachine;
    const protocol = defineProtocol({ name: 'alternating', read, encode: () => {} });
    const traced = (runtime: 'compiled' | 'xstate') => {
      const harness = new Harness(protocol, { record: 1000, runtime });
      for (let times = 0; times < 50; times++) harness.receive('x');
      return harness.connection.trace;
    };
    const records = traced('compiled');
    expect(records.filter(({ event }) => event === 'byte').length).toBe(transitions);
    expect(records).toEqual(traced('xstate'));
  });

  test('is the same on either runtime', () => {
    fc.assert(
      fc.property(mixedInput, (input) => {
        const traced = (runtime: 'compiled' | 'xstate') => {
          const harness = new Harness(mixed, { ...answer, record: 1000, runtime });
          harness.receive(input).eof();
          return harness.connection.trace;
        };
        expect(traced('xstate')).toEqual(traced('compiled'));
      }),
      { numRuns: 40 },
    );
  });
});

test('counters count entries and transitions over all connections of a server, watched or not, and of no other', () => {
  const server = prepare(mixed, 'server', { record: 1 });
  const client = prepare(mixed, 'client');
  const taken = ({ read }: typeof server, event: string) =>
    countersOf(read)
      .edges.filter((edge) => edge.event === event)
      .reduce((sum, { count }) => sum + count, 0);
  const entered = ({ read }: typeof server, state: string) => countersOf(read).states[state];
  for (let i = 0; i < 3; i++) new Harness(mixed, { ...answer, prepared: server }).receive('La\r\nLb\r\n').eof();
  new Harness(mixed, { prepared: client }).receive('Lc\r\n');
  expect([taken(server, 'line'), entered(server, 'responding')]).toEqual([6, 6]);
  expect([taken(client, 'line'), entered(client, 'responding')]).toEqual([1, 1]);
});
