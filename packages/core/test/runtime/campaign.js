/**
 * Runs random machines on XState and on both runtimes until so many machine-event steps agree: `pnpm agree`.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

const USAGE = `pnpm agree [--steps 1000000] [--seed <number>] [--workers 2]

Machines come in batches, each with a seed of its own: the first has the one that is printed, the next ones count on from it. A
failure prints the machine, shrunk, and the seed of its batch; --seed <that> --steps 1 runs just this batch again.`;

const values = valuesGiven();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const target = atLeastOne('steps');
const firstSeed = Number(values.seed);
if (!Number.isInteger(firstSeed)) refuse(`--seed must be an integer, not ${values.seed}`);
const progressEvery = 100_000;
/** What a batch comes to, about. Only as many run at once as are needed. */
const stepsPerBatch = 5000;

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const built = `${root}node_modules/.cache/core-campaign`;
execFileSync(
  `${root}node_modules/.bin/tsc`,
  ['-p', fileURLToPath(new URL('tsconfig.campaign.json', import.meta.url))],
  {
    stdio: 'inherit',
  },
);
const { Coverage, features } = await import(`${built}/test/runtime/differential/features.js`);

console.log(`seed ${firstSeed}, ${target} steps`);
const coverage = new Coverage();
const failures = [];
const started = performance.now();
let nextSeed = firstSeed;
let steps = 0;
const workers = Math.min(atLeastOne('workers'), Math.ceil(target / stepsPerBatch));
await Promise.all(Array.from({ length: workers }, work));
report();

async function work() {
  while (steps < target && failures.length === 0) {
    const result = await runBatch(nextSeed++);
    const before = Math.floor(steps / progressEvery);
    steps += result.steps;
    coverage.merge(result.coverage);
    if (result.failure !== undefined) {
      failures.push(result);
    } else if (Math.floor(steps / progressEvery) > before) {
      console.log(`${steps} steps, ${coverage.cases} machines, ${elapsed()} s`);
    }
  }
}

/** In a thread of its own, with modules of its own. */
function runBatch(seed) {
  const worker = new Worker(`${built}/test/runtime/differential/worker.js`, { workerData: { seed } });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', (error) => reject(new Error(`the batch of seed ${seed} broke`, { cause: error })));
  });
}

function report() {
  for (const { seed, failure } of failures) {
    console.error(`${failure}\n\nRepeat with --seed ${seed} --steps 1\n`);
    process.exitCode = 1;
  }
  const verdict = failures.length === 0 ? 'all agree' : 'DISAGREEMENT';
  console.log(`${verdict}: ${steps} steps of ${coverage.cases} machines in ${elapsed()} s`);
  console.log('\ncases per feature, and those where it came in a step whose transitions had been taken often');
  for (const feature of features) {
    const counts = [coverage.count(feature), coverage.countOften(feature)];
    console.log(`${counts.map((count) => String(count).padStart(8)).join('')}  ${feature}`);
  }
  console.log('\nrarest pairs');
  for (const [first, second, count] of coverage.rarest().slice(0, 20)) {
    console.log(`${String(count).padStart(8)}  ${first} + ${second}`);
  }
}

function valuesGiven() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        steps: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        workers: { type: 'string', default: '2' },
      },
    }).values;
  } catch ({ message }) {
    return refuse(message);
  }
}

function refuse(message) {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function atLeastOne(option) {
  const number = Number(values[option]);
  if (!Number.isInteger(number) || number < 1) {
    refuse(`--${option} must be an integer from 1, not ${values[option]}`);
  }
  return number;
}

function elapsed() {
  return ((performance.now() - started) / 1000).toFixed(1);
}
