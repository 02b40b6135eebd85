import { expect, test } from 'vitest';
// The server of a storm is a process of its own, of what was built.
import { storm } from '../dist/chaos/run.js';

test('a slice of the storm: no request that was handled is lost, or answered twice, and the others hardly notice', async () => {
  const figures = await storm({ connections: 200, milliseconds: 2_200 });
  expect(figures).toMatchObject({ lost: 0, twice: 0, ends: { end: 21 } });
  // More than what they all ask at once when they come, however busy the machine is.
  expect(figures.requests).toBeGreaterThan(81);
  // Each of those who misbehave was seen to.
  expect(figures.errors).toMatchObject({ 'timeout-header': expect.any(Number), truncated: expect.any(Number) });
  // Half of the time-out `drain`: the machine may be busy.
  expect(figures.closing).toBeLessThan(6_000);
}, 60_000);
