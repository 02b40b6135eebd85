/** The types of the events that XState makes itself. */
import type { AnyEventObject } from 'xstate';

export const initType = 'xstate.init';
export const stopType = 'xstate.stop';

/** How the events of delays begin: that of `after: { idle: … }` in the state with the id `s` is `xstate.after.idle.s`. */
export const afterPrefix = 'xstate.after.';
/** How the events of {@link doneType} begin. */
export const donePrefix = 'xstate.done.state.';

/** Raised when a final child of the state with this id is entered. */
export function doneType(stateId: string): string {
  return `${donePrefix}${stateId}`;
}

/** Whether XState makes the events of this type, those of delays and final states among them. */
export function isMadeByXState(type: string): boolean {
  return type.startsWith('xstate.');
}

/** Says whether XState keeps events of this type to itself. Those of `after` and `onDone` are ordinary. */
export function isReserved(type: string): boolean {
  return type === initType || type === stopType || type.startsWith('xstate.error.actor');
}

/**
 * Checks the type of an event that is sent from outside, and gives it back.
 *
 * @throws {TypeError} for the wildcard, for XState's own events, and for what is no text.
 */
export function checkEventType(type: unknown): string {
  if (typeof type !== 'string') {
    throw new TypeError(`An event needs a \`type\` that is a string, not ${String(type)}.`);
  }
  if (type === '*' || isReserved(type)) {
    throw new TypeError(`An event of type '${type}' cannot be sent to a half: XState gives it a meaning of its own.`);
  }
  return type;
}

/** What is wrong with an event that the machine itself has delayed; undefined if nothing is. Its function may have made anything. */
export function faultOf(event: AnyEventObject | undefined | null): unknown {
  try {
    checkEventType((event as AnyEventObject).type);
    return undefined;
  } catch (error) {
    return error;
  }
}

export function typeText(event: AnyEventObject | undefined | null): string {
  return String(event?.type);
}
