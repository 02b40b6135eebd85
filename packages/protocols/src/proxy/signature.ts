/** What every header begins with, by version. Told apart byte by byte, so that another protocol is refused at its first. */
import { type ByteWindow, encodeUtf8, type FrameReader } from '@wirechart/core';
import { proxyError } from './errors.js';

/** Version 1. */
export const LINE_START = 'PROXY ';
/** Version 2: no line of text, nor the start of any other protocol of note. */
export const SIGNATURE = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);

/** Reads the beginning; its value is the version. */
export class SignatureReader implements FrameReader<1 | 2> {
  #expected: Uint8Array = LINE_SIGNATURE;
  #matched = 0;

  read(window: ByteWindow): number | undefined {
    for (; window.start < window.end; window.start += 1, this.#matched += 1) {
      const byte = window.buffer[window.start];
      if (this.#matched === 0 && byte === SIGNATURE[0]) this.#expected = SIGNATURE;
      if (byte !== this.#expected[this.#matched]) throw proxyError('proxy-missing');
      if (this.#matched === this.#expected.length - 1) {
        window.start += 1;
        return undefined;
      }
    }
    return 1;
  }

  take(): 1 | 2 {
    return this.#expected === SIGNATURE ? 2 : 1;
  }
}

const LINE_SIGNATURE = encodeUtf8(LINE_START);
