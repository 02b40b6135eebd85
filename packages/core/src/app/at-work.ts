/** A message that a handler is at work on: what it weighs is found out when somebody asks, once. */
import type { Scale } from '../calls/weigh.js';

export interface AtWork {
  readonly message: unknown;
  /** Bytes of memory, roughly; -1 where nobody has asked. */
  weight: number;
}

/** Bytes of memory, roughly. A message that cannot be looked at counts for nothing more than its bytes on the wire. */
export function weightOf(one: AtWork, scale: Scale): number {
  if (one.weight >= 0) return one.weight;
  try {
    one.weight = scale.weigh(one.message);
  } catch {
    one.weight = 0;
  }
  return one.weight;
}
