/** How large a message is, roughly. */
import { expect, test } from 'vitest';
import { Scale } from '../../src/calls/weigh.js';

const loop: unknown[] = ['x'.repeat(100)];
loop.push(loop);
const shared = 'y'.repeat(1_000);

test.each<[string, unknown, number, number]>([
  ['a text', 'x'.repeat(1_000), 1_000, 1_100],
  ['bytes', new Uint8Array(1_000), 1_000, 1_100],
  ['nothing', null, 1, 100],
  ['a message with data', { kind: 'binary', content: new Uint8Array(1_000) }, 1_000, 1_200],
  ['an array of many small ones', new Array(300_000).fill(0), 2_000_000, 3_000_000],
  ['what lies deep', [[[{ a: { b: ['x'.repeat(1_000)] } }]]], 1_000, 1_400],
  ['maps and sets', new Map([['k'.repeat(500), new Set(['v'.repeat(500)])]]), 1_000, 1_200],
  ['many objects of nothing', Array.from({ length: 1_000 }, () => ({})), 40_000, 60_000],
  ['many bytes of their own', Array.from({ length: 1_000 }, () => new Uint8Array(1)), 90_000, 110_000],
  ['a circle', loop, 100, 200],
  ['the same object twice', [{ shared }].flatMap((one) => [one, one]), 1_000, 1_200],
])('%s', (_, message, least, most) => {
  const weight = new Scale().weigh(message);
  expect(weight).toBeGreaterThanOrEqual(least);
  expect(weight).toBeLessThanOrEqual(most);
});

test('views of one chunk weigh as much as the chunk, once: the first keeps all of it alive', () => {
  const scale = new Scale();
  const [one, other] = [new Uint8Array(65_536), new Uint8Array(65_536)];
  const weights = [one, one, one, other, one].map((chunk) => scale.weigh(chunk.subarray(7, 8)));
  expect(weights).toEqual([65_632, 97, 97, 65_632, 65_632]);
});

test('a view of memory that is no chunk weighs what it is', () => {
  expect(new Scale().weigh(new Uint8Array(new ArrayBuffer(1 << 26), 0, 10))).toBeLessThanOrEqual(1024 * 1024 + 96);
});
