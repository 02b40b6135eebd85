/** Time-outs, under a time that the test passes in. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { defineProtocol, type HalfInput, streamRemainder, type Timeouts } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';

const answered = { answer: (message: string) => message };

describe('idle', () => {
  test('fires when no message begins, and names itself, the state and the offset', () => {
    const harness = new Harness(mixed, { ...answered, timeouts: { idle: 1000 } });
    harness.receive('La\r\n').advance(999);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toEqual({
      blame: 'timeout',
      code: 'timeout-idle',
      half: 'read',
      state: 'awaiting-kind',
      offset: 4,
    });
    expect(harness.connection.failure).toMatchObject({ name: 'DeadlineError', timeout: 'idle' });
  });

  test('starts anew with each message', () => {
    const harness = new Harness(mixed, { ...answered, timeouts: { idle: 1000 } });
    for (let i = 0; i < 5; i++) harness.advance(999).receive('La\r\n');
    expect(harness.failure).toBeUndefined();
  });

  test('does not run while a message is being answered', () => {
    const harness = new Harness(mixed, { timeouts: { idle: 1000 } });
    harness.receive('La\r\n').advance(1e9);
    expect(harness.failure).toBeUndefined();
    harness.responded().advance(1000);
    expect(harness.failure).toMatchObject({ code: 'timeout-idle' });
  });
});

describe('header', () => {
  test('is not impressed by bytes that trickle in', () => {
    const harness = new Harness(mixed, { timeouts: { header: 1000 } });
    harness.receive('L');
    for (let i = 0; i < 9; i++) harness.advance(100).receive('x');
    expect(harness.failure).toBeUndefined();
    harness.advance(100);
    expect(harness.failure).toMatchObject({ code: 'timeout-header', state: 'awaiting-line', offset: 1 });
  });
});

describe('content', () => {
  test('starts anew with each byte that arrives', () => {
    const harness = new Harness(mixed, { timeouts: { content: 100 } });
    harness.receive('B\0\x64');
    for (let i = 0; i < 50; i++) harness.advance(99).receive('x');
    expect(harness.failure).toBeUndefined();
    harness.advance(99);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'awaiting-block', offset: 3 });
  });

  test('starts anew with each piece of a stream', () => {
    const harness = new Harness(mixed, { timeouts: { content: 100 } });
    harness.receive('S\0\x64');
    for (let i = 0; i < 50; i++) harness.advance(99).receive('x');
    expect(harness.failure).toBeUndefined();
    harness.advance(100);
    expect(harness.failure).toMatchObject({ code: 'timeout-content', state: 'streaming' });
  });

  test('hears of no progress where nothing has arrived since the state was entered', () => {
    const harness = new Harness(mixed, { timeouts: { content: 100 }, record: 20 });
    harness.receive('B\0\x64').advance(100);
    expect(harness.connection.trace.map(({ event }) => event)).not.toContain('progress');
    expect(harness.failure).toMatchObject({ code: 'timeout-content' });
  });

  test('is not kept alive by empty chunks', () => {
    const harness = new Harness(mixed, { timeouts: { content: 100 } });
    harness.receive('B\0\x64');
    for (let i = 0; i < 5; i++) harness.advance(20).receive('');
    expect(harness.failure).toMatchObject({ code: 'timeout-content' });
  });
});

describe('progress of a state that is never left', () => {
  /** Reads for ever; a piece is a message, and the idle time-out starts anew with each. */
  const chat = defineProtocol<string>({
    name: 'chat',
    read: setup({
      types: { context: {} as HalfInput, input: {} as HalfInput },
      delays: { idle: ({ context }) => context.timeouts.idle },
    }).createMachine({
      context: ({ input }) => input,
      initial: 'streaming',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        streaming: {
          meta: { need: streamRemainder({ piece: (frame) => ({ type: 'message', message: frame.latin1() }) }) },
          on: { eof: 'closed', progress: { target: 'streaming', reenter: true } },
          after: { idle: 'failed' },
        },
        closed: { type: 'final' },
        failed: { type: 'final' },
      },
    }),
    encode: (message, out) => void out.text(message),
  });

  for (const role of ['server', 'client'] as const) {
    test(`counts for a ${role}, also when each message is answered`, () => {
      const harness = new Harness(chat, { role, ...answered, timeouts: { idle: 100 } });
      for (let i = 0; i < 10; i++) harness.advance(60).receive('x');
      expect(harness.failure).toBeUndefined();
      expect(harness.messages).toHaveLength(10);
      harness.advance(99);
      expect(harness.failure).toBeUndefined();
      harness.advance(1);
      expect(harness.failure).toMatchObject({ code: 'timeout-idle' });
    });
  }
});

