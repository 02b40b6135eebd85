/** A mistake of whoever wrote a protocol, in the words that it is told in. */

export interface Mistake {
  /** Where it was made: `state 'awaiting-line'`, `the root state`; undefined for the half as such. */
  readonly where: string | undefined;
  /** What is wrong, a clause. */
  readonly wrong: string;
  /** What to write instead, a sentence without its full stop. */
  readonly write: string;
}

/** The state at `path` (`''` for the root), as a mistake names it. */
export function stateNamed(path: string): string {
  return path === '' ? 'the root state' : `state '${path}'`;
}

/**
 * All mistakes of a protocol in one error.
 *
 * @param name of the protocol, as a message shows it; undefined where it has none
 */
export function definitionError(
  name: string | undefined,
  mistakes: readonly (readonly [what: string, Mistake])[],
): TypeError {
  const protocol = name === undefined ? 'A protocol without a name' : `Protocol ${name}`;
  const told = mistakes.map(([what, mistake]) => tell(what, mistake));
  if (told.length === 1) return new TypeError(`${protocol}, ${told[0]}`);
  return new TypeError(`${protocol} has ${told.length} mistakes:\n${told.map((text) => `- ${text}`).join('\n')}`);
}

function tell(what: string, { where, wrong, write }: Mistake): string {
  return `${what}${where === undefined ? '' : `, ${where}`}: ${wrong}. ${write}.`;
}
