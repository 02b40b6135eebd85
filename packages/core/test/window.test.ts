import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWindow } from '../src/input/window.js';

function frameOf(bytes: Uint8Array, before = 3): ByteWindow {
  const buffer = Buffer.concat([Buffer.alloc(before, 0xaa), bytes, Buffer.alloc(9, 0xbb)]);
  return new ByteWindow(buffer, before, before + bytes.length);
}

describe('a frame', () => {
  test('reads integers as DataView does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 20 }), fc.boolean(), fc.nat(), (bytes, little, place) => {
        const at = place % (bytes.length - 7);
        const frame = frameOf(bytes);
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        expect(frame.uint8(at)).toBe(view.getUint8(at));
        expect(frame.uint16(at, little)).toBe(view.getUint16(at, little));
        expect(frame.uint32(at, little)).toBe(view.getUint32(at, little));
        expect(frame.uint64(at, little)).toBe(view.getBigUint64(at, little));
      }),
    );
  });

  const outside: [string, (frame: ByteWindow) => unknown][] = [
    ['uint8 at the end', (frame) => frame.uint8(4)],
    ['uint8 before the start', (frame) => frame.uint8(-1)],
    ['uint16 across the end', (frame) => frame.uint16(3)],
    ['uint32 across the end', (frame) => frame.uint32(1)],
    ['little-endian uint32 across the end', (frame) => frame.uint32(1, true)],
    ['uint64 across the end', (frame) => frame.uint64(0)],
    ['bytes beyond the end', (frame) => frame.bytes(0, 5)],
    ['bytes that end before they begin', (frame) => frame.bytes(3, 2)],
    ['text beyond the end', (frame) => frame.text(2, 5)],
    ['latin1 before the start', (frame) => frame.latin1(-1)],
    ['a place that is not a number', (frame) => frame.uint8(Number.NaN)],
  ];
  for (const [what, read] of outside) {
    test(`does not read outside of itself: ${what}`, () => {
      expect(() => read(frameOf(Uint8Array.of(1, 2, 3, 4)))).toThrow(RangeError);
    });
  }

  test('gives text and bytes of itself and its parts', () => {
    const frame = frameOf(Buffer.from('añb'));
    expect(frame.length).toBe(4);
    expect(frame.text()).toBe('añb');
    expect(frame.text(1, 3)).toBe('ñ');
    expect(frame.latin1(1, 3)).toBe('Ã±');
    expect(Buffer.from(frame.bytes(1)).toString()).toBe('ñb');
    expect(() => frame.text(0, 2)).toThrow(expect.objectContaining({ blame: 'remote', code: 'not-utf8' }));
  });

  test('gives plain Uint8Arrays, also from chunks of a subclass', () => {
    expect(frameOf(Buffer.from('x')).bytes().constructor).toBe(Uint8Array);
  });

  test('gives bytes of the chunk it lies in, whichever chunk came before', () => {
    const memory = Uint8Array.from([0, 1, 2, 3, 4, 5]);
    const chunks = [memory.subarray(1, 3), memory.subarray(3), Uint8Array.of(7, 8), memory.subarray(1, 3)];
    const seen = chunks.map((chunk) => {
      const frame = new ByteWindow(chunk);
      return [...frame.bytes(), ...frame.bytes(1)];
    });
    expect(seen).toEqual([
      [1, 2, 2],
      [3, 4, 5, 4, 5],
      [7, 8, 8],
      [1, 2, 2],
    ]);
  });
});
