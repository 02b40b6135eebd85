/**
 * What XState makes of an exception in the guard of an event, word for word, so that both runtimes end with the same error.
 * Here the exception itself is its `cause`.
 *
 * @param guard The guard's name; undefined for an inline one.
 * @param source Id of the state that declares the transition.
 */
export function guardError(guard: string | undefined, source: string, event: string, thrown: unknown): Error {
  const named = guard === undefined ? '' : `'${guard}' `;
  return new Error(
    `Unable to evaluate guard ${named}in transition for event '${event}' in state node '${source}':\n${(thrown as Error).message}`,
    { cause: thrown },
  );
}
