/** The body of a response that refuses (RFC 9112, 6): as much of it as is worth keeping, and where it ends. */
import type { ByteWindow, FrameReader } from '@wirechart/core';
import { UpgradeRefused } from '../errors.js';
import { type Fields, has, list, single } from '../http/head.js';

/** What is known of a refusal when its head is there. */
export interface Refusal {
  /** Of HTTP. */
  readonly version: string;
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
}

/** Reads to the end of the body, or as far as the limit. What it has by then, {@link refused} says, whatever ended it. */
export class RefusalBody implements FrameReader<undefined> {
  readonly #refusal: Refusal;
  readonly #chunked: boolean;
  /** Bytes that the body has; Infinity where the end of the connection is its end. */
  readonly #length: number;
  #text = '';

  constructor(refusal: Refusal) {
    const { status, fields, version } = refusal;
    this.#refusal = refusal;
    this.#chunked = list(fields, 'transfer-encoding').at(-1)?.toLowerCase() === 'chunked';
    const length = single(fields, 'content-length');
    // In HTTP/1.1 a server that closes says so (RFC 9112, 9.6); one that does not, and gives no length, has no body to give.
    const untilClose = this.#chunked || version !== '1.1' || has(fields, 'connection', 'close');
    if (status === 204 || status === 304) this.#length = 0;
    else if (!this.#chunked && length !== undefined && /^\d+$/.test(length)) this.#length = Number(length);
    else this.#length = untilClose ? Number.POSITIVE_INFINITY : 0;
  }

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  read(window: ByteWindow): number | undefined {
    const left = Math.min(this.#length, LIMIT) - this.#text.length;
    const count = Math.min(left, window.length);
    this.#text += window.latin1(0, count);
    window.start += count;
    return this.#isWhole ? undefined : 1;
  }

  take(): undefined {}

  /** The error, with as much of the body as has come. @param cause what cut it off, if anything did */
  refused(cause?: unknown): UpgradeRefused {
    const { status, reason, fields } = this.#refusal;
    return new UpgradeRefused(status, reason, fields, this.#chunked ? unchunked(this.#text) : this.#text, cause);
  }

  get #isWhole(): boolean {
    if (this.#text.length >= Math.min(this.#length, LIMIT)) return true;
    return this.#chunked && /(?:^|\r\n)0+[\t ]*(?:;[^\r\n]*)?\r\n\r\n$/.test(this.#text.slice(-1024));
  }
}

/** The chunks without what is between them (RFC 9112, 7.1), as far as they go. */
function unchunked(text: string): string {
  let body = '';
  for (let at = 0; ; ) {
    const end = text.indexOf('\r\n', at);
    const size = end < 0 ? 0 : Number.parseInt(text.slice(at, end), 16);
    if (!(size > 0)) return body;
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}

const LIMIT = 64 * 1024;
