/** Roughly how much memory a message holds, whatever it is: for a limit, not for an account. */

/** Characters of its texts, bytes of its arrays of bytes, and something for each value. What it has twice counts once. */
export function weigh(message: unknown): number {
  if (typeof message !== 'object' || message === null) return weighFlat(message);
  let sum = 0;
  const seen = new Set<object>([message]);
  // A set hands out what is added to it on the way.
  for (const value of seen) {
    sum += EACH;
    if (ArrayBuffer.isView(value)) {
      sum += value.byteLength;
      continue;
    }
    for (const part of partsOf(value)) {
      if (typeof part === 'object' && part !== null) seen.add(part);
      else sum += weighFlat(part);
    }
  }
  return sum;
}

const weighFlat = (value: unknown): number => EACH + (typeof value === 'string' ? value.length : 0);

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Object.values(value);
}

/** What an engine takes for a value, at least. */
const EACH = 8;
