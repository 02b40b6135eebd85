import { missingPrograms, redisBenchmark, startRedis } from '../harness/redis.js';
import { Remote } from '../harness/remote.js';
import { row } from '../harness/report.js';
import { ratioOf, spreadOf } from '../harness/statistics.js';
import type { Suite } from '../harness/suite.js';

const DEPTH = 16;
const TESTS = ['ping_mbulk', 'set'];

const missing = missingPrograms();

export const redis: Suite = {
  name: 'redis',
  title: 'RESP over TCP: redis-benchmark on ours and on redis-server',
  notes: [
    `redis-benchmark -P ${DEPTH}: 50 connections with so many requests under way on each; SET with three bytes. Ours is respServer`,
    'with respService, on one thread of Node; redis-server is written in C. Requests per second, as redis-benchmark says.',
    ...(missing.length === 0 ? [] : [`LEFT OUT: ${missing.join(' and ')} cannot be found on this machine.`]),
  ],
  async run({ quick, effort: { launches } }) {
    if (missing.length > 0) return [];
    const ours: number[][] = TESTS.map(() => []);
    const theirs: number[][] = TESTS.map(() => []);
    const requests = quick ? 50_000 : 200_000;
    for (let launch = 0; launch < launches; launch++) {
      const remote = await Remote.start({ module: 'protocol-servers', subject: 'resp: ours' });
      const server = await startRedis();
      try {
        const port = await remote.call<number>('port');
        await redisBenchmark(port, { tests: TESTS, requests, depth: DEPTH });
        for (let round = 0; round < ROUNDS; round++) {
          for (const [rates, at] of [[ours, port] as const, [theirs, server.port] as const]) {
            const measured = await redisBenchmark(at, { tests: TESTS, requests, depth: DEPTH });
            for (const [test, rate] of measured.entries()) rates[test]?.push(rate);
          }
        }
      } finally {
        await Promise.all([remote.close(), server.close()]);
      }
    }
    return TESTS.map((test, i) =>
      row(
        `${test === 'set' ? 'SET' : 'PING'}: ours ÷ redis-server`,
        figure('ours', ours[i]!),
        figure('redis-server', theirs[i]!),
        ratioOf(ours[i]!, theirs[i]!),
      ),
    );
  },
};

/** In each launch. */
const ROUNDS = 3;

const figure = (name: string, rates: readonly number[]) => ({ name, value: spreadOf(rates).median, unit: '/s' });
