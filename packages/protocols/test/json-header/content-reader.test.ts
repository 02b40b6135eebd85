import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binary, ContentReader } from '../../src/json-header/index.js';

describe('a content reader', () => {
  test('reads multi-byte values in the byte order of the header, wherever the content lies in memory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 16 }),
        fc.nat({ max: 7 }),
        fc.nat(),
        fc.constantFrom('big' as const, 'little' as const),
        (bytes, before, place, byteorder) => {
          const around = new Uint8Array(before + bytes.length + 3);
          around.set(bytes, before);
          const content = around.subarray(before, before + bytes.length);
          const reader = new ContentReader(binary(content, 'application/x', 'binary', byteorder));
          const buffer = Buffer.from(bytes);
          const at = place % (bytes.length - 7);
          const little = byteorder === 'little';
          expect(reader.length).toBe(bytes.length);
          expect(reader.uint8(at)).toBe(buffer.readUInt8(at));
          expect(reader.int8(at)).toBe(buffer.readInt8(at));
          expect(reader.uint16(at)).toBe(little ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at));
          expect(reader.int16(at)).toBe(little ? buffer.readInt16LE(at) : buffer.readInt16BE(at));
          expect(reader.uint32(at)).toBe(little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
          expect(reader.int32(at)).toBe(little ? buffer.readInt32LE(at) : buffer.readInt32BE(at));
          expect(reader.uint64(at)).toBe(little ? buffer.readBigUInt64LE(at) : buffer.readBigUInt64BE(at));
          expect(reader.int64(at)).toBe(little ? buffer.readBigInt64LE(at) : buffer.readBigInt64BE(at));
          expect(reader.float32(at)).toBe(little ? buffer.readFloatLE(at) : buffer.readFloatBE(at));
          expect(reader.float64(at)).toBe(little ? buffer.readDoubleLE(at) : buffer.readDoubleBE(at));
        },
      ),
    );
  });

  const reader = new ContentReader(binary(new Uint8Array(20).subarray(4, 8)));
  const outside: [string, () => unknown][] = [
    ['uint8 at the end', () => reader.uint8(4)],
    ['int8 before the start', () => reader.int8(-1)],
    ['uint16 across the end', () => reader.uint16(3)],
    ['float32 across the end', () => reader.float32(1)],
    ['uint64 across the end', () => reader.uint64(0)],
  ];
  for (const [what, read] of outside) {
    test(`refuses a place outside of the content: ${what}`, () => {
      expect(read).toThrow(RangeError);
    });
  }
});
