/** The need for so many bytes. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { bytes, defineProtocol, type HalfInput } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { reading, text } from './kit/reading.js';

describe('bytes', () => {
  test('delivers exactly so many, and leaves the rest', () => {
    const { harness, heard } = reading(bytes(3, { decode: text }));
    harness.receive('abcde');
    expect(heard).toEqual([['bytes', 'abc']]);
    harness.receive('fgh');
    expect(heard).toEqual([
      ['bytes', 'abc'],
      ['bytes', 'def'],
    ]);
    expect(harness.connection.offsetOf('read')).toBe(6);
  });

  test('takes the count from the context', () => {
    const { harness, heard } = reading(
      bytes(({ size }: { size: number }) => size, { decode: text }),
      { size: 2 },
    );
    harness.receive('abcd');
    expect(heard).toEqual([
      ['bytes', 'ab'],
      ['bytes', 'cd'],
    ]);
  });

  test('names its event, and gives a Uint8Array when there is no codec', () => {
    const { harness, heard } = reading(bytes(2, { event: 'pair' }));
    harness.receive(Buffer.from('ab'));
    expect(heard).toEqual([['pair', Uint8Array.from([0x61, 0x62])]]);
  });

  test('of a count of 0 is met without input', () => {
    const once = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      states: { reading: { meta: { need: bytes(0) }, on: { bytes: 'closed' } }, closed: { type: 'final' } },
    });
    const harness = new Harness(defineProtocol({ name: 'none', read: once, encode: () => {} }), { role: 'client' });
    harness.run();
    expect(harness.types).toContain('end');
  });

  test('at the end of input, between frames, tells the machine eof; inside of one it is truncated', () => {
    const between = reading(bytes(2, { decode: text }));
    between.harness.receive('ab').eof();
    expect(between.heard.at(-1)).toBe('eof');
    expect(between.harness.failure).toBeUndefined();

    const inside = reading(bytes(2, { decode: text }));
    inside.harness.receive('abc').eof();
    expect(inside.harness.failure).toMatchObject({ code: 'truncated', blame: 'remote', state: 'reading', offset: 2 });
  });

  test('at an end of input that the machine ignores is truncated: nothing more will come', () => {
    const read = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: { reading: { meta: { need: bytes(2) }, on: { bytes: {} } }, failed: { type: 'final' } },
    });
    const harness = new Harness(defineProtocol({ name: 'deaf', read, encode: () => {} }), { role: 'client' });
    harness.eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', blame: 'remote' });
  });

  for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`of an impossible count, ${count}, is a mistake of this side`, () => {
      const { harness } = reading(
        bytes(({ size }: { size: number }) => size),
        { size: count },
      );
      harness.receive('abc');
      expect(harness.failure).toMatchObject({ code: 'bad-need', blame: 'local', state: 'reading' });
      expect(harness.outputEnd).toBe('reset');
    });
  }
});
