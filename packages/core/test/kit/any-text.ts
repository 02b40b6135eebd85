import fc from 'fast-check';

const SURROGATES = 0x800;

/** Code points by the bytes that they take in UTF-8, without surrogates; so each length is met as often. */
const codePoint = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0x7ff }),
    fc.integer({ min: 0x800, max: 0xffff - SURROGATES }).map((n) => (n < 0xd800 ? n : n + SURROGATES)),
    fc.integer({ min: 0x10000, max: 0x10ffff }),
  )
  .map((n) => String.fromCodePoint(n));

/**
 * Text of any characters that UTF-8 can say; lengths are of code points. fast-check's own `unit: 'binary'` first makes a
 * table of all 1.1 million of them, which takes most of a second in every test file.
 */
export function anyText(constraints: fc.StringSharedConstraints = {}): fc.Arbitrary<string> {
  return fc.string({ ...constraints, unit: codePoint });
}
