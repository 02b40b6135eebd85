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
import type { Turns } from './turns.js';

export interface InflaterOptions {
  readonly windowBits: number;
  /** Whether no message refers back to one before. */
  readonly forgetful: boolean;
}

export class StreamInflater implements Inflater {
  /** Made for the first message: on many connections none is compressed. */
  #stream: ZStream | undefined;
  readonly #windowBits: number;
  readonly #forgetful: boolean;
  readonly #turns: Turns;
  /** A message is under way. */
  #atWork = false;
  /** The message had a block that says that it is the last one (RFC 7692, 7.2.3.5): what comes after it is padding. */
  #ended = false;

  constructor({ windowBits, forgetful }: InflaterOptions, turns: Turns) {
    this.#windowBits = windowBits;
    this.#forgetful = forgetful;
    this.#turns = turns;
  }

  get held(): number {
    return this.#stream === undefined ? 0 : (1 << this.#windowBits) + TABLES;
  }

  inflate(bytes: Uint8Array, sink: Sink): boolean {
    if (!this.#atWork) this.#turns.take();
    this.#atWork = true;
    this.#stream ??= this.#begun();
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
    if (this.#forgetful || this.#ended) zlibInflateReset(this.#stream as ZStream);
    this.#ended = false;
    this.#rest();
    return fine;
  }

  drop(): void {
    this.#rest();
    this.#stream = undefined;
  }

  #begun(): ZStream {
    const stream = new ZStream();
    // Negative: DEFLATE without a header.
    zlibInflateInit2(stream, -this.#windowBits);
    return stream;
  }

  #rest(): void {
    if (this.#atWork) this.#turns.leave();
    this.#atWork = false;
  }
}

/** What a sender leaves away at the end of each message (RFC 7692, 7.2.1). */
const TAIL = Uint8Array.of(0, 0, 0xff, 0xff);

/** What pako keeps beside the window. */
const TABLES = 12 * 1024;
/** Bounds how far a message is inflated beyond the limit before that is noticed. Used within one call and never kept. */
const output = new Uint8Array(16 * 1024);
