/** @throws RangeError for a word that is none of those known */
export function checkWord<T extends string>(option: string, given: T, known: readonly T[]): void {
  if (known.includes(given)) return;
  const last = known.length - 1;
  throw new RangeError(`${option} must be ${known.slice(0, last).join(', ')} or ${known[last]}, not ${given}`);
}
