/** Reads replies (RFC 5321, 4.2): a code, and one line of text or several. */
import { type ByteWindow, encodeUtf8, type FrameReader, type Limits, type Line } from '@wirechart/core';
import { smtpError } from './errors.js';
import type { SmtpReply } from './message.js';

/** Reads reply after reply. */
export class ReplyReader implements FrameReader<SmtpReply> {
  readonly #line: Line;
  readonly #most: number;
  #code = 0;
  #lines: string[] = [];
  #bytes = 0;
  #asked = false;

  constructor({ headerBytes, contentBytes }: Limits) {
    this.#line = { delimiter: CRLF, max: headerBytes };
    this.#most = contentBytes;
  }

  read(window: ByteWindow): Line | undefined {
    for (;;) {
      const end = endOfLine(window, this.#line.max);
      if (end < 0) {
        // Asked for a line, it gets one, or enough to see that there is none.
        if (this.#asked) throw smtpError('limit-header-bytes', `limit headerBytes is ${this.#line.max}`);
        this.#asked = true;
        return this.#line;
      }
      this.#asked = false;
      const isLast = this.#take(window, end);
      window.start += end + CRLF.length;
      if (isLast) return undefined;
    }
  }

  take(): SmtpReply {
    const code = this.#code;
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?: |$)/.exec(lines[0] ?? '')?.[1];
    return { code, enhanced: enhanced?.[0] === String(code)[0] ? enhanced : undefined, lines };
  }

  /** Takes one line. Returns whether it is the last. */
  #take(window: ByteWindow, length: number): boolean {
    const head = window.latin1(0, Math.min(length, 4));
    if (!/^[2-5][0-5][0-9](?:[ -]|$)/.test(head)) throw smtpError('reply-invalid', JSON.stringify(head));
    const code = Number(head.slice(0, 3));
    if (this.#lines.length > 0 && code !== this.#code) throw smtpError('reply-invalid', `${code} after ${this.#code}`);
    this.#bytes += length;
    if (this.#bytes > this.#most) throw smtpError('limit-content-bytes', `limit contentBytes is ${this.#most}`);
    this.#code = code;
    const text = length > 4 ? textOf(window, 4, length) : '';
    // A line within a line: there is no telling who would take it for what (RFC 5321, 2.3.8).
    if (/[\r\n]/.test(text)) throw smtpError('reply-invalid', 'a CR or LF alone');
    this.#lines.push(text);
    return head[3] !== '-';
  }
}

/** Where the line ends that the window begins with; -1 where it does not within what a line may have. */
function endOfLine(window: ByteWindow, max: number): number {
  const last = Math.min(window.length - CRLF.length, max);
  for (let at = 0; at <= last; at++) if (window.uint8(at) === 0x0d && window.uint8(at + 1) === 0x0a) return at;
  return -1;
}

/** Servers quote what they were given, in whatever encoding that was. */
function textOf(window: ByteWindow, from: number, to: number): string {
  try {
    return window.text(from, to);
  } catch {
    return window.latin1(from, to);
  }
}

const CRLF = encodeUtf8('\r\n');
