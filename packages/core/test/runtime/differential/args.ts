/** What the functions of a random machine get. */
import type { AnyEventObject } from 'xstate';
import type { Feature } from './features.js';

export interface Context {
  readonly n: number;
  readonly m: number;
  readonly k?: number;
}

export interface Args {
  readonly context: Context;
  readonly event: AnyEventObject;
}

/** Writes down that a function ran, and what with. */
export type Ran = (what: Feature | undefined, args: Args, params: unknown) => void;

/** A number that follows from all of it. */
export function measure({ context, event }: Args): number {
  const { value } = event as unknown as { value?: number };
  return context.n + context.m + (value ?? 0);
}
