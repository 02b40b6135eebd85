import type { ByteWindow, FrameReader, HalfInput } from '@wirechart/core';
import { HEADER_BYTES, type Reader, readHeader } from './codec.js';

/** Reads header and payload at one go when both are here, and says what is missing when they are not. */
export class WholeFrame<TMessage> implements FrameReader<TMessage> {
  readonly #reader: Reader<TMessage>;
  readonly #readHeader: ReturnType<typeof readHeader>;
  readonly #input: HalfInput;
  #message: TMessage | undefined;

  constructor(reader: Reader<TMessage>, input: HalfInput) {
    this.#reader = reader;
    this.#readHeader = readHeader(reader);
    this.#input = input;
  }

  read(window: ByteWindow): number | undefined {
    if (window.length < HEADER_BYTES) return HEADER_BYTES;
    const { type, length } = this.#readHeader(window, this.#input);
    if (window.length < HEADER_BYTES + length) return HEADER_BYTES + length;
    // The payload alone is what the reader gets to see; the window is ours until this returns.
    window.start += HEADER_BYTES;
    window.end = window.start + length;
    this.#message = this.#reader.read(type, window);
    window.start += length;
    return undefined;
  }

  take(): TMessage {
    const message = this.#message as TMessage;
    this.#message = undefined;
    return message;
  }
}
