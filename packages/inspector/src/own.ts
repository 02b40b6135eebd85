/** What a table has of its own under a name that somebody else gave: `constructor` and the like are none of it. */
export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
