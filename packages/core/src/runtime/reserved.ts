/** Says whether XState gives events of this type a meaning of its own. (Those of `after` and `onDone` are ordinary.) */
export function isReserved(type: string): boolean {
  return type === 'xstate.init' || type === 'xstate.stop' || type.startsWith('xstate.error.actor');
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
