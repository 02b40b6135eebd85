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
      return JSON.stringify(value);
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
    const pair = `${JSON.stringify(key)}: ${field}`;
    text += text === '' ? pair : `, ${pair}`;
  }
  return `{${text}}`;
}

const DEEP = 64;
