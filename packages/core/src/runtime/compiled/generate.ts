/**
 * Makes a function from source text, or gives undefined where that is forbidden (a content security policy, or a runtime
 * without `eval`).
 *
 * The text must not contain anything that came from outside: only names that were checked to be identifiers.
 */
export function generate<T>(parameters: readonly string[], source: string): T | undefined {
  const made = known.get(source) ?? [];
  if (made.length < maxAlike && functions < maxFunctions) {
    functions += 1;
    made.push(make(parameters, source));
    known.set(source, made);
  }
  return made.at(-1) as T | undefined;
}

const known = new Map<string, unknown[]>();
let functions = 0;
/**
 * An engine learns by text whom a function calls, and inlines only where that is always the same one. So each use gets a
 * function of its own, until there are so many alike that somebody seems to make machines in a loop.
 */
const maxAlike = 16;
/** Machines are written by people: a program that comes to more than this stays with the generic way. */
const maxFunctions = 2000;

function make(parameters: readonly string[], source: string): unknown {
  try {
    return new Function(...parameters, source);
  } catch {
    return undefined;
  }
}
