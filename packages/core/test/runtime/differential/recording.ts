/** What one step of a run comes to, in plain data: the same for every way of running a machine. */
export interface Moment {
  readonly state: string;
  readonly context: unknown;
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  readonly deadline: number;
  /** Guards, actions, delays, transitions and what was emitted, in the order in which they came. */
  readonly log: readonly string[];
  readonly emitted: readonly unknown[];
  readonly edgeCounts: readonly number[];
  readonly stateCounts: readonly number[];
  /** The other run of the machine, if there is one. */
  readonly peer: PeerMoment | undefined;
}

export type PeerMoment = Pick<Moment, 'state' | 'context' | 'status' | 'output' | 'error' | 'deadline'>;

/** What a run emits and may be answered. */
export interface Emitted {
  readonly type: string;
  readonly n?: number;
  readonly reply?: string;
}

/** One machine at work. */
export interface Subject {
  send(type: string, value: number, now: number): void;
  /** Fires one timer that is due, if there is one, and gives the type of its event. */
  fire(now: number): string | undefined;
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

/** An object's own properties, in their order, and what it inherits, as plain data. */
export function propertiesOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const prototype = Object.getPrototypeOf(value);
  return [
    Object.entries(value).map(([key, one]) => [key, propertiesOf(one)]),
    ...(prototype === Object.prototype ? [] : [propertiesOf(prototype)]),
  ];
}
