/** How a JSON value begins: its text as `JSON.stringify` writes it, given up soon after `most` code units. */
export function jsonStart(value: unknown, most: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, most));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const isList = Array.isArray(value);
  let text = isList ? '[' : '{';
  let first = true;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (text.length > most) return text;
    const name = isList ? '' : `${JSON.stringify(key.slice(0, most))}:`;
    text += `${first ? '' : ','}${name}${jsonStart((value as Record<string, unknown>)[key], most - text.length)}`;
    first = false;
  }
  return text + (isList ? ']' : '}');
}
