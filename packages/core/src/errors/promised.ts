/** A promise where a value is asked for. Nobody waits for it: what takes its time is the work of the application. */

/** @throws what a value throws that must not be looked at */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}
