/** The bytes of one direction since its last frame, as far as they are kept: those of the next frame are among them. */
export class FrameBytes {
  /** In order, with gaps where something was dropped. */
  #pieces: Piece[] = [];
  #held = 0;

  add(offset: number, bytes: Uint8Array): void {
    const last = this.#pieces.at(-1);
    // A frame that trickles in begins in small pieces.
    if (last !== undefined && last.bytes.length < SMALL && last.offset + last.bytes.length === offset) {
      last.bytes = Buffer.concat([last.bytes, bytes]);
    } else this.#pieces.push({ offset, bytes: new Uint8Array(bytes) });
    this.#held += bytes.length;
    // The next frame begins with the first piece or, where a stream has passed since, within the last ones.
    while (this.#held > MOST_HELD && this.#pieces.length > 2) {
      this.#held -= (this.#pieces.splice(1, 1)[0] as Piece).bytes.length;
    }
  }

  /** A copy of the bytes from an offset on: at most `length` and {@link MOST_SHOWN} of them, and none where the first is not kept. */
  from(offset: number, length: number): Uint8Array {
    const found: Uint8Array[] = [];
    const end = offset + Math.min(length, MOST_SHOWN);
    let at = offset;
    for (const piece of this.#pieces) {
      if (at < piece.offset) break;
      if (at >= end) break;
      const own = piece.bytes.subarray(at - piece.offset, end - piece.offset);
      found.push(own);
      at += own.length;
    }
    return new Uint8Array(Buffer.concat(found));
  }

  forgetBefore(offset: number): void {
    this.#pieces = this.#pieces.filter((piece) => piece.offset + piece.bytes.length > offset);
    this.#held = this.#pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}

interface Piece {
  readonly offset: number;
  bytes: Uint8Array;
}

/** Bytes. */
const SMALL = 1024;
const MOST_HELD = 64 << 10;
const MOST_SHOWN = 16 << 10;
