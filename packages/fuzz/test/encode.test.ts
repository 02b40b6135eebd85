import { expect, test } from 'vitest';
import { encode } from '../src/canonical/encode.js';

test.each([
  ['a lone surrogate and its escape', '\ud83d', '\\ud83d'],
  ['zero and minus zero', 0, -0],
  ['undefined and nothing', { a: undefined }, {}],
  ['a number and its text', 1, '1'],
  ['a bigint and a number', 1n, 1],
  ['bytes and the text of them', Buffer.from('a'), 'a'],
  ['a typed array and bytes', new Uint16Array([1]), new Uint8Array([1, 0])],
  ['arrays of other nesting', [[1], 2], [1, [2]]],
  ['a map and an object', new Map([['a', 1]]), { a: 1 }],
  [
    'maps in other order',
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
    new Map([
      ['b', 2],
      ['a', 1],
    ]),
  ],
  ['errors with other words', new Error('a'), new Error('b')],
  ['dates', new Date(0), new Date(1)],
  ['classes of other names', new (class A {})(), new (class B {})()],
])('%s differ', (_name, a, b) => {
  expect(encode(a)).not.toBe(encode(b));
});

test.each([
  ['a Buffer and a Uint8Array', Buffer.from('ab'), Uint8Array.of(97, 98)],
  ['objects in other order', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['objects with and without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['not a number', Number.NaN, 0 / 0],
])('%s are the same', (_name, a, b) => {
  expect(encode(a)).toBe(encode(b));
});

test('a circle ends', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  expect(encode(circle)).toBe('{"self": [circular 1]}');
});
