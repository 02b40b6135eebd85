/** Why a filter finds nothing: it asks for a state that no chart has. */

/**
 * In words, with the state that is meant, as far as that can be told; undefined where each state that is asked for is there. A name
 * with `*` may be anything.
 *
 * @param paths of all states, dotted
 */
export function unknownState(filter: string, paths: readonly string[]): string | undefined {
  const names = new Set(paths.flatMap((path) => [path, ...path.split('.')]).filter((name) => name !== ''));
  const known = new Set([...names].map((name) => name.toLowerCase()));
  for (const [, quoted, plain] of filter.matchAll(TERM)) {
    const asked = (quoted ?? plain ?? '').split(',').filter((name) => name !== '');
    // One of several that is there is enough to find something.
    if (asked.length === 0 || asked.some((name) => name.includes('*') || known.has(name.toLowerCase()))) continue;
    const [first = ''] = asked;
    const nearest = nearestTo(first, [...names]);
    return `No chart has a state ${first}.${nearest === undefined ? '' : ` Do you mean ${nearest}?`}`;
  }
  return undefined;
}

/** The fields that name a state. */
const TERM = /(?<=^|\s)(?:state|read|write):(?:"([^"]*)"|(\S*))/gi;

/** Undefined where none is near: more than half of the name would have to change. */
function nearestTo(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((candidate) => ({ candidate, changes: changesBetween(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best !== undefined && best.changes <= Math.ceil(name.length / 2) ? best.candidate : undefined;
}

/** How many characters must be changed, added or taken away to make one of the other (Levenshtein). */
function changesBetween(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (above[j] as number) + 1, (row[j - 1] as number) + 1));
    }
    above = row;
  }
  return above[b.length] as number;
}
