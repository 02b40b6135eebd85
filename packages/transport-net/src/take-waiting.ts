/** What a listener does before it closes: the connections that the system has accepted already would be reset with it. */
import cluster from 'node:cluster';

/**
 * Resolves when those are taken: none has come for a while, or too many keep coming.
 *
 * @param accepted how many have come so far
 */
export async function takeWaiting(accepted: () => number): Promise<void> {
  const began = performance.now();
  let before: number;
  do {
    before = accepted();
    await new Promise((resolve) =>
      setTimeout(resolve, cluster.isWorker && ask === undefined ? QUIET_IN_WORKER : QUIET),
    );
    await justLooked(accepted, began + CLOSING_MOST);
  } while (accepted() !== before && performance.now() < began + CLOSING_QUIETLY);
  // What was sent before the answer has come before it.
  await ask?.();
}

/** @param whoHandsOver resolves when that process has handed over those that wait; else it is guessed */
export function askBeforeClosing(whoHandsOver: () => Promise<void>): void {
  ask = whoHandsOver;
}

let ask: (() => Promise<void>) | undefined;

/** Resolves right after a look at the system's queue that found nothing: what comes between that and the close is lost. */
async function justLooked(accepted: () => number, until: number): Promise<void> {
  for (let now = performance.now(); now < until; ) {
    const [before, then] = [accepted(), now];
    await new Promise((resolve) => setImmediate(resolve));
    now = performance.now();
    if (accepted() === before && now - then < SHORT_TURN) return;
  }
}

/** Milliseconds without a new connection, after which the system holds none back; longer where another process hands them over that cannot be asked. */
const QUIET = 20;
const QUIET_IN_WORKER = 200;
/** Milliseconds that a turn of the event loop takes in which there was hardly anything to do. */
const SHORT_TURN = 0.5;
/** Milliseconds for which a listener that closes waits for quiet, and those that it has, on a busy machine, to take what is there. */
const CLOSING_QUIETLY = 1_000;
const CLOSING_MOST = 5_000;
