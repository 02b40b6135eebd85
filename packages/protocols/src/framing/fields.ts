/** What the parts of a frame are called, in each framing: where the read half takes header and body one after the other, they are two frames. */
import type { CapturedFrame, FrameField, FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

/**
 * Of what {@link headerHalf} reads.
 *
 * @param header names the parts of the header that begins here, and says how long the body is
 * @param terminator bytes that follow each body
 */
export function headerFields(header: (parts: Parts) => number, terminator = 0): FrameFields {
  return (frame) => {
    const parts = new Parts(frame);
    if (frame.half === 'write') {
      while (parts.goesOn) parts.take('body', header(parts)).take('terminator', terminator);
    } else if (frame.event === 'header') header(parts);
    else if (frame.event === 'body') parts.take('body', frame.length - terminator).take('terminator', terminator);
    return parts.list;
  };
}

/** Unsigned LEB128: the top bit is set in all bytes but the last. */
export function varintHeader(parts: Parts): number {
  let width = 0;
  let value = 0;
  do value += (parts.byte(width) & 0x7f) * 0x80 ** width;
  while (parts.byte(width++) >= 0x80);
  parts.take('length', width);
  return value;
}

/** Digits, and what stands after them. */
export const decimalHeader =
  (separator: Uint8Array) =>
  (parts: Parts): number => {
    const width = parts.before(separator[0] as number);
    const value = Number(parts.text(width));
    parts.take('length', width).take('separator', separator.length);
    return value;
  };

/** Messages of one length. */
export const fixedFields =
  (length: number): FrameFields =>
  (frame) => {
    const parts = new Parts(frame);
    while (isOneFrame(frame) && parts.goesOn) parts.take('message', length);
    return parts.list;
  };

/** Messages that end with a delimiter; the last that arrives may have none. */
export const delimitedFields =
  (delimiter: Uint8Array): FrameFields =>
  (frame) => {
    const parts = new Parts(frame);
    while (isOneFrame(frame) && parts.goesOn) {
      const place = indexOf(parts.bytes, delimiter, parts.at);
      if (place < 0) parts.rest('message');
      else parts.take('message', place - parts.at).take('delimiter', delimiter.length);
    }
    return parts.list;
  };

/** Lines that end with LF or CRLF, and with `loneCr` with CR as well. */
export const lineFields =
  (loneCr: boolean): FrameFields =>
  (frame) => {
    const parts = new Parts(frame);
    if (frame.half === 'read' && frame.event === 'dropped') return parts.rest('line end').list;
    while (isOneFrame(frame) && parts.goesOn) {
      if (loneCr) endingAnyhow(parts, 'line');
      else parts.line('line');
    }
    return parts.list;
  };

/** A line of an event stream: a field and its value, or a comment (HTML, 9.2.5 and 9.2.6). */
export const eventStreamFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'read' && frame.event === 'dropped') return parts.rest('line end').list;
  while (isOneFrame(frame) && parts.goesOn) {
    if (parts.at === 0 && parts.number(3) === BYTE_ORDER_MARK) parts.take('byte order mark', 3);
    const end = parts.at + Math.min(parts.before(LF), parts.before(CR));
    const isComment = parts.byte() === COLON;
    if (!isComment) parts.take('field', parts.before(COLON, end));
    if (parts.at < end) parts.take('colon', 1);
    if (parts.at < end && parts.byte() === BLANK) parts.take('space', 1);
    endingAnyhow(parts, isComment ? 'comment' : 'value');
  }
  return parts.list;
};

/** What is left of a line, and its end: CR, LF or CRLF. */
function endingAnyhow(parts: Parts, name: string): readonly FrameField[] {
  parts.take(name, Math.min(parts.before(LF), parts.before(CR)));
  return parts.take('line end', parts.byte() === CR && parts.byte(1) === LF ? 2 : 1).list;
}

/** Nothing is said of what was skipped, or was not as it must be. */
const isOneFrame = ({ half, event }: CapturedFrame): boolean =>
  half === 'write' || event === 'frame' || event === 'line';

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(wanted[0] as number, at);
    if (at < 0 || wanted.every((byte, index) => bytes[at + index] === byte)) return at;
  }
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const BLANK = 0x20;
const BYTE_ORDER_MARK = 0xefbbbf;
