/** JSON that is nested: refused by a limit of its own, and linear below it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { beyond, DEPTH } from '../../src/json-header/bounds.js';
import { jsonHeader } from '../../src/json-header/index.js';
import { pythonJson } from '../../src/json-header/python-json.js';
import { frame } from './frames.js';

const nested = (depth: number, inside = '') => `${'['.repeat(depth)}${inside}${']'.repeat(depth)}`;

describe('depth', () => {
  test('is counted as JSON.parse finds it', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    const text = fc.string({ unit: fc.constantFrom('[', '{', ']', '"', '\\', 'a', ',') });
    fc.assert(
      fc.property(fc.jsonValue(), text, fc.integer({ min: 1, max: 8 }), (value, key, most) => {
        const whole = { [key]: value, text: key };
        const bounds = { depth: most, elements: Number.POSITIVE_INFINITY };
        expect(beyond(JSON.stringify(whole), bounds)).toBe(depthOf(whole) > most ? 'depth' : undefined);
      }),
    );
  });

  test.each([
    [DEPTH, undefined],
    [DEPTH + 1, 'limit-depth'],
  ])('%d values within each other', (depth, code) => {
    const harness = new Harness(jsonHeader(), { answer: (message) => message });
    harness.receive(frame({}, nested(depth)));
    expect(harness.failure?.code).toBe(code);
    expect(harness.failure?.blame).toBe(code && 'remote');
    expect(harness.messages).toHaveLength(code === undefined ? 1 : 0);
  });

  test('is an option', () => {
    const harness = new Harness(jsonHeader({ depth: 3 }), { answer: (message) => message });
    expect(harness.receive(frame({}, nested(3))).receive(frame({}, nested(4))).failure).toMatchObject({
      code: 'limit-depth',
    });
    expect(() => jsonHeader({ depth: 0 })).toThrow(RangeError);
  });

  test('of a header is bounded too, and its fault is the remote’s', () => {
    const header = nested(30_000);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(header.length);
    const harness = new Harness(jsonHeader());
    harness.receive(Buffer.concat([length, Buffer.from(header)]));
    expect(harness.failure).toMatchObject({ code: 'limit-depth', blame: 'remote' });
  });

  test('16 MiB of opening brackets are not parsed', () => {
    const harness = new Harness(jsonHeader());
    harness.receive(frame({}, '['.repeat(16 * 1024 * 1024)));
    expect(harness.failure).toMatchObject({ code: 'limit-depth', blame: 'remote' });
  });
});

describe('elements', () => {
  test('are the commas, brackets and braces outside of strings, however they stand', () => {
    const text = fc.string({ unit: fc.constantFrom('[', '{', ']', '"', '\\', 'a', ',') });
    const countOf = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const members = Object.values(value);
      return 1 + Math.max(0, members.length - 1) + members.reduce((sum: number, one) => sum + countOf(one), 0);
    };
    fc.assert(
      fc.property(fc.jsonValue(), text, fc.integer({ min: 1, max: 12 }), (value, key, most) => {
        const whole = { [key]: value, text: key };
        const bounds = { depth: Number.POSITIVE_INFINITY, elements: most };
        expect(beyond(JSON.stringify(whole), bounds)).toBe(countOf(whole) > most ? 'elements' : undefined);
      }),
    );
  });

  test('are refused before anything is parsed, as many as are too much by default', () => {
    const most = 1024 * 1024;
    const list = (elements: number) => frame({}, `[${'{},'.repeat((elements - 1) / 2)}0]`);
    expect(new Harness(jsonHeader()).receive(list(most - 1)).failure).toBeUndefined();
    expect(new Harness(jsonHeader()).receive(list(most + 1)).failure).toMatchObject({
      code: 'limit-elements',
      blame: 'remote',
    });
  });

  test('are an option', () => {
    const harness = new Harness(jsonHeader({ elements: 3 }), { answer: (message) => message });
    expect(harness.receive(frame({}, '[1,2,3]')).failure).toBeUndefined();
    expect(harness.receive(frame({}, '[1,2,3,4]')).failure).toMatchObject({ code: 'limit-elements' });
    expect(() => jsonHeader({ elements: 1.5 })).toThrow(RangeError);
  });
});

test('writing takes time in proportion to length, not to length times depth', () => {
  const value = (zeros: number) => JSON.parse(nested(DEPTH, new Array(zeros).fill(0).join(','))) as unknown;
  expect(pythonJson(value(3))).toBe(nested(DEPTH, '0, 0, 0'));
  // The text that was made on the way had a blank for each level before each zero: more than a string can have.
  const text = pythonJson(value(2_000_000));
  expect(text).toHaveLength(2 * DEPTH + 3 * 2_000_000 - 2);
});
