/** The types of the events that XState makes itself. */

export const initType = 'xstate.init';
export const stopType = 'xstate.stop';

/** Raised when a final child of the state with this id is entered. */
export function doneType(stateId: string): string {
  return `xstate.done.state.${stateId}`;
}

/** Says whether XState keeps events of this type to itself. Those of `after` and `onDone` are ordinary. */
export function isReserved(type: string): boolean {
  return type === initType || type === stopType || type.startsWith('xstate.error.actor');
}

/**
 * Checks the type of an event that is sent from outside, and gives it back.
 *
 * @throws {TypeError} for the wildcard and for XState's own events.
 */
export function checkEventType(type: string): string {
  if (type === '*' || isReserved(type)) {
    throw new TypeError(`An event of type '${type}' cannot be sent to a half: XState gives it a meaning of its own.`);
  }
  return type;
}
