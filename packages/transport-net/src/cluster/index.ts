/** One server in as many processes as there are cores, over node:cluster. */
export type { ClusterOptions, ClusterServer, Replacement, Startable } from './cluster-server.js';
export { onAllCores } from './on-all-cores.js';
