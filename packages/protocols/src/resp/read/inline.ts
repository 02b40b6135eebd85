/**
 * Inline requests: a line of words, as a person types it (https://redis.io/docs/latest/develop/reference/protocol-spec/, "Inline
 * commands"; the quotes are those that redis-cli takes).
 */
import { respError } from '../errors.js';

/**
 * The words of a line: between them stand blanks, tabs or line breaks. In double quotes `\n \r \t \b \a \xHH` mean what they mean in C and any other escaped character
 * itself; in single quotes only `\'` does.
 *
 * @throws RemoteError `quotes-unbalanced`.
 */
export function splitWords(buffer: Uint8Array, start: number, end: number): Uint8Array[] {
  const words: Uint8Array[] = [];
  // No word is longer than the line, so its words fit where the line does.
  const unquoted = new Uint8Array(end - start);
  let filled = 0;
  let at = start;
  while (at < end) {
    if (isSpace(buffer[at] as number)) {
      at += 1;
      continue;
    }
    const from = filled;
    let quote = 0;
    for (; at < end; at++) {
      const byte = buffer[at] as number;
      if (quote === 0) {
        if (isSeparator(byte)) break;
        if (byte === DOUBLE || byte === SINGLE) quote = byte;
        else unquoted[filled++] = byte;
      } else if (byte === BACKSLASH && at + 1 < end && (quote === DOUBLE || buffer[at + 1] === SINGLE)) {
        const hex = quote === DOUBLE ? hexAt(buffer, at + 1, end) : -1;
        unquoted[filled++] = hex >= 0 ? hex : quote === DOUBLE ? unescaped(buffer[at + 1] as number) : SINGLE;
        at += hex >= 0 ? 3 : 1;
      } else if (byte === quote) {
        // A word ends with its quote.
        at += 1;
        if (at < end && !isSpace(buffer[at] as number)) throw respError('quotes-unbalanced');
        quote = 0;
        break;
      } else unquoted[filled++] = byte;
    }
    if (quote !== 0) throw respError('quotes-unbalanced');
    words.push(unquoted.subarray(from, filled));
  }
  return words;
}

function hexAt(buffer: Uint8Array, at: number, end: number): number {
  if (buffer[at] !== LETTER_X || at + 2 >= end) return -1;
  const [high, low] = [hexDigit(buffer[at + 1] as number), hexDigit(buffer[at + 2] as number)];
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

const unescaped = (byte: number): number => ESCAPES.get(byte) ?? byte;

const ESCAPES = new Map([
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
  [0x62, 0x08],
  [0x61, 0x07],
]);

/** What may stand before a word and after a quote: all that `isspace` of C calls so, and NUL, which ends a string there. */
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte === 0;

/** What ends a word: vertical tab and form feed do not. */
const isSeparator = (byte: number): boolean => isSpace(byte) && byte !== 0x0b && byte !== 0x0c;

const DOUBLE = 0x22;
const SINGLE = 0x27;
const BACKSLASH = 0x5c;
const LETTER_X = 0x78;
