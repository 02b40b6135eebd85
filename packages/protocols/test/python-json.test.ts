import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../core/test/kit/any-text.js';
import { pythonJson } from '../src/json-header/python-json.js';
import { UNWRITTEN, writeJson } from '../src/json-header/write-json.js';

/** What the name says, by another way: Python's separators around JSON.stringify's own texts. */
function reference(value: unknown): string {
  const parsed = JSON.parse(JSON.stringify(value));
  const write = (v: unknown): string => {
    if (Array.isArray(v)) return `[${v.map(write).join(', ')}]`;
    if (typeof v !== 'object' || v === null) return JSON.stringify(v);
    return `{${Object.entries(v)
      .map(([key, field]) => `${JSON.stringify(key)}: ${write(field)}`)
      .join(', ')}}`;
  };
  return write(parsed);
}

/** The text that {@link writeJson} writes; undefined for what it leaves to others. */
function written(value: unknown): string | undefined {
  const memory = new Uint8Array(100_000).fill(0xff);
  const end = writeJson(value, memory, 7);
  if (end === UNWRITTEN) return undefined;
  expect(memory.subarray(0, 7).every((byte) => byte === 0xff)).toBe(true);
  expect(memory.subarray(end).every((byte) => byte === 0xff)).toBe(true);
  return Buffer.from(memory.subarray(7, end)).toString();
}

describe('JSON as Python writes it', () => {
  test('any value: a blank after each comma and colon, and nothing else different from JSON.stringify', () => {
    const value = fc
      .anything({ withNullPrototype: true, withDate: true, maxDepth: 4 })
      .filter((v) => JSON.stringify(v) !== undefined);
    fc.assert(
      fc.property(value, (v) => {
        expect(pythonJson(v)).toBe(reference(v));
      }),
    );
  });

  test.each([
    [
      'strings that look like its own separators',
      { 'a: b': ',\n  ', c: '": "' },
      '{"a: b": ",\\n  ", "c": "\\": \\""}',
    ],
    ['empty object and array', [{}, []], '[{}, []]'],
    [
      'undefined and functions, as JSON.stringify',
      { a: undefined, b: [undefined, () => 1], c: 1 },
      '{"b": [null, null], "c": 1}',
    ],
    ['toJSON', { at: new Date(0) }, '{"at": "1970-01-01T00:00:00.000Z"}'],
    [
      'beyond the depth of the fast way',
      JSON.parse(`${'['.repeat(200)}1, 2${']'.repeat(200)}`),
      `${'['.repeat(200)}1, 2${']'.repeat(200)}`,
    ],
  ])('%s', (_case, value, text) => {
    expect(pythonJson(value)).toBe(text);
  });

  test.each([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a BigInt', { n: 1n }],
  ])('%s is refused with a TypeError', (_case, value) => {
    expect(() => pythonJson(value)).toThrow(TypeError);
  });

  test('a cycle is refused with a TypeError', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => pythonJson(cycle)).toThrow(TypeError);
  });
});

describe('written straight into memory', () => {
  const text = fc.oneof(
    anyText({ maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom('"', '\\', '\n', '\t', '\u0000', '/', 'é', '€', '\u{1f430}', '\ud800', '\udc00', 'a'),
    }),
    anyText({ minLength: 250, maxLength: 260 }),
  );
  const number = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.constantFrom(-0, 0x7fff_ffff, 0x8000_0000, 1e21),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, text, number, fc.boolean(), fc.constant(null), tie('array'), tie('object')),
    array: fc.array(tie('value'), { maxLength: 4 }),
    object: fc.dictionary(text, fc.oneof(tie('value'), fc.constant(undefined)), { noNullPrototype: true }),
  }));

  test('values of JSON are the same text', () => {
    fc.assert(
      fc.property(value, (value) => {
        expect(written(value)).toBe(reference(value));
      }),
    );
  });

  test('anything else is left, or the same text', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true, maxDepth: 4 }), (value) => {
        const text = written(value);
        if (text !== undefined) expect(text).toBe(reference(value));
      }),
    );
  });

  test.each([
    ['undefined', undefined],
    ['a function in an object', { a: () => 1 }],
    ['a BigInt', [1n]],
    ['toJSON in an object', { toJSON: () => 1 }],
    ['toJSON in an array', Object.assign([1], { toJSON: () => 1 })],
    ['a boxed primitive', [new Number(1)]],
    ['a value of a class', new Map()],
    ['what is deep', JSON.parse(`${'['.repeat(65)}${']'.repeat(65)}`)],
  ])('%s is left', (_case, value) => {
    expect(written(value)).toBeUndefined();
  });

  test('a value that does not fit is left, and nothing is written outside', () => {
    fc.assert(
      fc.property(value, fc.nat({ max: 30 }), (value, at) => {
        const { length } = Buffer.from(reference(value));
        for (let short = 1; short <= Math.min(length, 20); short++) {
          const room = Buffer.alloc(at + length + 40, 0xff);
          expect(writeJson(value, room.subarray(0, at + length - short), at)).toBe(UNWRITTEN);
          expect(room.subarray(at + length - short).every((byte) => byte === 0xff)).toBe(true);
          expect(room.subarray(0, at).every((byte) => byte === 0xff)).toBe(true);
        }
      }),
    );
  });
});
