/** What one step of a run comes to, in plain data: the same for every way of running a machine. */
export interface Moment {
  readonly state: string;
  readonly context: unknown;
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly deadline: number;
  /** Guards, actions, delays and transitions in the order in which they came. */
  readonly log: readonly string[];
  readonly emitted: readonly unknown[];
  readonly edgeCounts: readonly number[];
  readonly stateCounts: readonly number[];
}

/** One machine at work. */
export interface Subject {
  send(type: string, value: number, now: number): void;
  /** Fires one timer that is due, if there is one. */
  fire(now: number): boolean;
  moment(): Moment;
}

export function errorText(error: unknown): string | undefined {
  if (error === undefined) {
    return undefined;
  }
  const { message } = error as Error;
  // Each has its own words for the one thing that XState says only on demand.
  return /does not come to rest|Infinite loop/.test(message) ? 'endless chain' : message;
}
