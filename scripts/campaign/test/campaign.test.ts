import { describe, expect, test } from 'vitest';
import { checkPlan, checkSeed } from '../src/check-seed.js';
import { countsOf, coverageText } from '../src/coverage.js';
import { optionsFrom } from '../src/options.js';
import { type Plan, planOf } from '../src/plan.js';
import { failureReport } from '../src/report.js';
import { shrink } from '../src/shrink.js';
import type { Subject } from '../src/subject.js';
import { subjects } from '../src/subjects.js';
import { short } from './support/short.js';

/** Of each protocol: all together take a few seconds. */
const SEEDS = 100;

describe('a slice of the campaign', () => {
  // Others than last time, and the same for every protocol; what fails names its seed.
  const first = Number(process.env['CAMPAIGN_SEED'] ?? Math.floor(Math.random() * 1e9));
  for (const subject of subjects) {
    test(`${subject.name}: ${SEEDS} seeds from ${first}`, async () => {
      for (let seed = first; seed < first + SEEDS; seed++) expect(await checkSeed(subject, seed)).toBeUndefined();
    }, 30_000);
  }

  test('goes through every state of the reference protocol', async () => {
    const [reference] = subjects as [Subject];
    for (let seed = 1; seed <= 150; seed++) await checkSeed(reference, seed);
    expect(coverageText(countsOf(reference))).toMatch(/^states (\d+)\/\1, /);
  }, 30_000);
});

describe('plans', () => {
  test('of one seed are the same, of two are not', () => {
    expect(planOf(7)).toEqual(planOf(7));
    expect(planOf(7)).not.toEqual(planOf(8));
  });

  test('are shrunk to what fails', async () => {
    const culprit = (plan: Plan) => plan.clients.some(({ requests }) => requests.some((length) => length >= 10));
    let seed = 1;
    while (!culprit(planOf(seed)) || planOf(seed).clients.length < 3) seed += 1;
    const smallest = await shrink(planOf(seed), async (plan) => culprit(plan));
    const lengths = smallest.clients.flatMap(({ requests }) => requests);
    expect(lengths).toHaveLength(1);
    expect(lengths[0]).toBeLessThan(20);
    expect(smallest.network).toMatchObject({ chunking: 'as written', latency: [0, 0] });
  });
});

async function firstFailure(subject: Subject) {
  for (let seed = 1; seed <= 2000; seed++) {
    const failure = await checkSeed(subject, seed);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

describe('a mistake is found', () => {
  test('and nothing where there is none', async () => {
    for (let seed = 1; seed <= 100; seed++) expect(await checkSeed(short(), seed)).toBeUndefined();
  });

  test.each([
    ['loses a byte', /was handed|got '/],
    ['never goes on', /failed without a cause/],
    ['shares state', /was handed|got '/],
    ['refuses a text', /local codec-threw/],
  ] as const)('%s', async (mistake, saying) => {
    expect((await firstFailure(short(mistake)))?.violations.join('\n')).toMatch(saying);
  });

  test('and reported with its seed, a small plan, the trace and the command that repeats it', async () => {
    const subject = short('refuses a text');
    const failure = await firstFailure(subject);
    const report = await failureReport(failure!, subject, optionsFrom(['--protocol', 'short']));
    expect(report).toContain(`seed ${failure!.seed}`);
    expect(report).toMatch(/"requests":\[0(,0)?\]/);
    expect(report).toMatch(/server data/);
    expect(report).toContain(`pnpm campaign --seeds 1 --seed ${failure!.seed} --workers 1 --protocol short`);
  });

  test('by a plan that is run again: another trace', async () => {
    let runs = 0;
    const steady = short();
    const unsteady: Subject = {
      ...steady,
      message: (text) => {
        runs += 1;
        return runs > 3 ? `${text} ` : text;
      },
    };
    const plan: Plan = {
      ...planOf(1),
      server: { delay: 0, early: undefined },
      clients: [{ start: 0, requests: [5], pipelined: false, stays: false, trouble: undefined }],
    };
    expect((await checkPlan(unsteady, plan, true)).join('\n')).toMatch(/the same seed gave another trace/);
  });
});

describe('options', () => {
  test('take numbers with separators', () => {
    expect(optionsFrom(['--seeds', '1_000_000', '--seed', '5'])).toMatchObject({ seeds: 1_000_000, seed: 5 });
  });

  test.each([['--seeds', '0'], ['--workers', 'x'], ['--nothing']])('refuse %s %s', (...args) => {
    expect(() => optionsFrom(args.filter((arg) => arg !== undefined))).toThrow();
  });
});
