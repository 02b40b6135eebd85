/** What the parts of an HTTP message are called, in the words of RFC 9112. */
import type { FrameFields } from '@wirechart/core';
import { Parts } from '../../parts.js';

export const httpFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'read' && frame.event === 'body') return parts.rest('content').list;
  startLine(parts);
  while (parts.goesOn && parts.lineEnd() > parts.at) fieldLine(parts);
  return parts.line('').rest('content').list;
};

/** Sections 3 and 4. */
function startLine(parts: Parts): void {
  const names = parts.text(5) === 'HTTP/' ? STATUS_LINE : REQUEST_LINE;
  parts.words((place) => names[place], names.at(-1));
}

/** Section 5. */
function fieldLine(parts: Parts): void {
  const end = parts.lineEnd();
  parts.take('field name', parts.before(COLON, end)).take('colon', parts.at < end ? 1 : 0);
  let blanks = 0;
  while (parts.at + blanks < end && isBlank(parts.byte(blanks))) blanks += 1;
  parts.take('optional whitespace', blanks).line('field value');
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;

const REQUEST_LINE = ['method', 'request target', 'HTTP version'];
const STATUS_LINE = ['HTTP version', 'status code', undefined, 'reason phrase'];
const COLON = 0x3a;
