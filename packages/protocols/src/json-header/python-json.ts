/** JSON text as Python's `json.dumps(value, ensure_ascii=False)` writes it: a blank behind each comma and colon. */

/** @throws TypeError for a value that has no JSON text (undefined, a function, a symbol, a BigInt, a cycle). */
export function pythonJson(value: unknown): string {
  return plain(value, 0) ?? general(value);
}

/** Values whose text JSON.stringify finds by more than looking at them: what has `toJSON`, boxes a primitive, or is deep or a cycle. */
function general(value: unknown): string {
  const indented = JSON.stringify(value, null, 1);
  if (indented === undefined) throw new TypeError(`a ${typeof value} has no JSON text`);
  if (!indented.includes('\n')) return indented;
  // A line break inside of a string is written \n, so every real one is from indenting.
  return indented.replace(/,\n */g, ', ').replace(/\n */g, '');
}

/** The usual case, several times faster; undefined for a value that is not of it. */
function plain(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      if (depth === DEEP) return undefined;
      return Array.isArray(value) ? plainArray(value, depth) : plainObject(value, depth);
    default:
      return undefined;
  }
}

function plainArray(values: readonly unknown[], depth: number): string | undefined {
  if ('toJSON' in values) return undefined;
  let text = '';
  for (const value of values) {
    const element = plain(value, depth + 1);
    if (element === undefined) return undefined;
    text += text === '' ? element : `, ${element}`;
  }
  return `[${text}]`;
}

function plainObject(fields: object, depth: number): string | undefined {
  if (Object.getPrototypeOf(fields) !== Object.prototype || 'toJSON' in fields) return undefined;
  let text = '';
  for (const key of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[key];
    if (value === undefined) continue;
    const field = plain(value, depth + 1);
    if (field === undefined) return undefined;
    const pair = `${quoted(key)}: ${field}`;
    text += text === '' ? pair : `, ${pair}`;
  }
  return `{${text}}`;
}

/** Most strings are short and need no escape, which is seen sooner than said by a call. */
function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Controls, the quote, the backslash, and surrogates, which may be alone.
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

const SHORT = 64;
const DEEP = 64;
