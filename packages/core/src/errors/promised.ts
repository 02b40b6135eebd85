/** A promise where a value is asked for. Nobody waits for it: what takes its time is the work of the application. */

/** @throws what a value throws that must not be looked at */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  );
}

/** Whether a value is a promise where none may be. What it rejects with ends nothing: that there is one is told already. */
export function isStray(value: unknown): boolean {
  if (!isPromise(value)) return false;
  Promise.resolve(value).catch(() => {});
  return true;
}
