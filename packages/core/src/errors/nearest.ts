/** Which of the known words was meant. */

/**
 * The known word that `word` is most like: it differs in the case of letters only, or by one slip, or by two where one of both
 * has six letters or more; words of two letters have no slips. Undefined when none is like it, or when it is a known word itself.
 *
 * For messages about names that somebody mistyped; {@link checkOptions} makes one of its own.
 *
 * @param most how many slips there may be at all. Default 2
 * @example
 * nearest('ecoh-server', ['echo-client', 'echo-server']); // 'echo-server'
 */
export function nearest(word: string, known: Iterable<string>, most = 2): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    if (candidate === word) return undefined;
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips < least && slips <= slipsIn(Math.max(word.length, candidate.length))) {
      best = candidate;
      least = slips;
    }
  }
  return best;
}

/** "Did you mean …": how a message ends that has a nearest word to offer. */
export function orNearest(word: string, known: Iterable<string>, otherwise: string): string {
  const meant = nearest(word, known);
  return meant === undefined ? otherwise : `Write '${meant}'`;
}

/** How many slips a word of so many letters may have and still be meant. */
function slipsIn(letters: number): number {
  if (letters < 3) return 0;
  return letters < 6 ? 1 : 2;
}

/** Letters too many, too few, wrong, or swapped with their neighbour (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, at(beforeLast, j - 2) + 1);
      }
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] as number;
