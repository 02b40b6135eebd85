/** A term of a filter, as both sides write them. A state's name may have blanks, which end a term. */
export function filterTerm(key: string, value: string): string {
  return `${key}:${/\s/.test(value) ? `"${value}"` : value}`;
}
