/** Options that both roles take, and the defaults of these protocols. */
import type { Limits, Timeouts } from '@wirechart/core';

export interface MemcachedOptions {
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

export type Defaults = Required<MemcachedOptions>;

export function withDefaults({ limits, timeouts }: MemcachedOptions, defaults: Partial<Limits> = {}): Defaults {
  return { limits: { ...defaults, ...limits }, timeouts: { ...TIMEOUTS, ...timeouts } };
}

/** The longest value that memcached takes unless it is told otherwise (its option -I). A client's replies have many of them. */
export const SERVER_LIMITS: Partial<Limits> = { contentBytes: 1024 * 1024 };

/** Clients keep connections open and idle; memcached closes none for it unless it is told to (its option idle_timeout). */
const TIMEOUTS: Partial<Timeouts> = { idle: Number.POSITIVE_INFINITY };
