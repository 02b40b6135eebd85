/** Frames after their length in four bytes, written by hand. */
import { Gather } from './gather.js';

export class FrameSplitter {
  readonly #gather: Gather;
  #inFrame = false;

  /** @param max longest frame in bytes */
  constructor(max: number, onFrame: (frame: Buffer) => void) {
    this.#gather = new Gather(4, (buffer, start, end) => {
      if (this.#inFrame) {
        this.#inFrame = false;
        onFrame(buffer.subarray(start, end));
        return 4;
      }
      this.#inFrame = true;
      const length = buffer.readUInt32BE(start);
      if (length > max) throw new RangeError('frame too long');
      return length;
    });
  }

  /** @throws RangeError for a frame that is too long. */
  push(chunk: Buffer): void {
    this.#gather.push(chunk);
  }

  /** @throws RangeError when the input ends inside a frame. */
  end(): void {
    if (this.#inFrame || this.#gather.waiting > 0) throw new RangeError('truncated');
  }
}
