/**
 * What `Object.assign({}, created)` makes, as XState does with the context that a machine's function creates. Engines have a
 * faster way for `{ ...created }`, which differs for one name only: that property of a plain object is its prototype.
 */
export function firstContext(created: unknown): object {
  const copy = { ...(created as object) };
  return Object.hasOwn(copy, '__proto__') ? Object.assign({}, copy) : copy;
}
