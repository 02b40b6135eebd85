/**
 * The needs of lines that end with LF, CR or CRLF. After a CR the next byte tells which it was: it is looked at when it comes, and
 * the line need not wait for it.
 */
import { type ByteWindow, bytes, type HalfInput, peek, through } from '@wirechart/core';

export interface AnyLine {
  readonly text: string;
  readonly endsWithCr: boolean;
}

/** A line, as the event `line`. */
export const anyLine = (textOf: (window: ByteWindow, length: number) => string) =>
  through((byte) => byte === LF || byte === CR, {
    event: 'line',
    // With its end.
    max: ({ limits }: HalfInput) => limits.contentBytes + 1,
    decode(window: ByteWindow): AnyLine {
      const length = window.length - 1;
      return { text: textOf(window, length), endsWithCr: window.uint8(length) === CR };
    },
  });

/** What follows a CR, as the event `next`: the code of a byte, which stays where it is. */
export const afterCr = peek(1, { event: 'next', decode: (window) => window.uint8(0) });

/** The LF of a CRLF, as the event `dropped`. */
export const lineFeed = bytes(1, { event: 'dropped', decode: () => undefined });

export const LF = 0x0a;
const CR = 0x0d;
