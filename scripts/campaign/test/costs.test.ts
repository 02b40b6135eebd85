/** A slice of `pnpm costs`, as people run it, over what was built: a process of its own measures nothing but itself. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { growthOf, heldAfter } from '../src/costs/measure.js';
import { grown, search } from '../src/costs/search.js';
import { ready } from '../src/costs/subject.js';
import { quadratic } from './support/quadratic.js';

const main = fileURLToPath(new URL('../dist/costs/main.js', import.meta.url));
const YOUNG = ['--min-semi-space-size=256', '--max-semi-space-size=256'];

function costs(...args: string[]): Promise<{ readonly status: unknown; readonly out: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...YOUNG, main, ...args], (_, stdout, stderr) =>
      resolve({ status: child.exitCode, out: stdout + stderr }),
    );
  });
}

test.each([
  ['compiled', '20'],
  ['xstate', '0'],
])(
  'no byte costs more the more there are: every protocol and role, %s',
  async (runtime, tries) => {
    const { status, out } = await costs('--quick', '--runtime', runtime, '--tries', tries);
    expect({
      status,
      wrong: out
        .split('\n')
        .filter((line) => !line.startsWith('ok'))
        .join('\n'),
    }).toEqual({
      status: 0,
      wrong: '',
    });
  },
  300_000,
);

test('what costs the square of its length is seen', () => {
  const subject = ready(quadratic, 'compiled');
  const [input] = Object.values(quadratic.inputs) as [(size: number) => Uint8Array];
  expect(growthOf(subject, input, { least: 200 }).ratio).toBeGreaterThan(3);
});

test('what is held for each byte is seen', () => {
  const subject = ready(quadratic, 'compiled');
  const [input] = Object.values(quadratic.inputs) as [(size: number) => Uint8Array];
  expect(heldAfter(subject, input, 4_096)).toBeGreaterThan(4_096 * 8);
});

test('the search finds bytes that cost more than those that it knows', () => {
  const subject = ready({ ...quadratic, inputs: { harmless: (size) => new Uint8Array(size) } }, 'compiled');
  const [dearest] = search(subject, { seed: 1, tries: 300 });
  expect(grown(dearest!.shape, 4_096).filter((byte) => byte !== 0).length).toBeGreaterThan(100);
});

test.each([['--tries', 'x'], ['--protocol', 'none'], ['--runtime', 'none'], ['--nothing']])(
  'refuses %s %s',
  async (...args) => {
    const { status, out } = await costs(...args.filter((arg) => arg !== undefined));
    expect(status).toBe(2);
    expect(out).toContain('pnpm costs');
  },
);
