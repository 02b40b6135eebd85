/** How much there is in JSON, before it is parsed: each value costs more memory than its text. */

/** What the values of one JSON text may be. */
export interface JsonBounds {
  /** How deep they may lie within each other: `[1]` is one deep. */
  readonly depth: number;
  /** How many there may be: each comma counts, and each bracket or brace that opens. */
  readonly elements: number;
}

/**
 * Which bound the text is beyond, if any. It need not be JSON; of what is, the answer is right. Looks no further than it must.
 */
export function beyond(text: string, { depth: deepest, elements: most }: JsonBounds): keyof JsonBounds | undefined {
  if (text.length <= deepest && text.length <= most) return undefined;
  let depth = 0;
  let elements = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) {
      i = endOfString(text, i);
      if (i < 0) return undefined;
    } else if (unit === COMMA) elements += 1;
    else if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
      depth += 1;
      elements += 1;
      if (depth > deepest) return 'depth';
    } else if (unit === CLOSE_BRACKET || unit === CLOSE_BRACE) depth -= 1;
    else continue;
    if (elements > most) return 'elements';
  }
  return undefined;
}

/** Where the quote is that ends the string whose first quote is at `start`; -1 where there is none. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return -1;
}

/** As deep as a message may be: PHP reads as much unless told otherwise, Python's own stack ends at about a thousand. */
export const DEPTH = 512;
/** As many as Redis allows in a request. */
export const ELEMENTS = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
