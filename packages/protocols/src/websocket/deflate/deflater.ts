/** Deflates the messages of one connection. */
import { Z_DEFAULT_STRATEGY, Z_SYNC_FLUSH, ZStream, zlibDeflate, zlibDeflateInit2, zlibDeflateReset } from 'pako';
import type { Deflater } from '../compression.js';

export interface DeflaterOptions {
  readonly windowBits: number;
  /** Whether no message may refer back to one before. */
  readonly forgetful: boolean;
  readonly level: number;
  readonly threshold: number;
}

export class StreamDeflater implements Deflater {
  readonly threshold: number;
  /** Made for the first message: it takes a quarter of a megabyte, and on many connections all messages are short. */
  #stream: ZStream | undefined;
  readonly #options: DeflaterOptions;

  constructor(options: DeflaterOptions) {
    // zlib cannot deflate within a window of 256 bytes. To compress is never an obligation.
    this.threshold = options.windowBits > 8 ? options.threshold : Number.POSITIVE_INFINITY;
    this.#options = options;
  }

  deflate(message: Uint8Array): Uint8Array {
    // RFC 7692, 7.2.3.6.
    if (message.length === 0) return Uint8Array.of(0);
    this.#stream ??= this.#begun();
    const stream = this.#stream;
    stream.input = message;
    stream.next_in = 0;
    stream.avail_in = message.length;
    const deflated = new Uint8Array(mostFor(message.length));
    stream.output = deflated;
    stream.next_out = 0;
    stream.avail_out = deflated.length;
    zlibDeflate(stream, Z_SYNC_FLUSH);
    if (this.#options.forgetful) this.forget();
    return deflated.slice(0, stream.next_out - TAIL_BYTES);
  }

  forget(): void {
    if (this.#stream !== undefined) zlibDeflateReset(this.#stream);
  }

  #begun(): ZStream {
    const stream = new ZStream();
    const { level, windowBits } = this.#options;
    zlibDeflateInit2(stream, level, DEFLATED, -windowBits, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    return stream;
  }
}

/** What `length` bytes may come to at worst (zlib's deflateBound for any window), and the end of the flush. */
function mostFor(length: number): number {
  return length + Math.ceil(length / 8) + Math.ceil(length / 64) + 32;
}

const DEFLATED = 8;
const MEMORY_LEVEL = 8;
/** A flush ends in an empty block, of which the four last bytes are not sent (RFC 7692, 7.2.1). */
const TAIL_BYTES = 4;
