/** Inflates the messages of one connection. */
import {
  Z_BUF_ERROR,
  Z_OK,
  Z_STREAM_END,
  Z_SYNC_FLUSH,
  ZStream,
  zlibInflate,
  zlibInflateInit2,
  zlibInflateReset,
} from 'pako';
import type { Inflater, Sink } from '../compression.js';

export interface InflaterOptions {
  readonly windowBits: number;
  /** Whether no message refers back to one before. */
  readonly forgetful: boolean;
}

export class StreamInflater implements Inflater {
  readonly #stream = new ZStream();
  readonly #forgetful: boolean;
  /** The message had a block that says that it is the last one (RFC 7692, 7.2.3.5): what comes after it is padding. */
  #ended = false;

  constructor({ windowBits, forgetful }: InflaterOptions) {
    this.#forgetful = forgetful;
    // Negative: DEFLATE without a header.
    zlibInflateInit2(this.#stream, -windowBits);
  }

  inflate(bytes: Uint8Array, sink: Sink): boolean {
    const stream = this.#stream;
    stream.input = bytes;
    stream.next_in = 0;
    stream.avail_in = bytes.length;
    while (!this.#ended) {
      stream.output = output;
      stream.next_out = 0;
      stream.avail_out = output.length;
      const status = zlibInflate(stream, Z_SYNC_FLUSH);
      if (stream.next_out > 0) sink(output.subarray(0, stream.next_out));
      if (status === Z_STREAM_END) this.#ended = true;
      // Without input there is no progress: that is no error.
      else if (status !== Z_OK && status !== Z_BUF_ERROR) return false;
      else if (stream.avail_out > 0) return true;
    }
    return true;
  }

  finish(sink: Sink): boolean {
    const fine = this.inflate(TAIL, sink);
    if (this.#forgetful || this.#ended) zlibInflateReset(this.#stream);
    this.#ended = false;
    return fine;
  }
}

/** What a sender leaves away at the end of each message (RFC 7692, 7.2.1). */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

/** Bounds how far a message is inflated beyond the limit before that is noticed. Used within one call and never kept. */
const output = new Uint8Array(16 * 1024);
