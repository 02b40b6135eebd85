import { inject } from 'vitest';

/**
 * How many of something that only shows in great numbers: all of them for the compiled runtime, and a tenth on XState's
 * interpreter, which takes many times as long for each.
 */
export function load(count: number): number {
  return inject('defaultRuntime') === 'compiled' ? count : Math.ceil(count / 10);
}
