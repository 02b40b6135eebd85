/** What can be chosen about a cluster, and the defaults. */
import { availableParallelism } from 'node:os';
import { type Backoff, checkOptions } from '@wirechart/core';
import { checkTimeout } from '../ranges.js';
import type { ClusterOptions, Replacement } from './cluster-server.js';

export type ClusterSettings = Required<Omit<ClusterOptions, 'backoff'>> & { readonly backoff: Backoff };

/** @throws RangeError naming an option that is out of range; TypeError for an option of an unknown name */
export function clusterSettings(options: ClusterOptions): ClusterSettings {
  checkOptions<ClusterOptions>('onAllCores', options, {
    cores: true,
    backoff: true,
    steady: true,
    closeTimeout: true,
    onExit: true,
    onKill: true,
  });
  const { cores = availableParallelism(), steady = 10_000, closeTimeout = 30_000 } = options;
  const { onExit = sayExit, onKill = sayKill } = options;
  if (!(Number.isInteger(cores) && cores >= 1)) throw new RangeError(`cores must be a positive integer, not ${cores}`);
  if (!(steady >= 0 && steady < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`steady must be milliseconds from 0, not ${steady}`);
  }
  checkTimeout('closeTimeout', closeTimeout);
  return { cores, steady, closeTimeout, onExit, onKill, backoff: backoffFrom(options.backoff ?? {}) };
}

function backoffFrom(given: Partial<Backoff>): Backoff {
  checkOptions<Backoff>('backoff', given as Backoff, { first: true, factor: true, most: true, jitter: true });
  const { first = 100, factor = 2, most = 30_000, jitter = 0.5 } = given;
  inRange('backoff.first', first, first > 0 && first < Number.POSITIVE_INFINITY, 'milliseconds above 0');
  inRange('backoff.factor', factor, factor >= 1 && factor < Number.POSITIVE_INFINITY, 'a number from 1');
  inRange('backoff.most', most, most >= first && most < Number.POSITIVE_INFINITY, 'milliseconds, from backoff.first');
  inRange('backoff.jitter', jitter, jitter >= 0 && jitter <= 1, 'a number from 0 to 1');
  return { first, factor, most, jitter };
}

function inRange(name: string, value: number, fits: boolean, range: string): void {
  if (!fits) throw new RangeError(`${name} must be ${range}, not ${value}`);
}

function sayExit(pid: number, why: number | string, { wait, error }: Replacement): void {
  const reason = error === undefined ? '' : `: ${error.message}`;
  console.error(
    `the server process ${pid} has ended (${why})${reason}; another one takes its place in ${Math.ceil(wait)} ms`,
  );
}

function sayKill(pid: number, after: number): void {
  console.error(`the server process ${pid} was killed: it had not ended ${after} ms after it was told to`);
}
