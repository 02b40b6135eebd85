import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pythonJson } from '../src/json-header/python-json.js';

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

describe('JSON as Python writes it', () => {
  test('any value: a blank behind each comma and colon, and nothing else different from JSON.stringify', () => {
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
