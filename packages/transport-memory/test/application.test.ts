import { connect, serve } from '@wirechart/core';
import { expect, test } from 'vitest';
import { byteByByte, simulatedNetwork } from '../src/index.js';
import { lines } from './support/line-protocol.js';

test('an application written for TCP: runs by itself', async () => {
  const network = simulatedNetwork({ seed: 1, latency: 5, chunking: byteByByte() });
  const server = await serve(lines(), async (line) => line.toUpperCase(), network.endpoint('server'));
  const client = await connect(lines(), network.endpoint('server'));
  expect(await client.request('hello')).toBe('HELLO');
  expect(await Promise.all(['a', 'b', 'c'].map((line) => client.request(line)))).toEqual(['A', 'B', 'C']);
  await client.close();
  await server.close();
  expect(network.clock.now()).toBeGreaterThan(20);
});
