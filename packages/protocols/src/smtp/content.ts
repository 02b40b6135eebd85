/** The content of a mail as it goes out after DATA (RFC 5321, 4.1.1.4 and 4.5.2). */
import { encodeUtf8, utf8Length } from '@wirechart/core';

/**
 * Every line break, be it CRLF, LF or CR, becomes CRLF, since a CR or LF alone may not be sent (2.3.8) and is what mails are smuggled
 * with (CVE-2023-51764 and its kin); a dot at the beginning of a line is doubled; and a line of one dot ends it.
 *
 * @throws RangeError for what is neither text nor bytes
 */
export function contentBytes(content: string | Uint8Array): Uint8Array {
  const given = typeof content === 'string' ? encodeUtf8(content) : content;
  if (!(given instanceof Uint8Array)) throw new RangeError('content must be text or bytes');
  // At most: each byte a line break or a dot of its own line; and the end.
  const written = new Uint8Array(2 * given.length + 5);
  let to = 0;
  let atStart = true;
  for (let from = 0; from < given.length; from++) {
    const byte = given[from] as number;
    if (byte === CR || byte === LF) {
      if (byte === CR && given[from + 1] === LF) from += 1;
      written[to++] = CR;
      written[to++] = LF;
      atStart = true;
      continue;
    }
    if (atStart && byte === DOT) written[to++] = DOT;
    written[to++] = byte;
    atStart = false;
  }
  if (!atStart) {
    written[to++] = CR;
    written[to++] = LF;
  }
  written.set(END, to);
  return written.subarray(0, to + END.length);
}

/**
 * Bytes of a content as SIZE announces it: as it is sent, line breaks of two bytes included, but without the dots that are added and
 * the line that ends it (RFC 1870, 5).
 */
export function contentSize(content: string | Uint8Array): number {
  const isText = typeof content === 'string';
  let size = isText ? utf8Length(content) : content.length;
  let last = LF;
  for (let at = 0; at < content.length; at++) {
    const next = isText ? content.charCodeAt(at) : (content[at] as number);
    // A CR or LF that stands alone.
    if ((last === CR) !== (next === LF)) size += 1;
    last = next;
  }
  if (last === CR) return size + 1;
  return last === LF ? size : size + 2;
}

/** Whether there is a byte above 127. */
export function isBeyondAscii(content: string | Uint8Array): boolean {
  return typeof content === 'string' ? /[\u0080-\uffff]/.test(content) : content.some((byte) => byte > 127);
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const END = Uint8Array.of(DOT, CR, LF);
