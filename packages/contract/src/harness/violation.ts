/** A contract was broken. The message says which law, in which case, and what was expected instead. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** @throws ContractViolation unless `holds`. */
export function demand(holds: boolean, message: string | (() => string)): asserts holds {
  if (!holds) throw new ContractViolation(typeof message === 'string' ? message : message());
}

/** @throws ContractViolation with both sides, from their first difference on, unless the two lists are equal. */
export function demandSame(what: string, actual: readonly string[], expected: readonly string[]): void {
  const length = Math.max(actual.length, expected.length);
  for (let at = 0; at < length; at++) {
    if (actual[at] === expected[at]) continue;
    throw new ContractViolation(
      `${what} differs at ${at}\n  expected ${shown(expected, at)}\n  got      ${shown(actual, at)}`,
    );
  }
}

function shown(lines: readonly string[], at: number): string {
  const next = lines.slice(at, at + CONTEXT);
  if (next.length === 0) return '(nothing more)';
  return next.join('\n           ') + (lines.length > at + CONTEXT ? '\n           …' : '');
}

const CONTEXT = 4;
