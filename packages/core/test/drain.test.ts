/** `drain` of a connection: finish what is under way, take nothing new, then close. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { bytes, defineProtocol, type HalfInput } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';

describe('draining', () => {
  test('an idle connection ends its direction at once, and is over when the remote ends too', () => {
    const harness = new Harness(lines());
    harness.drain();
    expect(harness.types).toEqual(['end']);
    expect(harness.outputEnd).toBe('end');
    harness.eof();
    expect(harness.types).toEqual(['end', 'closed']);
    expect(harness.failure).toBeUndefined();
  });

  test('a request under way is answered first', () => {
    const harness = new Harness(lines());
    harness.receive('one\n').drain();
    expect(harness.outputEnd).toBeUndefined();
    harness.connection.send('reply', 0);
    harness.responded();
    expect(harness.output.toString()).toBe('reply\n');
    expect(harness.outputEnd).toBe('end');
  });

  test('requests after it are not taken', () => {
    const harness = new Harness(lines());
    harness.receive('one\ntwo\n').drain().responded();
    expect(harness.messages).toEqual(['one']);
    expect(harness.outputEnd).toBe('end');
  });

  test('a message that is half received is received', () => {
    const harness = new Harness(mixed, { answer: (message) => message });
    harness.receive('B\0\x03a').drain();
    expect(harness.outputEnd).toBeUndefined();
    harness.receive('bc', 'Lnext\r\n');
    expect(harness.messages).toEqual(['B:616263']);
    expect(harness.outputEnd).toBe('end');
  });

  test('a message that arrives slowly does not run out of time by it', () => {
    const harness = new Harness(mixed, { timeouts: { content: 100 }, answer: (message) => message });
    harness.receive('B\0\x05').drain();
    for (const byte of 'abcd') harness.advance(90).receive(byte);
    expect(harness.failure).toBeUndefined();
    harness.advance(101);
    expect(harness.failure).toMatchObject({ code: 'timeout-content' });
  });

  test('is told to a machine once for each state, not for each chunk', () => {
    let told = 0;
    const read = setup({
      types: { context: {} as HalfInput, input: {} as HalfInput },
      actions: {
        note: () => {
          told += 1;
        },
      },
    }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        reading: {
          meta: { need: bytes(10) },
          on: { bytes: { target: 'reading', reenter: true }, drain: { actions: 'note' } },
        },
        failed: { type: 'final' },
      },
    });
    const harness = new Harness(defineProtocol({ name: 'reading', read, encode: () => {} }));
    harness.drain().receive(...'123456789');
    expect(told).toBe(1);
    harness.receive('0', 'a');
    expect(told).toBe(2);
  });

  test('a protocol that is gone on with because of it hears of it before it reads', () => {
    const read = setup({
      types: { context: {} as HalfInput, input: {} as HalfInput },
    }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      states: {
        reading: { meta: { need: bytes(10) }, on: { drain: 'skipped', '*': 'failed' } },
        skipped: { type: 'final' },
        failed: { type: 'final' },
      },
    });
    const prefix = defineProtocol({ name: 'prefix', read, encode: () => {}, next: { skipped: lines() } });
    const harness = new Harness(prefix);
    harness.receive('one\n').drain();
    expect(harness.types).toEqual(['switched', 'end']);
    expect(harness.outputEnd).toBe('end');
  });

  test('twice is as good as once', () => {
    const harness = new Harness(lines());
    harness.drain().drain().eof().drain();
    expect(harness.types).toEqual(['end', 'closed']);
  });

  test('ends by a reset when the remote does not end in time', () => {
    const harness = new Harness(lines(), { timeouts: { drain: 500 } });
    harness.drain().advance(499);
    expect(harness.outputEnd).toBe('end');
    harness.advance(1);
    expect(harness.failure).toMatchObject({
      code: 'timeout-drain',
      blame: 'timeout',
      half: 'write',
      state: 'finishing',
    });
    expect(harness.outputEnd).toBe('reset');
    expect(harness.types.at(-1)).toBe('closed');
  });
});
