import { parentPort, workerData } from 'node:worker_threads';
import { machinesPerBatch, runBatch } from './batch.js';

/** Runs one batch of the campaign, and lives no longer: a batch comes out the same whatever ran before it. */
const { seed } = workerData as { readonly seed: number };
const { steps, coverage, failure } = runBatch(seed, machinesPerBatch);
parentPort?.postMessage({ seed, steps, coverage: coverage.toJSON(), failure });
