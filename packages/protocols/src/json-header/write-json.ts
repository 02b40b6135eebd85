/**
 * JSON as {@link pythonJson} has it, straight into bytes: UTF-8 in one pass, without a string in between, which is several
 * times as fast for the small values that most messages are.
 */

/** The value was not written: there is not room enough, or its text takes more than looking at it; see {@link writeJson}. */
export const UNWRITTEN = -1;

/**
 * Writes a value from `at` on. Returns the place after the last byte; or {@link UNWRITTEN}, with anything in the memory,
 * when it does not fit or is one that `JSON.stringify` does more for: what has `toJSON`, boxes a primitive, is no value of
 * JSON, or is deep or a cycle.
 */
export function writeJson(value: unknown, memory: Uint8Array, at: number): number {
  return write(value, memory, at, 0);
}

/** Writes a whole number from 0 to 2^31 - 1 in decimal; there must be room for it. */
export function writeDigits(value: number, memory: Uint8Array, at: number): number {
  const end = at + countDigits(value);
  let rest = value;
  for (let i = end - 1; i >= at; i--) {
    const tens = (rest / 10) | 0;
    memory[i] = ZERO + rest - tens * 10;
    rest = tens;
  }
  return end;
}

/** How many digits a number from 0 on has in decimal. */
export function countDigits(value: number): number {
  let digits = 1;
  for (let power = 10; power <= value; power *= 10) digits += 1;
  return digits;
}

function write(value: unknown, memory: Uint8Array, at: number, depth: number): number {
  switch (typeof value) {
    case 'string':
      return writeString(value, memory, at);
    case 'number':
      return writeNumber(value, memory, at);
    case 'boolean':
      return writeAscii(value ? 'true' : 'false', memory, at);
    case 'object':
      if (value === null) return writeAscii('null', memory, at);
      if (depth === DEEP) return UNWRITTEN;
      return Array.isArray(value) ? writeArray(value, memory, at, depth) : writeObject(value, memory, at, depth);
    default:
      return UNWRITTEN;
  }
}

function writeArray(values: readonly unknown[], memory: Uint8Array, start: number, depth: number): number {
  if ('toJSON' in values) return UNWRITTEN;
  let at = start;
  for (let i = 0; i < values.length; i++) {
    if (at + MARKS > memory.length) return UNWRITTEN;
    if (i === 0) memory[at++] = OPEN_BRACKET;
    else at = writeSeparator(COMMA, memory, at);
    at = write(values[i], memory, at, depth + 1);
    if (at < 0) return UNWRITTEN;
  }
  return close(at === start, OPEN_BRACKET, CLOSE_BRACKET, memory, at);
}

function writeObject(fields: object, memory: Uint8Array, start: number, depth: number): number {
  if (Object.getPrototypeOf(fields) !== Object.prototype || 'toJSON' in fields) return UNWRITTEN;
  let at = start;
  for (const key of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (at + MARKS > memory.length) return UNWRITTEN;
    if (at === start) memory[at++] = OPEN_BRACE;
    else at = writeSeparator(COMMA, memory, at);
    at = writeString(key, memory, at);
    if (at < 0 || at + MARKS > memory.length) return UNWRITTEN;
    at = write(value, memory, writeSeparator(COLON, memory, at), depth + 1);
    if (at < 0) return UNWRITTEN;
  }
  return close(at === start, OPEN_BRACE, CLOSE_BRACE, memory, at);
}

function writeSeparator(mark: number, memory: Uint8Array, at: number): number {
  memory[at] = mark;
  memory[at + 1] = BLANK;
  return at + 2;
}

function close(empty: boolean, open: number, mark: number, memory: Uint8Array, start: number): number {
  if (start + MARKS > memory.length) return UNWRITTEN;
  let at = start;
  if (empty) memory[at++] = open;
  memory[at++] = mark;
  return at;
}

function writeNumber(value: number, memory: Uint8Array, at: number): number {
  if (!Number.isFinite(value)) return writeAscii('null', memory, at);
  const short = value >= 0 && value <= 0x7fff_ffff && Number.isInteger(value) && at + 10 <= memory.length;
  return short ? writeDigits(value, memory, at) : writeAscii(String(value), memory, at);
}

function writeAscii(text: string, memory: Uint8Array, at: number): number {
  const { length } = text;
  if (at + length > memory.length) return UNWRITTEN;
  for (let i = 0; i < length; i++) memory[at + i] = text.charCodeAt(i);
  return at + length;
}

function writeString(text: string, memory: Uint8Array, start: number): number {
  const { length } = text;
  if (length > LONG) return writeLong(text, memory, start);
  if (start + 3 * length + MARKS > memory.length) return UNWRITTEN;
  let at = start;
  memory[at++] = QUOTE;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (unit < BLANK || unit === QUOTE || unit === BACKSLASH) {
        const letter = escapes[unit] as number;
        if (letter === 0) return writeLong(text, memory, start);
        memory[at++] = BACKSLASH;
        memory[at++] = letter;
      } else memory[at++] = unit;
    } else if (unit < 0x800) {
      memory[at++] = 0xc0 | (unit >> 6);
      memory[at++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      memory[at++] = 0xe0 | (unit >> 12);
      memory[at++] = 0x80 | ((unit >> 6) & 0x3f);
      memory[at++] = 0x80 | (unit & 0x3f);
    } else {
      i += 1;
      const low = text.charCodeAt(i);
      // A surrogate that is alone is written as an escape.
      if (unit > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) return writeLong(text, memory, start);
      const code = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
      memory[at++] = 0xf0 | (code >> 18);
      memory[at++] = 0x80 | ((code >> 12) & 0x3f);
      memory[at++] = 0x80 | ((code >> 6) & 0x3f);
      memory[at++] = 0x80 | (code & 0x3f);
    }
  }
  memory[at++] = QUOTE;
  return at;
}

/** A string with a rare escape in it, or so long that calls into the platform are worth it. */
function writeLong(text: string, memory: Uint8Array, at: number): number {
  const quoted = JSON.stringify(text);
  const { read, written } = encoder.encodeInto(quoted, memory.subarray(at));
  return read < quoted.length ? UNWRITTEN : at + written;
}

/** From here on a string is not written letter by letter. */
const LONG = 256;
/** Values within values, from which on it may be a cycle. */
const DEEP = 64;
/** No more bytes than these lie between two values. */
const MARKS = 2;

const encoder = new TextEncoder();

const ZERO = 0x30;
const BLANK = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What stands after a backslash for a character, by its code (RFC 8259, section 7); 0 where that is not one letter. */
const escapes = new Uint8Array(0x80);
for (const escaped of ['\b', '\t', '\n', '\f', '\r', '"', '\\']) {
  escapes[escaped.charCodeAt(0)] = JSON.stringify(escaped).charCodeAt(2);
}
