import { transportContract } from '@wirechart/contract';
import { describe, test } from 'vitest';
import { coalesced, fixedSize, type NetworkOptions, randomSizes, simulatedNetwork } from '../src/index.js';

const networks: Record<string, NetworkOptions> = {
  'as written': {},
  'coalesced, with small buffers': { chunking: coalesced(), receiveBuffer: 1000, highWater: 500, lowWater: 100 },
  'fixed sizes, with latency': { chunking: fixedSize(1000), latency: 5 },
  'random sizes, with changing latency': { chunking: randomSizes(), latency: [0, 30] },
  'limited bandwidth': { bandwidth: 10_000_000 },
  'guarded memory': { memory: 'guarded' },
};

for (const [name, options] of Object.entries(networks)) {
  describe(`the transport contract, in memory: ${name}`, () => {
    for (const { name, run } of transportContract({ place: () => placeIn(options), quiet: 1000 })) test(name, run);
  });
}

function placeIn(options: NetworkOptions) {
  const network = simulatedNetwork({ run: 'everything', maxSteps: 5_000_000, ...options });
  const endpoint = network.endpoint('server', { closeTimeout: Number.POSITIVE_INFINITY });
  return { listening: endpoint, connecting: () => endpoint };
}
