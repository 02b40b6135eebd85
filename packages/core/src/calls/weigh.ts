/** Roughly how much memory a message holds, whatever it is: for a limit, not for an account. */

/** Characters of its texts, bytes of its arrays of bytes, and something for each value. What it has twice counts once. */
export function weigh(message: unknown): number {
  if (!isNested(message)) return weighFlat(message);
  let sum = 0;
  let nested: Set<object> | undefined;
  const lookAt = (value: object) => {
    sum += EACH;
    for (const part of partsOf(value)) {
      if (isNested(part)) {
        nested ??= new Set([message]);
        nested.add(part);
      } else sum += weighFlat(part);
    }
  };
  lookAt(message);
  if (nested === undefined) return sum;
  // A set hands out what is added to it on the way.
  for (const value of nested) if (value !== message) lookAt(value);
  return sum;
}

/** Whether there are values in it to be weighed by themselves. */
const isNested = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

function weighFlat(value: unknown): number {
  if (typeof value === 'string') return EACH + value.length;
  return ArrayBuffer.isView(value) ? EACH + value.byteLength : EACH;
}

function partsOf(value: object): Iterable<unknown> {
  if (Array.isArray(value) || value instanceof Set) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Object.values(value);
}

/** What an engine takes for a value, at least. */
const EACH = 8;
