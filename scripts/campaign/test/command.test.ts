/** The command as people run it, over what was built. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const forgetful = fileURLToPath(new URL('./support/forgetful-subjects.mjs', import.meta.url));

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly progress: string;
}

function campaign(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, out, progress) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, progress });
    });
  });
}

test('runs all seeds, says how far it is and what it covered, and ends with status 0', async () => {
  const { status, out, progress } = await campaign('--seeds', '200', '--workers', '2');
  expect(out).toMatch(/^200 of 200 seeds, [\d,]+ per second, \d+ of \d+ states and edges, 0 failures$/m);
  expect(out).toMatch(/^json-header: states \d+\/\d+, edges \d+\/\d+$/m);
  expect(progress).toMatch(/of 200 seeds/);
  expect(status).toBe(0);
}, 30_000);

test('ends with status 1 for a failure, whose command repeats it', async () => {
  const first = await campaign('--seeds', '300', '--workers', '2', '--protocol', 'netstring', '--subjects', forgetful);
  expect(first.status).toBe(1);
  expect(first.out).toMatch(/FAILED: netstring, seed \d+/);
  const command = /repeat it:\n {2}pnpm campaign (.*)/.exec(first.out)?.[1] ?? '';
  const again = await campaign(...command.split(' '));
  expect(again.status).toBe(1);
  expect(again.out).toMatch(/the smallest plan that fails/);
}, 60_000);

test.each([[], ['bytes'], ['chaos'], ['tls']])(
  'explains itself when it is asked to: campaign %s --help',
  async (...kind) => {
    const { status, out } = await campaign(...kind, '--help');
    expect([status, out]).toEqual([0, expect.stringContaining(['pnpm campaign', ...kind].join(' '))]);
  },
);

test('explains itself when it is not understood, with status 2', async () => {
  const { status, progress } = await campaign('--seeds', 'many');
  expect([status, progress]).toEqual([2, expect.stringContaining('--seeds must be a whole number')]);
});
