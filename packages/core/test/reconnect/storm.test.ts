/**
 * Clients that come back, under partitions, resets and restarts, from a seed: every request that was acknowledged has happened, none
 * had another's reply, and what is not safe has happened once at most. `STORMS=10000` runs as many.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reconnecting, WirechartError } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { randomSizes } from '../kit/world.js';
import { place } from './kit.js';

interface Blow {
  readonly kind: 'restart' | 'partition' | 'reset' | 'refuse' | 'calm';
  readonly lasts: number;
}

const blow: fc.Arbitrary<Blow> = fc.record({
  kind: fc.constantFrom('restart', 'partition', 'reset', 'refuse', 'calm', 'calm'),
  lasts: fc.integer({ min: 1, max: 4_000 }),
});

const RUNS = Number(process.env['STORMS'] ?? 60);

test('whatever the network does', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e9 }),
      fc.array(blow, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 3 }),
      storm,
    ),
    {
      numRuns: RUNS,
      examples: [
        // The simulation ended a run before the client had reacted to its last step.
        [
          1,
          [
            { kind: 'restart', lasts: 519 },
            { kind: 'restart', lasts: 1 },
            { kind: 'partition', lasts: 2959 },
          ],
          1,
        ],
        // A client asks on a connection whose reset has not arrived.
        [
          481342041,
          [
            { kind: 'restart', lasts: 379 },
            { kind: 'restart', lasts: 2663 },
            { kind: 'restart', lasts: 1 },
          ],
          1,
        ],
      ],
    },
  );
});

async function storm(seed: number, blows: readonly Blow[], clients: number): Promise<void> {
  const at = place({ seed, latency: [1, 30], chunking: randomSizes(), maxSteps: 2_000_000 });
  const { network } = at;
  const answer = (line: string) =>
    new Promise<string>((resolve) =>
      network.clock.setTimer(() => resolve(`did ${line}`), network.random.integer(0, 50)),
    );
  await at.start(answer);

  const all = Array.from({ length: clients }, (_, number) => {
    const timeouts = { reply: 3_000, idle: Number.POSITIVE_INFINITY, drain: 1_000 };
    const endpoint = network.endpoint('server', { from: `client${number}`, connectTimeout: 1_000 });
    return reconnecting(lines(), endpoint, { timeouts, steady: 500, backoff: { most: 1_000 } });
  });
  let over = false;
  const asked: { readonly line: string; readonly safe: boolean; outcome?: string | WirechartError }[] = [];
  const working = all.map(async (client, number) => {
    for (let turn = 0; !over; turn++) {
      const safe = network.random.integer(0, 1) === 1;
      const request: (typeof asked)[number] = { line: `${number}-${turn}`, safe };
      asked.push(request);
      try {
        request.outcome = await client.request(request.line, { safe });
      } catch (error) {
        request.outcome = error as WirechartError;
      }
      await new Promise<void>((resolve) => network.clock.setTimer(resolve, network.random.integer(1, 100)));
    }
  });

  for (const { kind, lasts } of blows) {
    if (kind === 'restart' || kind === 'refuse') await at.stop();
    if (kind === 'restart') await at.start(answer);
    if (kind === 'partition')
      for (let number = 0; number < clients; number++) network.hold(`client${number}`, 'server');
    if (kind === 'reset') for (const peer of at.peers) if (network.random.integer(0, 1) === 1) peer.abort();
    await network.advanceBy(lasts);
    if (kind === 'partition')
      for (let number = 0; number < clients; number++) network.release(`client${number}`, 'server');
    if (kind === 'refuse') await at.start(answer);
  }
  over = true;
  await network.runUntil(Promise.all(working));
  // When all is calm, everybody is served again. The reset of the last restart may be on its way still, so these may be sent twice.
  const last = Promise.all(all.map((client, number) => client.request(`last-${number}`, { safe: true })));
  expect(await network.runUntil(last)).toEqual(all.map((_, number) => `did last-${number}`));
  await network.runUntil(Promise.all(all.map((client) => client.abort())));

  for (const { line, safe, outcome } of asked) {
    const times = at.answered.filter((one) => one === line).length;
    if (typeof outcome === 'string') {
      expect(outcome).toBe(`did ${line}`);
      expect(times).toBeGreaterThanOrEqual(1);
    } else {
      expect(outcome).toBeInstanceOf(WirechartError);
      if (outcome?.sent === 'no') expect(times).toBe(0);
    }
    if (!safe) expect(times).toBeLessThanOrEqual(1);
  }
}
