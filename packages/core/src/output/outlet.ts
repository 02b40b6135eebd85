/** What is to be sent and the transport has not taken. */

import { causeMessage, ownError } from '../errors/cause.js';
import { localError } from '../errors/core-errors.js';
import type { LocalError } from '../errors/errors.js';
import { isStray } from '../errors/promised.js';
import type { Limits } from '../limits.js';
import { ByteWriter, SHUT } from './writer.js';

export class Outlet {
  /** Bytes encoded since the beginning. */
  written: number;
  /** Bytes given to the transport since the beginning. */
  taken: number;
  /** Of the message that was encoded last: bytes before it, and its length. */
  frameOffset: number;
  frameLength = 0;
  /** Whether its encoder wrote nothing at all, not even text of no length. */
  unwritten = false;
  /** As long as anything is queued. */
  #writer: ByteWriter | undefined;

  /** @param offset how many bytes others have written before it, all of which the transport has */
  constructor(offset: number) {
    this.written = offset;
    this.taken = offset;
    this.frameOffset = offset;
  }

  /** Whether it has nothing to remember but how much was written. */
  get isAtRest(): boolean {
    return this.#writer === undefined && this.taken === this.written;
  }

  /** Bytes queued. */
  get queued(): number {
    return this.#writer === undefined ? 0 : this.#writer.length;
  }

  /** Encodes a message, and gives what the encoder returns. @throws LocalError `encode-failed` or `limit-queued-output`, with nothing of it queued. */
  encode<TOut>(
    encoder: (message: TOut, out: ByteWriter, context: never) => unknown,
    message: TOut,
    context: unknown,
    limits: Limits,
  ): unknown {
    this.#writer ??= writerAtHand();
    const writer = this.#writer;
    const { length: before, most: mostBefore } = writer;
    writer.most = limits.queuedOutput;
    writer.wroteEmpty = false;
    let value: unknown;
    try {
      value = encoder(message, writer, context as never);
      if (isStray(value)) throw new TypeError(PROMISED);
    } catch (cause) {
      const { length } = writer;
      writer.most = mostBefore;
      writer.truncate(before);
      if (length > limits.queuedOutput) throw tooMuch(length, limits);
      const known = ownError(cause);
      if (known?.blame === 'local') throw known;
      throw localError('encode-failed', causeMessage(cause), { cause });
    }
    // Whoever keeps the writer and goes on later would write into a message of somebody else.
    writer.most = mostBefore;
    const { length } = writer;
    if (length > limits.queuedOutput) {
      writer.truncate(before);
      throw tooMuch(length, limits);
    }
    this.frameOffset = this.written;
    this.frameLength = length - before;
    this.written += this.frameLength;
    this.unwritten = length === before && !writer.wroteEmpty;
    return value;
  }

  take(): readonly Uint8Array[] {
    this.taken = this.written;
    const writer = this.#writer;
    if (writer === undefined) return [];
    this.#writer = undefined;
    spare = writer;
    return writer.take();
  }

  /** Forgets what is queued. */
  clear(): void {
    this.#writer = undefined;
  }
}

/** One that some connection had used up, if there is one: most of them are at rest, and keep none. */
let spare: ByteWriter | undefined;

function writerAtHand(): ByteWriter {
  const writer = spare ?? new ByteWriter();
  writer.most = SHUT;
  spare = undefined;
  return writer;
}

const PROMISED = 'its encoder returns a promise, and nobody waits for it: the message must be there before it is sent';

function tooMuch(length: number, { queuedOutput }: Limits): LocalError {
  return localError('limit-queued-output', `${length} bytes; limit queuedOutput is ${queuedOutput}`);
}
