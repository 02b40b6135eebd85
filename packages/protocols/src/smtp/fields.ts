/** What the parts of a frame are called, in the words of RFC 5321. */
import type { CapturedFrame, FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

export const smtpFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'read') {
    while (frame.event === 'reply' && parts.goesOn) replyLine(parts);
    return parts.list;
  }
  if (lastLine(frame) === 'DATA') content(parts);
  while (parts.goesOn) commandLine(parts);
  return parts.list;
};

/** Section 4.2, and RFC 2034, 4, for the enhanced status code. */
function replyLine(parts: Parts): void {
  const end = parts.lineEnd();
  parts.take('reply code', Math.min(3, end - parts.at));
  if (parts.at < end) parts.take(parts.byte() === HYPHEN ? 'hyphen' : 'space', 1);
  const enhanced = /^[245]\.\d{1,3}\.\d{1,3}(?= |$)/.exec(parts.text(end - parts.at))?.[0] ?? '';
  parts.take('enhanced status code', enhanced.length);
  if (enhanced !== '' && parts.at < end) parts.take('space', 1);
  parts.line('text');
}

/** Section 4.1.1. A line that begins with no command answers a challenge of AUTH (RFC 4954, 4). */
function commandLine(parts: Parts): void {
  const word = parts.text(parts.before(BLANK, parts.lineEnd()));
  if (!/^[A-Z]{4,8}$/.test(word)) {
    parts.line('authentication response');
    return;
  }
  const path = PATHS[word];
  if (path === undefined) {
    parts.words((place) => (place === 0 ? 'command' : 'argument'));
    return;
  }
  // MAIL FROM:<path> and RCPT TO:<path>, sections 4.1.1.2 and 4.1.1.3.
  const end = parts.lineEnd();
  parts.take('command', Math.min(parts.before(COLON, end) + 1, end - parts.at));
  parts.words((place) => (place === 0 ? path : 'parameter'));
}

/** Section 4.1.1.4: lines of mail data, and one with a dot alone. Dots are doubled at the beginning of a line (4.5.2). */
function content(parts: Parts): void {
  const begin = parts.at;
  let end = begin;
  const { bytes } = parts;
  while (end < bytes.length) {
    const lf = bytes.indexOf(LF, end);
    const next = lf < 0 ? bytes.length : lf + 1;
    if (next - end === END_OF_DATA && bytes[end] === DOT && lf >= 0) {
      parts.take('mail data', end - begin).take('end of mail data', END_OF_DATA);
      return;
    }
    end = next;
  }
  parts.rest('mail data');
}

/** The last line that was sent before; of several commands sent together (RFC 2920) DATA is the last. */
function lastLine({ previous }: CapturedFrame): string {
  if (previous === undefined || previous.bytes.length < 6) return '';
  return String.fromCharCode(...previous.bytes.subarray(-6, -2));
}

const PATHS: Readonly<Record<string, string>> = { MAIL: 'reverse-path', RCPT: 'forward-path' };
const BLANK = 0x20;
const COLON = 0x3a;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const LF = 0x0a;
/** A dot and CRLF. */
const END_OF_DATA = 3;
