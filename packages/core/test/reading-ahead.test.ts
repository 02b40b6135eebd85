/** How much is read ahead. */
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { bytes, defineProtocol, type HalfInput, through, until } from '../src/index.js';
import { Harness } from './kit/harness.js';
import { reading } from './kit/reading.js';

describe('reading ahead', () => {
  test('goes on to the limit bufferedBytes while nothing is needed, and then asks to be paused', () => {
    const harness = new Harness(pausing(), { limits: { bufferedBytes: 10 } });
    expect(harness.connection.receiveData(Buffer.from('1234'), 0)).toBe(true);
    harness.run();
    expect(harness.connection.receiveData(Buffer.alloc(9), 0)).toBe(true);
    expect(harness.connection.receiveData(Buffer.alloc(1), 0)).toBe(false);
    expect(harness.connection.wantsData).toBe(false);
    harness.responded();
    expect(harness.connection.wantsData).toBe(true);
  });

  test('goes on beyond the limit when the state needs more than that', () => {
    const { harness, heard } = reading(bytes(100, { decode: (frame) => frame.length }), {
      limits: { bufferedBytes: 10 },
    });
    for (let i = 0; i < 99; i++) expect(harness.connection.receiveData(Buffer.alloc(1), 0)).toBe(true);
    harness.receive('x');
    expect(heard).toEqual([['bytes', 100]]);
  });

  test('stops at the limit when a time-out has taken away the need for more', () => {
    const harness = new Harness(pausing(100), { limits: { bufferedBytes: 10 }, timeouts: { header: 1000 } });
    harness.receive(Buffer.alloc(20));
    expect(harness.connection.wantsData).toBe(true);
    harness.advance(1000);
    expect(harness.states[0]).toBe('responding');
    expect(harness.connection.wantsData).toBe(false);
  });

  test.each([
    ['until', until('\n', { max: 1_000_000, event: 'bytes' })],
    ['through', through((byte) => byte === 0x0a, { max: 1_000_000, event: 'bytes' })],
  ] as const)('stops at the limit where what is needed has come and the application holds: %s', (_, need) => {
    const { harness } = reading(need, { limits: { bufferedBytes: 10 } });
    harness.connection.hold();
    expect(harness.connection.receiveData(Buffer.from('1234567890'), 0)).toBe(true);
    expect(harness.connection.receiveData(Buffer.from('\n1234567890\n'), 0)).toBe(false);
  });

  test('by a caller who does not pause is refused at twice the limit', () => {
    const harness = new Harness(pausing(), { limits: { bufferedBytes: 10 } });
    harness.receive('1234');
    harness.connection.receiveData(Buffer.alloc(21), 0);
    expect(() => harness.connection.receiveData(Buffer.alloc(1), 0)).toThrow(
      expect.objectContaining({ code: 'limit-buffered-bytes', blame: 'local' }),
    );
    expect(() => harness.connection.receiveData(Buffer.alloc(1), 0)).toThrow(/21 bytes; limit bufferedBytes is 10/);
  });

  function pausing(count = 4) {
    const read = setup({
      types: { context: {} as HalfInput, input: {} as HalfInput },
      delays: { header: ({ context }) => context.timeouts.header },
      actions: { handOver: emit({ type: 'message', message: undefined }) },
    }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        reading: {
          meta: { need: bytes(count) },
          on: { bytes: { target: 'responding', actions: 'handOver' } },
          after: { header: { target: 'responding', actions: 'handOver' } },
        },
        responding: { on: { responded: 'reading' } },
        failed: { type: 'final' },
      },
    });
    return defineProtocol<never>({ name: 'pausing', read, encode: () => {} });
  }
});
