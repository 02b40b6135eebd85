/** Of the known names the one that was probably meant, or undefined if none is like it. */
export function nearest(given: string, known: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let [best, least] = [undefined as string | undefined, Math.max(2, Math.ceil(given.length / 3)) + 1];
  for (const name of known) {
    const apart = distance(wanted, name.toLowerCase());
    if (apart < least) [best, least] = [name, apart];
  }
  return best;
}

/** `no option "plna"; did you mean "plan"?`, or with all that there are. */
export function unknownName(what: string, given: unknown, known: readonly string[]): string {
  const meant = typeof given === 'string' ? nearest(given, known) : undefined;
  const hint = meant === undefined ? `there are ${known.join(', ')}` : `did you mean ${JSON.stringify(meant)}?`;
  return `there is no ${what} ${JSON.stringify(given)}; ${hint}`;
}

/** Letters to put in, take out or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
