/** What a machine collects: a list that grows without being copied, the last one first. */
export type Collected<T> = { readonly last: T; readonly before: Collected<T> } | undefined;

/** As an array, the first one first. */
export function inOrder<T>(collected: Collected<T>): T[] {
  const all: T[] = [];
  for (let at = collected; at !== undefined; at = at.before) all.push(at.last);
  return all.reverse();
}
