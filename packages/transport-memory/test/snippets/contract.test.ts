import { simulatedNetwork } from '@wirechart/transport-memory';
import { transportContract } from '@wirechart/transport-memory/contract';
import { test } from 'vitest';

const cases = transportContract({
  place: () => {
    const endpoint = simulatedNetwork({ run: 'everything' }).endpoint('server');
    return { listening: endpoint, connecting: () => endpoint };
  },
});
for (const { name, run } of cases) test(name, run);
