/** What XState's functions that make guards and actions are called, and whether a function is one of them or what they make. */
import {
  and,
  assign,
  cancel,
  emit,
  enqueueActions,
  forwardTo,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';

/** The name of the function that makes guards or actions which this is; undefined for any other. */
export function creatorNamed(given: unknown): string | undefined {
  if (typeof given !== 'function') return undefined;
  const own = Object.keys(CREATORS).find((name) => CREATORS[name] === given);
  if (own !== undefined) return own;
  // Another copy of XState has its own, which say in their text what they make.
  const text = String(given);
  const made = /['"`]xstate\.(\w+)['"`]/.exec(text)?.[1] ?? '';
  return Object.hasOwn(CREATORS, made) && /\.resolve\s*=/.test(text) ? made : undefined;
}

/** Whether it is an action that XState has made. */
export function isMadeAction(given: unknown): boolean {
  return typeof given === 'function' && 'resolve' in given && 'type' in given;
}

/** Whether it is a guard that XState has made. */
export function isMadeGuard(given: unknown): boolean {
  return typeof given === 'function' && 'check' in given;
}

const CREATORS: Readonly<Record<string, unknown>> = {
  and,
  assign,
  cancel,
  emit,
  enqueueActions,
  forwardTo,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  spawnChild,
  stateIn,
  stopChild,
};
