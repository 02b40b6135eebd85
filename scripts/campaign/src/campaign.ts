/** A campaign: workers on all cores, progress, and what came of it. */
import { Worker } from 'node:worker_threads';
import type { Failure } from './check-seed.js';
import { added, type Counts } from './coverage.js';
import type { CampaignOptions } from './options.js';
import type { WorkerReport, WorkerTask } from './worker.js';

export interface Progress {
  readonly done: number;
  readonly seeds: number;
  /** Seeds per second. */
  readonly rate: number;
  readonly failures: readonly Failure[];
  /** By protocol. */
  readonly counts: Readonly<Record<string, Counts>>;
}

/** Runs all seeds, or until there are enough failures. @throws when a worker breaks down. */
export async function runCampaign(
  options: CampaignOptions,
  onProgress: (progress: Progress) => void,
): Promise<Progress> {
  const started = performance.now();
  const reports = new Map<number, WorkerReport>();
  const failures: Failure[] = [];
  const progress = (): Progress => {
    const done = [...reports.values()].reduce((sum, report) => sum + report.done, 0);
    const counts: Record<string, Counts> = {};
    for (const report of reports.values()) {
      for (const [name, some] of Object.entries(report.counts)) counts[name] = added(counts[name] ?? {}, some);
    }
    return { done, seeds: options.seeds, rate: (done / (performance.now() - started)) * 1000, failures, counts };
  };
  const workers: Worker[] = [];
  const one = (worker: number) =>
    new Promise<void>((resolve, reject) => {
      const thread = new Worker(new URL('./worker.js', import.meta.url), {
        workerData: { options, worker } satisfies WorkerTask,
      });
      workers.push(thread);
      thread.on('message', (report: WorkerReport) => {
        reports.set(worker, report);
        failures.push(...report.failures);
        onProgress(progress());
        if (report.over) resolve();
        else if (failures.length >= ENOUGH) for (const each of workers) void each.terminate();
      });
      thread.on('error', reject);
      thread.on('exit', () => resolve());
    });
  const count = Math.min(options.workers, options.seeds);
  await Promise.all(Array.from({ length: count }, (_, worker) => one(worker)));
  return progress();
}

/** After so many failures the rest would tell nothing new. */
const ENOUGH = 20;
