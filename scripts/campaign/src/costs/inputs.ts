/** Ways to make bytes of a length that is asked for. */

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** The unit again and again, up to about so many bytes and at least once. */
export function repeated(unit: string | Uint8Array, size: number): Uint8Array {
  const bytes = typeof unit === 'string' ? bytesOf(unit) : unit;
  const whole = new Uint8Array(bytes.length * Math.max(1, Math.floor(size / bytes.length)));
  for (let at = 0; at < whole.length; at += bytes.length) whole.set(bytes, at);
  return whole;
}

export function joined(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const all = parts.map((part) => (typeof part === 'string' ? bytesOf(part) : part));
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Different units one after the other, up to about so many bytes. */
export function counted(unit: (n: number) => string, size: number): Uint8Array {
  let text = '';
  for (let n = 0; text.length < size; n++) text += unit(n);
  return bytesOf(text);
}
