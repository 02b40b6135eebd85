/**
 * Makes a function from source text, or gives undefined where that is forbidden (a content security policy, or a runtime
 * without `eval`). The same source gives the same function.
 *
 * The text must not contain anything that came from outside: only names that were checked to be identifiers.
 */
export function generate<T>(parameters: readonly string[], source: string): T | undefined {
  let made = known.get(source);
  if (made === undefined && known.size < maxKnown) {
    made = make(parameters, source);
    known.set(source, made);
  }
  return made as T | undefined;
}

const known = new Map<string, unknown>();
/** Machines are written by people: a program that comes to more than this makes them in a loop, and stays with the generic way. */
const maxKnown = 2000;

function make(parameters: readonly string[], source: string): unknown {
  try {
    return new Function(...parameters, source);
  } catch {
    return undefined;
  }
}
