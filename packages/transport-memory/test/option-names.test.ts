/** What is misspelt is refused with what was meant: it would be a fault that is never planted. */
import { expect, test } from 'vitest';
import { simulatedNetwork, socketPair } from '../src/index.js';

const network = () => simulatedNetwork({ run: 'stepped' });

test.each<[string, string, string, (options: object) => unknown]>([
  ['socketPair', 'chunkng', 'chunking', (options) => socketPair(options)],
  ['socketPair', 'bandwith', 'bandwidth', (options) => socketPair(options)],
  ['simulatedNetwork', 'latencey', 'latency', (options) => simulatedNetwork(options)],
  ['simulatedNetwork', 'onTrase', 'onTrace', (options) => simulatedNetwork(options)],
  ['an endpoint', 'conectTimeout', 'connectTimeout', (options) => network().endpoint('server', options)],
  ['sends of an endpoint', 'segmentByte', 'segmentBytes', (sends) => network().endpoint('server', { sends })],
  ['setConditions', 'bandwith', 'bandwidth', (conditions) => network().setConditions('a', 'b', conditions)],
])('%s: %s is taken for %s', (_, wrong, meant, call) => {
  expect(() => call({ [wrong]: 1 })).toThrow(TypeError);
  expect(() => call({ [wrong]: 1 })).toThrow(`'${meant}'`);
});

test('a run: maxStep is taken for maxSteps', async () => {
  await expect(network().runUntilIdle({ maxStep: 1 } as object)).rejects.toThrow("'maxSteps'");
});

test.each<[string, () => unknown]>([
  ['run', () => simulatedNetwork({ run: 'trafic' as never })],
  ['memory', () => socketPair({ memory: 'guard' as never })],
  ['chunking', () => simulatedNetwork({ chunking: 1 as never })],
  ['latency', () => simulatedNetwork({ latency: [5, 1] })],
  ['bandwidth', () => simulatedNetwork({ bandwidth: 0 })],
  ['connectTimeout', () => network().endpoint('server', { connectTimeout: 0 })],
])('an impossible %s is refused by name, at once', (name, call) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(name);
});
