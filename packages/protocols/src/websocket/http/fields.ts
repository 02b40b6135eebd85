/** Field values by name in lower case; a name that stands several times has several. */
export type Fields = ReadonlyMap<string, readonly string[]>;