describe('total', () => {
  test('ends a connection that is busy all the time', () => {
    const harness = new Harness(lines(), { ...answered, timeouts: { total: 1000 } });
    for (let i = 0; i < 9; i++) harness.advance(100).receive('a\n');
    expect(harness.failure).toBeUndefined();
    harness.advance(100);
    expect(harness.failure).toMatchObject({ code: 'timeout-total' });
  });
});

describe('write', () => {
  test('fires when the transport takes nothing, and the remote sees a reset', () => {
    const harness = new Harness(lines(), { role: 'client', timeouts: { write: 1000 } });
    harness.ready = false;
    harness.send('message');
    harness.advance(999);
    expect(harness.failure).toBeUndefined();
    harness.advance(1);
    expect(harness.failure).toEqual({
      blame: 'timeout',
      code: 'timeout-write',
      half: 'write',
      state: 'blocked',
      offset: 8,
    });
    expect(harness.outputEnd).toBe('reset');
    expect(harness.types).toEqual(['failed', 'closed']);
  });

  test('starts anew when the transport has taken what was waiting', () => {
    const harness = new Harness(lines(), { role: 'client', timeouts: { write: 1000 } });
    for (let i = 0; i < 5; i++) {
      harness.ready = false;
      harness.send('message');
      harness.advance(900).drained();
    }
    expect(harness.failure).toBeUndefined();
  });
});

describe('drain', () => {
  test('fires when the remote does not end after this side has', () => {
    const harness = new Harness(lines(), { ...answered, timeouts: { drain: 1000 } });
    harness.receive('bad\n').advance(999);
    expect(harness.outputEnd).toBe('end');
    harness.advance(1);
    expect(harness.outputEnd).toBe('reset');
    // The first failure is the one that counts.
    expect(harness.failure).toMatchObject({ code: 'protocol-violation' });
  });
});

test('the deadline is the earliest of both halves, and none when all is over', () => {
  const harness = new Harness(lines(), { role: 'client', timeouts: { idle: 1000, write: 300, drain: 200 } });
  expect(harness.connection.pollTimeout()).toBe(1000);
  harness.now = 100;
  harness.ready = false;
  harness.send('x');
  expect(harness.connection.pollTimeout()).toBe(400);
  harness.drained();
  expect(harness.connection.pollTimeout()).toBe(1000);
  harness.eof();
  expect(harness.connection.pollTimeout()).toBe(Number.POSITIVE_INFINITY);
});

test('what waits for an answer has no deadline when the read half is over', () => {
  const harness = new Harness(lines(), { timeouts: { total: 100, drain: 1000 } });
  harness.receive('a\n').responded();
  harness.connection.answering(true);
  harness.receive('bad\n');
  expect(harness.connection.pollTimeout()).toBe(100);
  harness.advance(100);
  expect(harness.failure).toMatchObject({ code: 'timeout-total' });
  // That of the write half, which waits for the remote's end.
  expect(harness.connection.pollTimeout()).toBe(1100);
});

test('handleTimeout before anything is due does nothing', () => {
  const harness = new Harness(lines());
  harness.connection.handleTimeout(10);
  harness.run();
  expect([harness.types, harness.states]).toEqual([[], ['awaiting-line', 'idle']]);
});

test('a time-out of Infinity never fires', () => {
  const never: Partial<Timeouts> = { idle: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY };
  const harness = new Harness(lines(), { timeouts: never });
  expect(harness.connection.pollTimeout()).toBe(Number.POSITIVE_INFINITY);
});
