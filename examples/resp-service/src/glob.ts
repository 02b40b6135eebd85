/** Patterns of keys. */

/**
 * Whether a key is like the pattern: `?` any character, `*` any number of them, `[a-c]` and `[^a]` one of some, `\` takes the next
 * for itself. Takes time in proportion to both lengths multiplied, at worst.
 */
export function globTest(pattern: string): (key: string) => boolean {
  const parts = parse(pattern);
  return (key) => matches(parts, key);
}

type Part = 'any' | ((character: string) => boolean);

/** Goes back to the last `*` only: an earlier one could take nothing that the last one cannot. */
function matches(parts: readonly Part[], key: string): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let from = 0;
  while (at < key.length) {
    const test = parts[part];
    if (test === 'any') {
      star = part;
      from = at;
      part += 1;
    } else if (test?.(key[at] as string)) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      part = star + 1;
      from += 1;
      at = from;
    } else return false;
  }
  while (parts[part] === 'any') part += 1;
  return part === parts.length;
}

function parse(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '*') parts.push('any');
    else if (character === '?') parts.push(() => true);
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 1);
      const close = end < 0 ? pattern.length : end;
      parts.push(oneOf(pattern.slice(at + 1, close)));
      at = close;
    } else {
      if (character === '\\' && at + 1 < pattern.length) at += 1;
      const wanted = pattern[at];
      parts.push((one) => one === wanted);
    }
  }
  return parts;
}

function oneOf(text: string): (character: string) => boolean {
  const negated = text.startsWith('^');
  const ranges: [string, string][] = [];
  for (let at = negated ? 1 : 0; at < text.length; at++) {
    const first = text[at] as string;
    const last = text[at + 1] === '-' ? text[at + 2] : undefined;
    ranges.push([first, last ?? first]);
    if (last !== undefined) at += 2;
  }
  return (character) => ranges.some(([first, last]) => character >= first && character <= last) !== negated;
}
