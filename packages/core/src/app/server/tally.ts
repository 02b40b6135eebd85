/** How many there are of each kind; of most kinds there are none. */

/** One more of this kind. */
export function count<TKey>(counts: Map<TKey, number>, key: TKey): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** One less. A kind of which none is left is forgotten. */
export function uncount<TKey>(counts: Map<TKey, number>, key: TKey): void {
  const left = (counts.get(key) ?? 1) - 1;
  if (left === 0) counts.delete(key);
  else counts.set(key, left);
}
