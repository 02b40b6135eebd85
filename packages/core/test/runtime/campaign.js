/**
 * Runs random machines on XState and on both runtimes until so many machine-event steps agree.
 *
 *   node packages/core/test/runtime/campaign.js [--steps 1000000] [--seed <number>] [--workers 2]
 *
 * A failure prints the machine, shrunk, and the seed of its batch; `--seed <that> --steps 1` repeats just this batch.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    workers: { type: 'string', default: '2' },
  },
});
const target = Number(values.steps);
const machinesPerBatch = 250;
const progressEvery = 100_000;

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const built = `${root}node_modules/.cache/core-campaign`;
execFileSync(
  `${root}node_modules/.bin/tsc`,
  ['-p', fileURLToPath(new URL('tsconfig.campaign.json', import.meta.url))],
  {
    stdio: 'inherit',
  },
);
const { Coverage } = await import(`${built}/test/runtime/differential/features.js`);

console.log(`seed ${values.seed}, ${target} steps`);
const coverage = new Coverage();
const started = performance.now();
let nextSeed = Number(values.seed);
let steps = 0;
const workers = Array.from(
  { length: Number(values.workers) },
  () => new Worker(`${built}/test/runtime/differential/worker.js`),
);

for (const worker of workers) {
  worker.on('message', (result) => {
    const before = Math.floor(steps / progressEvery);
    steps += result.steps;
    coverage.merge(result.cases, result.counts);
    if (result.failure !== undefined) {
      console.error(`${result.failure}\n\nRepeat with --seed ${result.seed} --steps 1`);
      process.exitCode = 1;
      finish();
    } else if (Math.floor(steps / progressEvery) > before) {
      console.log(`${steps} steps, ${coverage.cases} machines, ${elapsed()} s`);
    }
    if (steps < target && process.exitCode === undefined) {
      work(worker);
    } else {
      finish();
    }
  });
  work(worker);
}

function work(worker) {
  worker.postMessage({ seed: nextSeed, machines: machinesPerBatch });
  nextSeed += 1;
}

let finished = false;

function finish() {
  if (finished) {
    return;
  }
  finished = true;
  for (const worker of workers) {
    worker.terminate();
  }
  const verdict = process.exitCode === undefined ? 'all agree' : 'DISAGREEMENT';
  console.log(`${verdict}: ${steps} steps of ${coverage.cases} machines in ${elapsed()} s`);
  console.log('\ncases per feature');
  for (const [first, second, count] of coverage.rarest()) {
    if (first === second) {
      console.log(`${String(count).padStart(8)}  ${first}`);
    }
  }
  console.log('\nrarest pairs');
  for (const [first, second, count] of coverage.rarest().slice(0, 20)) {
    console.log(`${String(count).padStart(8)}  ${first} + ${second}`);
  }
}

function elapsed() {
  return ((performance.now() - started) / 1000).toFixed(1);
}
