/** What both roles can be told. */
import type { HalfInput, Limits, Timeouts } from '@wirechart/core';

export interface RespOptions {
  /** `headerBytes` is the longest line, `contentBytes` the strings of one message together. */
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
  /**
   * Most elements of one message, nested ones included. Default 1,048,576, as Redis allowed in a request before 7.0. A positive
   * integer or Infinity.
   */
  readonly elements?: number;
}

/** What bounds one request. */
export interface RequestBounds {
  readonly headerBytes: number;
  readonly contentBytes: number;
  readonly elements: number;
}

/** What bounds one reply. */
export interface ReplyBounds extends RequestBounds {
  readonly depth: number;
}

export function boundsFrom({ limits }: HalfInput, elements: number): RequestBounds {
  return { headerBytes: limits.headerBytes, contentBytes: limits.contentBytes, elements };
}

/** @throws RangeError naming the option. */
export function positive(name: string, value: number): number {
  if (value >= 1 && Math.floor(value) === value) return value;
  throw new RangeError(`${name} must be a positive integer or Infinity, not ${value}`);
}

export const ELEMENTS = 1024 * 1024;
/** Redis nests half a dozen deep at most, and hiredis reads nine; this is for modules and scripts. */
export const DEPTH = 32;
