import type { Args, Expression } from '../model.js';
import { refuse } from './refuse.js';
import { unavailable } from './unavailable.js';

/** What XState calls the actor itself in `sendTo`, after SCXML (6.2.4). */
const INTERNAL = '#_internal';

/**
 * Reads whom a `sendTo` is for. A half can only send to itself: `({ self }) => self`.
 *
 * @returns what finds out at run time; undefined where it is certain.
 */
export function readTarget(target: unknown, path: string): ((args: Args, params: unknown) => void) | undefined {
  if (typeof target === 'function') {
    return (args, params) => checkTarget((target as Expression)(args, params));
  }
  return isSelf(target) ? undefined : refuse(path, '`sendTo` (or `sendParent`, `forwardTo`) another actor', ADVICE);
}

/** @throws {TypeError} for any target but the half itself. */
export function checkTarget(target: unknown): void {
  if (!isSelf(target)) {
    throw new TypeError(`A half can send an event only to itself. ${ADVICE}`);
  }
}

const ADVICE = 'Use `emit` to tell the application; for the half itself, `raise` or `sendTo(({ self }) => self, …)`.';

/** Where a function gives nothing, XState takes the actor itself. */
function isSelf(target: unknown): boolean {
  return !target || target === unavailable || target === INTERNAL;
}
