import { connect, serve } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatTrace, randomSizes, simulatedNetwork } from '../src/index.js';
import { lines } from './support/line-protocol.js';
import { runs } from './support/run.js';

/** A run with everything in it that is random: several clients, latencies, chunk sizes, stalls and a reset. */
async function trace(seed: number): Promise<string> {
  const records: string[] = [];
  const network = simulatedNetwork({
    seed,
    run: 'stepped',
    latency: [1, 40],
    bandwidth: 20_000,
    chunking: randomSizes(),
    onTrace: (record) => records.push(formatTrace(record)),
    onConnection: (connection) => {
      connection.stallAfter('server', network.random.integer(0, 200), network.random.integer(1, 100));
      if (connection.id === 2) connection.resetAfter('client', network.random.integer(0, 400));
    },
  });
  const server = await serve(lines(), async (line) => `${line}!`, network.endpoint('server'), { onError: () => {} });
  const client = async (from: string) => {
    const client = await connect(lines(), network.endpoint('server', { from }));
    const lengths = Array.from({ length: 5 }, () => network.random.integer(1, 100));
    await Promise.allSettled(lengths.map((length) => client.request('x'.repeat(length))));
    await client.close();
  };
  await network.runUntil(Promise.all(['a', 'b', 'c'].map(client)));
  await network.runUntil(server.close());
  return records.join('\n');
}

test('the same seed, gives the same trace, byte for byte', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      expect(await trace(seed)).toBe(await trace(seed));
    }),
    runs(20),
  );
});

test('another seed, gives another trace', async () => {
  const traces = await Promise.all([1, 2, 3, 4, 5].map(trace));
  expect(new Set(traces).size).toBe(5);
});

// Written on one machine and compared on every other. `npx vitest run -u` writes it anew after a change of the simulation.
test('the trace of seed 1, is the one on file', async () => {
  await expect(`${await trace(1)}\n`).toMatchFileSnapshot('./fixtures/seed-1.trace');
});
