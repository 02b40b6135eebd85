import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ChildExecutor } from '../src/isolation/child-executor.js';
import type { Verdict } from '../src/run/outcome.js';
import type { RunMode } from '../src/run/request.js';
import { settlesWithin } from '../src/run/settle.js';
import { TimeLimit } from '../src/run/time-limit.js';

// A machine that stands still, or does something else, is no hang of the parser that runs on it. What does hang is found all the
// same: what computes for ever, what waits for ever, and what never comes to rest.

const LIMIT = 200;
const RUN_ONCE = fileURLToPath(new URL('./kit/run-once.mjs', import.meta.url));
const module = new URL('./subjects/standing-still.mjs', import.meta.url);

const INNOCENT = ['stopsInACall', 'stopsInAPromise', 'stopsBeforeItIsQuiet', 'stopsWhileItIsOpened'];
const GUILTY: readonly (readonly [name: string, during: string])[] = [
  ['loops', 'loop'],
  ['blocks', 'loop'],
  ['neverSettles', 'write'],
  ['neverEnds', 'end'],
  ['neverOpens', 'open'],
  ['neverQuiet', 'settling'],
];

describe.concurrent.each([
  ['in the own process, call by call', (name: string) => inOwnProcess(name, 'asynchronous')],
  ['in a child', inChild],
] as const)('%s', { timeout: 60_000 }, (_where, run) => {
  test.each(INNOCENT)('a parser whose process %s is not hung', async (name) => {
    expect(await run(name)).toEqual({ type: 'finished' });
  });

  test.each(GUILTY)('a parser that %s is hung', async (name, during) => {
    expect(await run(name)).toEqual({ type: 'hung', during });
  });
});

describe.concurrent('in the own process, many runs under one guard', { timeout: 60_000 }, () => {
  test('a parser whose process stops in a call is not hung', async () => {
    expect(await inOwnProcess('stopsInACall', 'synchronous')).toEqual({ type: 'finished' });
  });

  test.each(['loops', 'blocks'])('a parser that %s is hung', async (name) => {
    expect(await inOwnProcess(name, 'synchronous')).toEqual({ type: 'hung', during: 'loop' });
  });
});

describe('a limit of time', () => {
  test('counts a jump of the clock as a small part', () => {
    const limit = withClock([0, 1, 5_000, 5_001, 9_000]);
    expect([limit.isOver(), limit.isOver(), limit.isOver(), limit.isOver()]).toEqual([false, false, false, false]);
  });

  test('is used up by so many turns as take that long', () => {
    const limit = withClock([0, ...Array.from({ length: 25 }, (_, turn) => (turn + 1) * 10)]);
    const looks = Array.from({ length: 25 }, () => limit.isOver());
    expect(looks.indexOf(true)).toBe(LIMIT / 10 - 1);
  });

  test('counts all of a pause that was asked for', () => {
    expect(withClock([0, LIMIT + 1]).isOver(LIMIT)).toBe(true);
  });
});

test('a promise that settles after the thread was busy for longer than the limit has settled in time', async () => {
  const turns = (async () => {
    for (let turn = 0; turn < 6; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
  })();
  const settled = settlesWithin(turns, 30);
  const began = performance.now();
  while (performance.now() - began < 100);
  expect(await settled).toBe(true);
});

function withClock(times: readonly number[]): TimeLimit {
  const left = [...times];
  return new TimeLimit(LIMIT, () => left.shift() ?? Number.POSITIVE_INFINITY);
}

async function inOwnProcess(name: string, timing: RunMode['timing']): Promise<Verdict> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN_ONCE, name, timing, String(LIMIT)]);
  return JSON.parse(stdout).verdict;
}

async function inChild(exportName: string): Promise<Verdict | undefined> {
  const executor = new ChildExecutor({ module, exportName });
  const patience = { turns: 4, between: 0, atLast: 0 };
  const mode: RunMode = {
    ...({ ending: 'end', timing: 'asynchronous', patience, timeLimit: LIMIT } as const),
    ...({ padding: 0, memory: 'ignore', together: 1 } as const),
  };
  try {
    const chunkings = [{ cuts: [1], pacing: 'tick' }] as const;
    return (await executor.run({ input: Buffer.from('ab'), chunkings, mode }))[0]?.verdict;
  } finally {
    await executor.close();
  }
}
