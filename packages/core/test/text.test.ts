import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeLatin1, decodeUtf8, encodeUtf8, encodeUtf8Into, utf8Length } from '../src/bytes/text.js';
import { anyText } from './kit/any-text.js';

// All of UTF-16: lone surrogates too, which `anyText` leaves out.
const anyUnits = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0x7f }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.integer({ min: 0xd7f0, max: 0xe010 }),
    ),
    {
      maxLength: 120,
    },
  )
  .map((units) => String.fromCharCode(...units));

// Bytes at which UTF-8 decoders go wrong, besides random ones and well-formed text.
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .array(
      fc.constantFrom(
        0x41,
        0x7f,
        0x80,
        0xbf,
        0xc0,
        0xc1,
        0xc2,
        0xdf,
        0xe0,
        0xed,
        0xa0,
        0xef,
        0xbb,
        0xf0,
        0x90,
        0xf4,
        0x8f,
        0xf5,
        0xff,
      ),
      { maxLength: 8 },
    )
    .map((bytes) => Uint8Array.from(bytes)),
  anyText({ maxLength: 60 }).map((text) => new TextEncoder().encode(text)),
) as fc.Arbitrary<Uint8Array>;

const outcome = (decode: () => string) => {
  try {
    return decode();
  } catch (error) {
    return (error as Error).constructor;
  }
};

describe('decodeUtf8', () => {
  test('agrees with a fatal TextDecoder on every sequence of bytes, at every place in a buffer', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat({ max: 3 }), fc.boolean(), (bytes, before, asBuffer) => {
        const around = new Uint8Array(before + bytes.length + 2).fill(0xff);
        around.set(bytes, before);
        const buffer = asBuffer ? Buffer.from(around.buffer) : around;
        const expected = outcome(() => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
        expect(outcome(() => decodeUtf8(buffer, before, before + bytes.length))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\uFEFFA');
  });

  test('is not disturbed by malformed bytes before', () => {
    const malformed = [[0xe2, 0x82], [0xff], [0xf0, 0x9f, 0x98], [0xc3]];
    for (const bytes of malformed) {
      expect(() => decodeUtf8(Uint8Array.from(bytes))).toThrow(TypeError);
      expect(decodeUtf8(Buffer.from('€ und 😀'))).toBe('€ und 😀');
    }
  });
});

test('decodeLatin1 gives each byte its code point, for any length and kind of chunk', () => {
  const bytes = new Uint8Array(200).map((_, i) => (i * 7) & 0xff);
  for (let length = 0; length < 190; length++) {
    const expected = String.fromCharCode(...bytes.subarray(3, 3 + length));
    expect(decodeLatin1(bytes, 3, 3 + length)).toBe(expected);
    expect(decodeLatin1(Buffer.from(bytes), 3, 3 + length)).toBe(expected);
  }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), fc.boolean(), fc.nat({ max: 20 }), (length, asBuffer, start) => {
      const bytes = new Uint8Array(start + length).map((_, i) => (i * 7) & 0xff);
      const text = decodeLatin1(asBuffer ? Buffer.from(bytes) : bytes, start);
      expect(text).toBe(Buffer.from(bytes.subarray(start)).toString('latin1'));
    }),
    { numRuns: 60 },
  );
});

test('utf8Length is the length that TextEncoder writes, lone surrogates included', () => {
  fc.assert(
    fc.property(anyUnits, (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
    { numRuns: 1000 },
  );
});

test('encodeUtf8Into writes what encodeUtf8 gives, at its place and nowhere else', () => {
  fc.assert(
    fc.property(anyUnits, fc.nat({ max: 5 }), (text, at) => {
      const expected = new TextEncoder().encode(text);
      const buffer = new Uint8Array(at + text.length * 3 + 2).fill(0xee);
      expect(encodeUtf8(text)).toEqual(expected);
      expect(encodeUtf8Into(text, buffer, at)).toBe(expected.length);
      expect(buffer.subarray(at, at + expected.length)).toEqual(expected);
      expect(buffer.subarray(0, at).every((byte) => byte === 0xee)).toBe(true);
      expect(buffer.subarray(at + text.length * 3).every((byte) => byte === 0xee)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
