/**
 * Serving from several processes. The program is run again in each of them; the call below is where their ways part: in the first
 * process it starts the others and resolves with what stands for all of them, in the others it serves until it is told to stop.
 */
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import { checkOptions } from '@wirechart/core';
import type { ClusterOptions, ClusterServer, Startable } from './cluster-server.js';
import { Primary } from './primary.js';
import { serveInWorker } from './worker.js';

/**
 * Serves from all cores: the processes take connections in turn (node:cluster; `NODE_CLUSTER_SCHED_POLICY`). What is written after it
 * runs in the first process only, which does not serve itself. What is written before it, and `start`, runs in each.
 *
 * @throws RangeError for a number of processes that is not a positive integer; TypeError for an option of an unknown name; Error with what
 *   `start` threw in the first process to fail.
 * @example
 * const server = await onAllCores(() => serve(jsonHeader(), answer, tcp({ port: 65432 })));
 * process.once('SIGTERM', () => server.close());
 */
export async function onAllCores(
  start: () => Promise<Startable>,
  options: ClusterOptions = {},
): Promise<ClusterServer> {
  checkOptions<ClusterOptions>('onAllCores', options, { cores: true, onExit: true });
  const { cores = availableParallelism(), onExit = sayExit } = options;
  if (!(Number.isInteger(cores) && cores >= 1)) throw new RangeError(`cores must be a positive integer, not ${cores}`);
  if (cluster.isWorker) return await serveInWorker(start);
  const primary = new Primary(onExit);
  await primary.start(cores);
  return primary;
}

function sayExit(pid: number, why: number | string): void {
  console.error(`the server process ${pid} has ended (${why}); another one takes its place`);
}
