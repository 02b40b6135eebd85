/** A thread of the campaign. It says which input it is at, so that one that never ends is known. */
import { parentPort, workerData } from 'node:worker_threads';
import { LIVE_SOURCES, type RuntimeName } from '@wirechart/core';
import { type BatchReport, runBatch } from './batch.js';
import { nameOf } from './subject.js';
import { byteSubjects } from './subjects.js';

export interface BatchTask {
  readonly subject: string;
  readonly runtime: RuntimeName;
  readonly seed: number;
  readonly from: number;
  readonly inputs: number;
}

export type FromByteWorker = { readonly report: BatchReport } | { readonly stray: string };

// Nobody looks at these connections, and to keep them in view takes longer than some of them live.
(globalThis as Record<symbol, unknown>)[Symbol.for(LIVE_SOURCES)] = {
  begun: undefined,
  add: () => () => {},
  [Symbol.iterator]: () => [].values(),
};

const port = parentPort;
if (port === null) throw new Error('this is run as a worker');
const at = new BigInt64Array((workerData as { at: SharedArrayBuffer }).at);

const stray = (cause: unknown) =>
  port.postMessage({ stray: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

port.on('message', async ({ subject: name, runtime, seed, from, inputs }: BatchTask) => {
  const subject = byteSubjects.find((one) => nameOf(one) === name);
  if (subject === undefined) throw new Error(`no subject is named ${name}`);
  // Where errors were made is of interest in one that is repeated; for many it takes a quarter of the time to find out.
  Error.stackTraceLimit = inputs === 1 ? 10 : 0;
  const report = await runBatch(subject, runtime, seed, from, inputs, (input) => {
    at[0] = BigInt(input);
  });
  port.postMessage({ report } satisfies FromByteWorker);
});
