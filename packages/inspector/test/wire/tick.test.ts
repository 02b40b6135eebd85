/** What one side writes, the other reads; and what is no message is told to be none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../src/wire/message-codec.js';
import type { AgentTick } from '../../src/wire/messages.js';
import { decodeTick, encodeTick } from '../../src/wire/tick.js';

const whole = fc.nat({ max: 2 ** 32 - 1 });
const number = fc.double({ noNaN: true });
const state = fc.integer({ min: -1, max: 32_767 });
const row = fc.record({
  id: whole,
  protocol: fc.nat({ max: 65_535 }),
  read: state,
  write: state,
  also: fc.array(state, { maxLength: 3 }),
  readSince: number,
  writeSince: number,
  bytesIn: number,
  bytesOut: number,
  buffered: whole,
  queued: whole,
});
const counts = fc.record({
  chart: fc.nat({ max: 65_535 }),
  taken: fc.array(number).map((taken) => Float64Array.from(taken)),
});
const tick: fc.Arbitrary<AgentTick> = fc.record({
  type: fc.constant('tick' as const),
  time: number,
  gap: whole,
  whole: fc.boolean(),
  rows: fc.array(row),
  counts: fc.array(counts, { maxLength: 4 }),
});

describe('a tick', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(tick, (written) => {
        expect(decodeMessage(encodeMessage(written))).toEqual(written);
      }),
    );
  });

  it('that is cut off, or goes on, is none', () => {
    fc.assert(
      fc.property(tick, fc.nat(), (written, cut) => {
        const bytes = encodeTick(written);
        expect(() => decodeTick(bytes.subarray(0, cut % bytes.length))).toThrow(RangeError);
        expect(() => decodeTick(new Uint8Array([...bytes, 0]))).toThrow(RangeError);
      }),
    );
  });
});

it('whatever bytes come, they are a message or an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        expect(typeof decodeMessage(bytes).type).toBe('string');
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});
