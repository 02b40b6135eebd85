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
  readonly #stream = new ZStream();
  readonly #forgetful: boolean;

  constructor({ windowBits, forgetful, level, threshold }: DeflaterOptions) {
    // zlib cannot deflate within a window of 256 bytes. To compress is never an obligation.
    this.threshold = windowBits > 8 ? threshold : Number.POSITIVE_INFINITY;
    this.#forgetful = forgetful;
    if (windowBits > 8) zlibDeflateInit2(this.#stream, level, DEFLATED, -windowBits, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
  }

  deflate(message: Uint8Array): Uint8Array {
    // RFC 7692, 7.2.3.6.
    if (message.length === 0) return Uint8Array.of(0);
    const stream = this.#stream;
    stream.input = message;
    stream.next_in = 0;
    stream.avail_in = message.length;
    const deflated = new Uint8Array(mostFor(message.length));
    stream.output = deflated;
    stream.next_out = 0;
    stream.avail_out = deflated.length;
    zlibDeflate(stream, Z_SYNC_FLUSH);
    if (this.#forgetful) this.forget();
    return deflated.slice(0, stream.next_out - TAIL_BYTES);
  }

  forget(): void {
    zlibDeflateReset(this.#stream);
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
