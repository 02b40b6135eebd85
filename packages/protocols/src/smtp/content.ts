/** The content of a mail as it goes out after DATA (RFC 5321, 4.1.1.4 and 4.5.2). */
import { encodeUtf8 } from '@wirechart/core';

/**
 * Every line break, be it CRLF, LF or CR, becomes CRLF, since a CR or LF alone may not be sent (2.3.8) and is what mails are smuggled
 * with (CVE-2023-51764 and its kin); a dot at the beginning of a line is doubled; and a line of one dot ends it.
 *
 * @throws RangeError for what is neither text nor bytes
 */
export function contentBytes(content: string | Uint8Array): Uint8Array {
  const given = bytesOf(content);
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

export interface ContentFacts {
  /** Octets that go out, without the dots that are doubled and the one that ends it (RFC 1870, 5). */
  readonly size: number;
  /** Where bytes above 127 stand; in both, it is the header. */
  readonly beyondAscii: 'nowhere' | 'body' | 'header';
}

/** What MAIL says of the content. */
export function factsOf(content: string | Uint8Array): ContentFacts {
  const given = bytesOf(content);
  let size = 0;
  let beyondAscii: ContentFacts['beyondAscii'] = 'nowhere';
  let inHeader = true;
  let atStart = true;
  for (let from = 0; from < given.length; from++) {
    const byte = given[from] as number;
    const isBreak = byte === CR || byte === LF;
    if (byte === CR && given[from + 1] === LF) from += 1;
    if (isBreak && atStart) inHeader = false;
    if (byte > 127 && beyondAscii !== 'header') beyondAscii = inHeader ? 'header' : 'body';
    size += isBreak ? 2 : 1;
    atStart = isBreak;
  }
  return { size: atStart ? size : size + 2, beyondAscii };
}

/** @throws RangeError for what is neither text nor bytes */
function bytesOf(content: string | Uint8Array): Uint8Array {
  const given = typeof content === 'string' ? encodeUtf8(content) : content;
  if (!(given instanceof Uint8Array)) throw new RangeError('content must be text or bytes');
  return given;
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const END = Uint8Array.of(DOT, CR, LF);
