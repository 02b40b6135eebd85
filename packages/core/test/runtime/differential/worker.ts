import { parentPort } from 'node:worker_threads';
import { runBatch } from './batch.js';

/** Runs the batches that the campaign sends. */
parentPort?.on('message', ({ seed, machines }: { readonly seed: number; readonly machines: number }) => {
  const { steps, coverage, failure } = runBatch(seed, machines);
  parentPort?.postMessage({ seed, steps, cases: coverage.cases, counts: coverage.toJSON(), failure });
});
