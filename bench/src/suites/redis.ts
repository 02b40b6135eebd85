import { missingPrograms, redisBenchmark, startRedis } from '../harness/redis.js';
import { Remote } from '../harness/remote.js';
import { atLeast, row } from '../harness/report.js';
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
    'As near as Node can: node:net that reads nothing of what it is asked and answers each chunk with so many fixed replies is the most',
    'that a server on it can reach, and has a row beside ours. redis-benchmark itself takes a core: where the rows are near 1, it is the limit.',
    ...(missing.length === 0 ? [] : [`LEFT OUT: ${missing.join(' and ')} cannot be found on this machine.`]),
  ],
  async run({ quick, effort: { launches } }) {
    if (missing.length > 0) return [];
    const plan = { tests: TESTS, requests: quick ? 50_000 : 400_000, depth: DEPTH };
    const rates = { ours: noRates(), unread: noRates(), theirs: noRates() };
    for (let launch = 0; launch < launches; launch++) {
      const ours = await Remote.start({ module: 'protocol-servers', subject: 'resp: ours' });
      const unread = await Remote.start({ module: 'protocol-servers', subject: 'resp: unread' });
      const theirs = await startRedis();
      try {
        const ports = {
          ours: await ours.call<number>('port'),
          unread: await unread.call<number>('port'),
          theirs: theirs.port,
        };
        for (const port of Object.values(ports)) await redisBenchmark(port, plan);
        for (let round = 0; round < ROUNDS; round++) {
          for (const who of ['ours', 'theirs', 'unread'] as const) {
            const measured = await redisBenchmark(ports[who], plan);
            for (const [test, rate] of measured.entries()) rates[who][test]?.push(rate);
          }
        }
      } finally {
        await Promise.all([ours.close(), unread.close(), theirs.close()]);
      }
    }
    return TESTS.flatMap((test, i) => {
      const name = test === 'set' ? 'SET' : 'PING';
      const [ours, unread, theirs] = [rates.ours[i]!, rates.unread[i]!, rates.theirs[i]!];
      const redisServer = figure('redis-server', theirs);
      return [
        row(`${name}: ours ÷ redis-server`, figure('ours', ours), redisServer, ratioOf(ours, theirs), atLeast(0.6)),
        row(
          `${name}: node:net that reads nothing ÷ redis-server`,
          figure('node:net', unread),
          redisServer,
          ratioOf(unread, theirs),
        ),
      ];
    });
  },
};

/** In each launch. */
const ROUNDS = 3;

const noRates = (): number[][] => TESTS.map(() => []);

const figure = (name: string, rates: readonly number[]) => ({ name, value: spreadOf(rates).median, unit: '/s' });
