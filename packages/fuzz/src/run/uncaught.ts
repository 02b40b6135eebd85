type Taker = (error: unknown) => void;

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;
const takers = new Set<Taker>();
let putBack: (() => void) | undefined;

/**
 * Takes exceptions and rejections that nobody handles, in place of the listeners that the process has, which would
 * end it or blame the test run. A parser that throws out of a timer is a finding.
 *
 * @returns Stops taking. The listeners of the process come back when nobody takes any more.
 */
export function captureUncaught(take: Taker): () => void {
  takers.add(take);
  putBack ??= replaceListeners();
  return () => {
    takers.delete(take);
    if (takers.size > 0) return;
    putBack?.();
    putBack = undefined;
  };
}

function tell(error: unknown): void {
  for (const take of takers) take(error);
}

function replaceListeners(): () => void {
  const before = EVENTS.map((event) => [event, process.rawListeners(event)] as const);
  for (const event of EVENTS) {
    process.removeAllListeners(event);
    process.on(event, tell);
  }
  return () => {
    for (const [event, listeners] of before) {
      process.removeListener(event, tell);
      for (const listener of listeners) process.on(event, listener as Taker);
    }
  };
}
