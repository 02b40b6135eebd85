/**
 * Serving from several processes. The program is run again in each of them; the call below is where their ways part: in the first
 * process it starts the others and resolves with what stands for all of them, in the others it serves until it is told to stop.
 */
import cluster from 'node:cluster';
import type { ClusterOptions, ClusterServer, Startable } from './cluster-server.js';
import { Primary } from './primary.js';
import { clusterSettings } from './settings.js';
import { serveInWorker } from './worker.js';

/**
 * Serves from all cores: the processes take connections in turn (node:cluster; `NODE_CLUSTER_SCHED_POLICY`). What is written after it
 * runs in the first process only, which does not serve itself. What is written before it, and `start`, runs in each.
 *
 * A process that ends without being told to is replaced, after a wait that grows (`backoff`).
 *
 * @throws RangeError naming an option that is out of range; TypeError for an option of an unknown name; Error with what `start` threw in
 *   the first process to fail.
 * @example
 * const server = await onAllCores(() => serve(jsonHeader(), answer, tcp({ port: 65432 })));
 * process.once('SIGTERM', () => server.close());
 */
export async function onAllCores(
  start: () => Promise<Startable>,
  options: ClusterOptions = {},
): Promise<ClusterServer> {
  const settings = clusterSettings(options);
  if (cluster.isWorker) return await serveInWorker(start);
  const primary = new Primary(settings);
  await primary.start();
  return primary;
}
