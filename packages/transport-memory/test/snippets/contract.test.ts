import { transportContract } from '@wirechart/contract';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { test } from 'vitest';

const cases = transportContract({
  place: () => {
    const endpoint = simulatedNetwork({ run: 'everything' }).endpoint('server');
    return { listening: endpoint, connecting: () => endpoint };
  },
});
for (const { name, run } of cases) test(name, run);
