/** Writes frames. */
import { type ByteWriter, encodeUtf8, type HalfInput, utf8Length } from '@wirechart/core';
import type { Deflater } from '../compression.js';
import type { Sendable } from '../message.js';
import type { Random } from '../upgrade/key.js';
import { closePayload } from './close.js';
import { FIN, keyOf, MASKED, RSV1 } from './header.js';
import { copyMasked, type MaskKey, mask } from './mask.js';
import { BINARY, CLOSE, CONTINUATION, CONTROL_BYTES, PING, PONG, TEXT } from './opcode.js';

export interface EncodeOptions {
  /** Where the keys of masks come from: a client has one, a server must not mask. */
  readonly random: Random | undefined;
  /** Longest payload of a frame: a longer message is sent in several. */
  readonly frameBytes: number;
}

/** What the write half remembers. */
export interface EncodeContext extends HalfInput {
  readonly deflater: Deflater | undefined;
}

export type Encode = (message: Sendable, out: ByteWriter, context: EncodeContext) => void;

/**
 * Makes an encoder. It throws RangeError for a control frame that is too long or a code that may not be sent, and TypeError for
 * what is no message.
 */
export function encodeFrames({ random, frameBytes }: EncodeOptions): Encode {
  const nextKey = random === undefined ? undefined : keysFrom(random);

  return (message, out, { deflater }) => {
    if (typeof message === 'string') {
      if (deflater === undefined && nextKey === undefined && message.length <= SHORT_TEXT) {
        const length = utf8Length(message);
        if (length <= frameBytes) {
          writeHeader(out, FIN | TEXT, length, 0);
          out.text(message);
          return;
        }
      }
      writeMessage(TEXT, encodeUtf8(message), true);
    } else if (message instanceof Uint8Array) {
      writeMessage(BINARY, message, false);
    } else {
      writeControl(message);
    }

    function writeMessage(opcode: number, payload: Uint8Array, own: boolean): void {
      if (deflater === undefined || payload.length < deflater.threshold) {
        writeFrames(opcode, payload, own);
        return;
      }
      const deflated = deflater.deflate(payload);
      try {
        writeFrames(RSV1 | opcode, deflated, true);
      } catch (refusal) {
        // The remote will not have it for what comes after it to refer to.
        deflater.forget();
        throw refusal;
      }
    }

    function writeFrames(first: number, payload: Uint8Array, own: boolean): void {
      let start = 0;
      while (payload.length - start > frameBytes) {
        writeFrame(start === 0 ? first : CONTINUATION, payload.subarray(start, start + frameBytes), own);
        start += frameBytes;
      }
      writeFrame(FIN | (start === 0 ? first : CONTINUATION), payload.subarray(start), own);
    }

    function writeControl(control: Exclude<Sendable, string | Uint8Array>): void {
      switch (control?.kind) {
        case 'close':
          return writeFrame(FIN | CLOSE, closePayload(control), true);
        case 'ping':
        case 'pong':
          if (!(control.data instanceof Uint8Array))
            throw new TypeError(`the data of a ${control.kind} are a Uint8Array`);
          if (control.data.length > CONTROL_BYTES) {
            throw new RangeError(`${control.data.length} bytes; a ${control.kind} has room for ${CONTROL_BYTES}`);
          }
          return writeFrame(FIN | (control.kind === 'ping' ? PING : PONG), control.data, false);
        default:
          throw new TypeError('a message is a string, a Uint8Array, or what ping(), pong() and close() make');
      }
    }

    /** `own` bytes are nobody else's, so they may be masked where they are. */
    function writeFrame(first: number, payload: Uint8Array, own: boolean): void {
      const { length } = payload;
      if (nextKey === undefined) {
        writeHeader(out, first, length, 0);
        out.bytes(payload);
        return;
      }
      const key = nextKey();
      writeHeader(out, first, length, MASKED);
      out.uint32(key >>> 0, true);
      if (own) mask(payload, 0, length, key);
      out.bytes(own ? payload : maskedCopy(payload, key));
    }
  };
}

/** The length in its shortest form (RFC 6455, 5.2). */
function writeHeader(out: ByteWriter, first: number, length: number, masked: number): void {
  if (length < 126) out.uint16((first << 8) | masked | length);
  else if (length < 0x1_0000) out.uint16((first << 8) | masked | 126).uint16(length);
  else out.uint16((first << 8) | masked | 127).uint64(BigInt(length));
}

function maskedCopy(bytes: Uint8Array, key: MaskKey): Uint8Array {
  const copy = new Uint8Array(bytes.length);
  copyMasked(bytes, 0, bytes.length, key, copy, 0);
  return copy;
}

/** Many keys at once: to ask for randomness costs more than to mask. */
function keysFrom(random: Random): () => MaskKey {
  const pool = new Uint8Array(4 * KEYS);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      random(pool);
      at = 0;
    }
    at += 4;
    return keyOf(pool, at - 4);
  };
}

const KEYS = 256;
/** Longer text is encoded before it is measured, so that it is gone through once. */
const SHORT_TEXT = 4096;
