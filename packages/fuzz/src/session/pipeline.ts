import type { Chunking, Pacing } from '../plan/chunking.js';
import type { PlanStep } from '../plan/plan.js';
import type { Outcome } from '../run/outcome.js';
import type { Examination } from './examination.js';
import type { Runner } from './runner.js';

/** A step of a plan for one input. */
export interface Task {
  readonly of: Examination;
  readonly step: PlanStep;
  readonly pacings?: readonly Pacing[];
}

/** One batch of a task on its way; the last one of a task has no chunkings. */
interface Asked {
  readonly task: Task;
  readonly batch: readonly Chunking[];
  readonly outcomes: Promise<readonly Outcome[]>;
}

/** Batches beyond the one that is judged next: a slow one does not leave the others without work. */
const MOST_AHEAD = 16;

/**
 * Does tasks with as many batches on their way as the runner can work on, and judges them in their order: what is found
 * does not depend on what was faster.
 *
 * @param judged Told after each batch.
 */
export async function pursue(runner: Runner, tasks: Iterable<Task>, judged?: (task: Task) => void): Promise<void> {
  const underWay: Asked[] = [];
  const batches = batchesOf(tasks);
  let running = 0;
  let hasMore = true;
  const ask = () => {
    while (hasMore && !runner.stopped && running < runner.parallel && underWay.length < MOST_AHEAD) {
      const { value } = batches.next();
      hasMore = value !== undefined;
      if (value === undefined) return;
      const { task, batch } = value;
      const outcomes = batch.length === 0 || task.of.deadly ? Promise.resolve([]) : task.of.ask(batch);
      underWay.push({ task, batch, outcomes });
      running++;
      const settled = () => {
        running--;
        ask();
      };
      // Whoever waits for it later hears of the failure; nobody else may.
      outcomes.then(settled, settled);
    }
  };
  try {
    for (;;) {
      ask();
      const next = underWay.shift();
      if (next === undefined) return;
      const { task, batch } = next;
      const outcomes = await next.outcomes;
      if (batch.length === 0) await task.of.finish(task.step);
      else if (outcomes.length > 0) await task.of.judge(batch, outcomes);
      judged?.(task);
    }
  } finally {
    hasMore = false;
    await Promise.allSettled(underWay.map(({ outcomes }) => outcomes));
  }
}

function* batchesOf(tasks: Iterable<Task>): Generator<{ task: Task; batch: readonly Chunking[] }> {
  for (const task of tasks) {
    for (const batch of task.of.batches(task.step, task.pacings)) yield { task, batch };
    yield { task, batch: [] };
  }
}

/** The first of each, then the second of each, and so on. */
export function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}
