import { connectionContract } from '@wirechart/contract';
import fc from 'fast-check';
import { test } from 'vitest';
import { lines } from '../support/lines.js';

const cases = connectionContract({
  name: 'lines',
  client: () => lines(),
  server: () => lines(),
  request: fc.stringMatching(/^[a-z]{0,30}$/),
  replies: (line) => [line.toUpperCase()],
});
for (const { name, run } of cases) test(name, run);
