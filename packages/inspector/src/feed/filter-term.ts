/**
 * A term of a filter, as both sides write them. A state's name may have blanks, which end a term, and commas and quotation marks, which
 * have a meaning of their own: there, anything will do.
 */
export function filterTerm(key: string, value: string): string {
  const plain = value.replace(/[,"]/g, '*');
  return `${key}:${/\s/.test(plain) ? `"${plain}"` : plain}`;
}
