/**
 * Delta debugging: takes away as many items as it can while `holds` stays true of what is left, first in large parts,
 * then one by one. The result holds, and no single item can be taken from it, unless it was `over` before that.
 */
export async function minimise<Item>(
  items: readonly Item[],
  holds: (items: readonly Item[]) => Promise<boolean>,
  over: () => boolean = () => false,
): Promise<readonly Item[]> {
  if (items.length > 0 && (await holds([]))) return [];
  let left = items;
  let size = Math.ceil(left.length / 2);
  while (left.length > 1 && !over()) {
    const smaller = await withoutOnePart(left, size, holds, over);
    if (smaller !== undefined) {
      left = smaller;
      size = Math.min(size, Math.ceil(left.length / 2));
    } else if (size === 1) break;
    else size = Math.ceil(size / 2);
  }
  return left;
}

async function withoutOnePart<Item>(
  items: readonly Item[],
  size: number,
  holds: (items: readonly Item[]) => Promise<boolean>,
  over: () => boolean,
): Promise<readonly Item[] | undefined> {
  for (let start = 0; start < items.length && !over(); start += size) {
    const rest = [...items.slice(0, start), ...items.slice(start + size)];
    if (rest.length < items.length && rest.length > 0 && (await holds(rest))) return rest;
  }
  return undefined;
}
