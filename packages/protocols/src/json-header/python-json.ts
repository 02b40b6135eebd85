/** JSON text as Python's `json.dumps(value, ensure_ascii=False)` writes it: a blank after each comma and colon. */

import { endOfString } from './bounds.js';

/** @throws TypeError for a value that has no JSON text (undefined, a function, a symbol, a BigInt, a cycle). */
export function pythonJson(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} has no JSON text`);
  // Indenting and taking the line breaks out again is shorter to write, but takes time in proportion to length times depth.
  let spaced = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) i = endOfString(text, i);
    else if (unit === COMMA || unit === COLON) {
      spaced += `${text.slice(from, i + 1)} `;
      from = i + 1;
    }
  }
  return from === 0 ? text : spaced + text.slice(from);
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
