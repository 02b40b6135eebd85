/**
 * Draws charts in a thread of its own, one after the other: laying one out takes up to a second while ELK is new to the processor, and
 * the program, or the one that is inspected where that is the same, would stand still for so long.
 */
import { Worker } from 'node:worker_threads';
import type { Chart } from '../feed.js';

export interface Drawing {
  readonly svg: Promise<string>;
  /** Somebody waits for it: it is drawn before those that nobody waits for, and the program does not end before it is there. */
  hurry(): void;
}

/** What the thread answers to a chart. */
export type Drawn = { readonly svg: string } | { readonly fault: string };

interface Job {
  readonly chart: Chart;
  readonly settle: (drawn: Drawn) => void;
  isAwaited: boolean;
}

export function drawAside(chart: Chart): Drawing {
  let settle: Job['settle'] = () => undefined;
  const svg = new Promise<string>((resolve, reject) => {
    settle = (drawn) => ('svg' in drawn ? resolve(drawn.svg) : reject(new Error(drawn.fault)));
  });
  // Nobody need wait for it.
  svg.catch(() => undefined);
  const job: Job = { chart, settle, isAwaited: false };
  jobs.push(job);
  work();
  return {
    svg,
    hurry() {
      job.isAwaited = true;
      keepAlive();
    },
  };
}

const jobs: Job[] = [];
let underWay: Job | undefined;
let thread: Worker | undefined;
let ending: NodeJS.Timeout | undefined;

function work(): void {
  if (underWay !== undefined) return;
  const next = Math.max(
    0,
    jobs.findIndex(({ isAwaited }) => isAwaited),
  );
  [underWay] = jobs.splice(next, 1);
  clearTimeout(ending);
  if (underWay === undefined) {
    ending = setTimeout(letGo, IDLE).unref();
    thread?.unref();
    return;
  }
  thread ??= begin();
  thread.postMessage(underWay.chart);
  keepAlive();
}

function done(drawn: Drawn): void {
  const job = underWay;
  underWay = undefined;
  job?.settle(drawn);
  work();
}

/** What comes while it ends goes to another one. */
function letGo(): void {
  const idle = thread;
  thread = undefined;
  void idle?.terminate();
}

function keepAlive(): void {
  if (underWay?.isAwaited === true || jobs.some(({ isAwaited }) => isAwaited)) thread?.ref();
  else thread?.unref();
}

function begin(): Worker {
  // What the program was started with, such as a loader, is not meant for it.
  const begun = new Worker(SCRIPT, { execArgv: [] });
  const ended = (fault: string): void => {
    if (thread !== begun) return;
    // Before the next chart: it gets another one.
    thread = undefined;
    done({ fault });
  };
  begun.on('message', done);
  begun.on('error', ({ message }) => ended(message));
  begun.on('exit', () => ended('the thread that draws charts has ended'));
  return begun;
}

/** Milliseconds after which one that has nothing to do is let go, and with it some 50 MB. */
const IDLE = 60_000;
/** As it was built, also where this module is read as it was written. */
const SCRIPT = new URL('../../dist/layout/worker.js', import.meta.url);
