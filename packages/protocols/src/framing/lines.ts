/** Lines of text. */
import { type ByteWindow, defineProtocol, type HalfInput, type Protocol, skipUntil, until } from '@wirechart/core';
import { oneOf } from '../one-of.js';
import { anyLineHalf } from './any-line-half.js';
import type { DelimitedOptions } from './delimited.js';
import { lineFields } from './fields.js';
import { frameHalf } from './frame-half.js';
import { OVERSIZE } from './options.js';

export interface LinesOptions extends DelimitedOptions<string> {
  /** Whether a CR before the LF is part of the line. Default false: it is dropped. */
  readonly keepCr?: boolean;
  /**
   * Whether a CR that no LF follows ends a line as well, as in event streams. Default false. Not together with `keepCr`, `lastMayBeOpen` and
   * `oversize: 'discard'`.
   */
  readonly loneCr?: boolean;
  /** What is written after a line. Default `'\n'`. */
  readonly ending?: '\n' | '\r\n' | '\r';
}

/**
 * Lines of UTF-8, each ended by LF or CRLF, which is not part of it. The longest line has `limits.contentBytes` bytes, with its
 * CR. Bytes that are not UTF-8 are the RemoteError `not-utf8`.
 *
 * Lines that arrive together may share memory: an engine may keep neighbours alive with a line that is kept, up to 64 KiB.
 *
 * Sending a line with an LF in it is a LocalError `encode-failed`. Any line that can be read can be sent: one that ends with a CR goes out with
 * CRLF after it.
 *
 * @throws RangeError for an option out of range, and for options that do not go together.
 */
export function lines({
  keepCr = false,
  loneCr = false,
  ending = '\n',
  lastMayBeOpen = false,
  oversize = 'fail',
  ...options
}: LinesOptions = {}): Protocol<string, string> {
  oneOf('ending', ending, ['\n', '\r\n', '\r']);
  oneOf('oversize', oversize, OVERSIZE);
  if (loneCr && (keepCr || lastMayBeOpen || oversize === 'discard')) {
    throw new RangeError("loneCr does not go together with keepCr, lastMayBeOpen and oversize: 'discard'");
  }
  if (ending === '\r' && !loneCr) throw new RangeError('an ending of CR needs the option loneCr');
  const frame = until(LF, {
    event: 'frame',
    max: ({ limits }: HalfInput) => limits.contentBytes,
    orEnd: lastMayBeOpen,
    decode: keepCr ? (line: ByteWindow) => line.text() : withoutCr,
  });
  return defineProtocol<string>({
    name: 'lines',
    read: loneCr
      ? anyLineHalf
      : frameHalf<string>({
          id: 'lines',
          frame,
          ...(oversize === 'discard' ? { discard: skipUntil(LF, { event: 'discarded' }) } : {}),
        }),
    encode(line, out) {
      if (loneCr && line.includes('\r')) throw new RangeError('a line must not contain a CR');
      if (line.includes('\n')) throw new RangeError('a line must not contain an LF');
      // The CR that is dropped is the last one: one that is part of the line stands before it.
      out.text(line).text(!keepCr && line.endsWith('\r') ? '\r\n' : ending);
    },
    fields: lineFields(loneCr),
    untaken: 'pause',
    ...options,
  });
}

function withoutCr(line: ByteWindow): string {
  const { length } = line;
  return length > 0 && line.uint8(length - 1) === CR ? line.text(0, length - 1) : line.text();
}

const LF = Uint8Array.of(0x0a);
const CR = 0x0d;
