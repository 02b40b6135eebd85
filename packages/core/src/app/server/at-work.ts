/** A message that a handler is at work on: what it weighs is found out when somebody asks, once. */
import type { Scale } from '../../calls/weigh.js';

export interface AtWork {
  readonly message: unknown;
  /** Bytes of memory, roughly; -1 where nobody has asked. */
  weight: number;
}

/** The one that a connection answers, where that takes its time. */
export interface Late<TIn> extends AtWork {
  message: TIn;
  /** False while the backlog is gone through, up to the next message that takes its time. */
  answering: boolean;
  /** Messages that were handed out meanwhile: a machine may emit several for one frame. */
  readonly backlog: TIn[];
  /** Resolves when output has room again. */
  whenWritable: (() => void) | undefined;
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
