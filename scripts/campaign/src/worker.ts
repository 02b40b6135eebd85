/** A thread of a campaign: every so many-th seed. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkSeed, type Failure } from './check-seed.js';
import { type Counts, countsOf } from './coverage.js';
import { loadSubjects, subjectOf } from './load-subjects.js';
import type { CampaignOptions } from './options.js';

export interface WorkerTask {
  readonly options: CampaignOptions;
  /** Number of this worker, from 0. */
  readonly worker: number;
}

/** What a worker says from time to time; `done` and `counts` since it started. */
export interface WorkerReport {
  readonly done: number;
  readonly failures: readonly Failure[];
  readonly counts: Readonly<Record<string, Counts>>;
  readonly over: boolean;
}

/** Milliseconds between reports. */
const REPORT_EVERY = 250;

const { options, worker } = workerData as WorkerTask;
const subjects = await loadSubjects(options.subjects, options.protocol);
const end = options.seed + options.seeds;
/** What nobody awaits must not go wrong either. */
const stray: unknown[] = [];
process.on('unhandledRejection', (reason) => stray.push(reason));

let done = 0;
let failures: Failure[] = [];
let reported = performance.now();

for (let seed = options.seed + worker; seed < end; seed += options.workers) {
  const subject = subjectOf(subjects, seed);
  const failure = await checkSeed(subject, seed);
  // Unhandled rejections are told when the microtasks are done.
  await new Promise((resolve) => setImmediate(resolve));
  if (failure !== undefined) failures.push(failure);
  for (const reason of stray.splice(0)) {
    failures.push({ subject: subject.name, seed, violations: [`unhandled rejection: ${String(reason)}`] });
  }
  done += 1;
  if (performance.now() - reported > REPORT_EVERY) report(false);
}
report(true);

function report(over: boolean): void {
  reported = performance.now();
  const counts = Object.fromEntries(subjects.map((subject) => [subject.name, countsOf(subject)]));
  parentPort?.postMessage({ done, failures, counts, over } satisfies WorkerReport);
  failures = [];
}
