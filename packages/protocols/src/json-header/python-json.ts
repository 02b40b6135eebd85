/** JSON text as Python's `json.dumps(value, ensure_ascii=False)` writes it: a blank after each comma and colon. */

/** @throws TypeError for a value that has no JSON text (undefined, a function, a symbol, a BigInt, a cycle). */
export function pythonJson(value: unknown): string {
  const indented = JSON.stringify(value, null, 1);
  if (indented === undefined) throw new TypeError(`a ${typeof value} has no JSON text`);
  if (!indented.includes('\n')) return indented;
  // A line break inside of a string is written \n, so every real one is from indenting.
  return indented.replace(/,\n */g, ', ').replace(/\n */g, '');
}
