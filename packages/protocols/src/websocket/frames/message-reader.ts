/**
 * The codec of frames (RFC 6455, 5.2): reads on in whatever has arrived, keeps the message that is under way, and gives one
 * value for each frame. A payload is taken as it comes, so that what is wrong in it is found at the first byte that is.
 */
import { type ByteWindow, decodeUtf8, type FrameReader } from '@wirechart/core';
import type { Inflater } from '../compression.js';
import { type webSocketCodes, webSocketError } from '../errors.js';
import type { Control, WebSocketMessage } from '../message.js';
import { readClose } from './close.js';
import { Content } from './content.js';
import { checkFirst, checkSecond, FIN, keyOf, longLength, RSV1 } from './header.js';
import { copyMasked, type MaskKey, turned } from './mask.js';
import { decodedTogether, SHORT_TEXT } from './masked-texts.js';
import { type BINARY, CLOSE, CONTINUATION, PING, TEXT } from './opcode.js';
import { Utf8Check } from './utf8-check.js';

/** What a frame amounts to: a message (this was its last frame), a part of one, or a control frame. */
export type FrameValue = WebSocketMessage | typeof FRAGMENT | Control;

/** A frame that does not end its message. */
export const FRAGMENT = { kind: 'fragment' } as const;

export interface MessageReaderOptions {
  /** Whether frames must be masked (those of a client), or must not. */
  readonly masked: boolean;
  /** Longest message, inflated. */
  readonly contentBytes: number;
  /** Takes a compressed message apart; undefined where there can be none. */
  readonly inflater: Inflater | undefined;
}

export class MessageReader implements FrameReader<FrameValue> {
  readonly #masked: boolean;
  readonly #contentBytes: number;
  readonly #inflater: Inflater | undefined;
  #value: FrameValue = FRAGMENT;

  // The frame at hand.
  #opcode = 0;
  #final = false;
  #key: MaskKey = 0;
  /** Bytes of the payload that are still to come; -1 when it is a header that is. */
  #left = -1;
  /** Bytes of the payload that were taken. */
  #taken = 0;

  // The message at hand, to which the frame may belong.
  #kind: 0 | typeof TEXT | typeof BINARY = 0;
  #compressed = false;
  /** Bytes that have come of inflating since it was asked to read on. */
  #produced = 0;
  #content: Content | undefined;
  #utf8: Utf8Check | undefined;

  /** Payload of a control frame, which may come between the frames of a message. */
  #control: Content | undefined;

  constructor(options: MessageReaderOptions) {
    this.#masked = options.masked;
    this.#contentBytes = options.contentBytes;
    this.#inflater = options.inflater;
  }

  read(window: ByteWindow): number | undefined {
    if (this.#left < 0) {
      const wanted = this.#readHeader(window);
      if (wanted !== 0) return wanted;
      if (this.#isWholeMessage(window)) {
        this.#readWholeMessage(window);
        return undefined;
      }
    }
    this.#produced = 0;
    this.#readPayload(window);
    if (this.#left > 0) return window.length > 0 ? 0 : 1;
    this.#left = -1;
    if (this.#opcode >= CLOSE) this.#value = this.#takeControl();
    else this.#value = this.#final ? this.#takeMessage() : FRAGMENT;
    return undefined;
  }

  get held(): number {
    return (this.#content?.bytes.length ?? 0) + (this.#inflater?.held ?? 0);
  }

  take(): FrameValue {
    const value = this.#value;
    this.#value = FRAGMENT;
    return value;
  }

  drop(): void {
    this.#inflater?.drop?.();
  }

  /** Returns 0 when the header was read, or the length that it has at least. */
  #readHeader(window: ByteWindow): number {
    const { buffer, start } = window;
    const available = window.end - start;
    if (available < 2) return 2;
    const first = buffer[start] as number;
    const second = buffer[start + 1] as number;
    checkFirst(first, this.#kind !== 0, this.#inflater !== undefined);
    checkSecond(first, second, this.#masked);
    const short = second & 0x7f;
    const keyAt = short < 126 ? 2 : short === 126 ? 4 : 10;
    const headerLength = this.#masked ? keyAt + 4 : keyAt;
    if (available < headerLength) return headerLength;
    this.#begin(first, short < 126 ? short : longLength(window, short));
    this.#key = this.#masked ? keyOf(buffer, start + keyAt) : 0;
    window.start = start + headerLength;
    return 0;
  }

  #begin(first: number, length: number): void {
    const opcode = first & 0x0f;
    this.#opcode = opcode;
    this.#final = first >= FIN;
    this.#left = length;
    this.#taken = 0;
    if (opcode >= CLOSE) return;
    if (opcode !== CONTINUATION) {
      this.#kind = opcode as typeof TEXT;
      this.#compressed = (first & RSV1) !== 0;
    }
    // What a compressed message comes to is seen when it is inflated.
    const whole = this.#compressed ? length : length + (this.#content?.length ?? 0);
    const most = this.#compressed ? Number.MAX_SAFE_INTEGER : Math.min(this.#contentBytes, Number.MAX_SAFE_INTEGER);
    if (whole > most) throw this.#tooLong(`${whole} bytes`);
  }

  /** A message in one frame of which everything has arrived: most are. */
  #isWholeMessage(window: ByteWindow): boolean {
    const opcode = this.#opcode;
    return this.#final && opcode < CLOSE && opcode !== CONTINUATION && !this.#compressed && window.length >= this.#left;
  }

  #readWholeMessage(window: ByteWindow): void {
    const { buffer, start } = window;
    const end = start + this.#left;
    if (this.#kind === TEXT) this.#value = this.#wholeText(window, start, end);
    else {
      // Bytes that were not masked can be handed out where they are.
      this.#value = this.#masked ? unmasked(buffer, start, end, this.#key) : window.bytes(0, this.#left);
    }
    window.start = end;
    this.#left = -1;
    this.#kind = 0;
  }

  #wholeText(window: ByteWindow, start: number, end: number): string {
    const { buffer } = window;
    const length = end - start;
    try {
      if (!this.#masked) return window.text(0, length);
      const known = length < SHORT_TEXT ? decodedTogether(window, start, end) : undefined;
      if (known !== undefined) return known;
      const bytes = length <= scratch.length ? scratch : new Uint8Array(length);
      copyMasked(buffer, start, end, this.#key, bytes, 0);
      return decodeUtf8(bytes, 0, length);
    } catch {
      const bad = new Utf8Check().check(unmasked(buffer, start, end, this.#key), 0, length);
      window.start = bad < 0 ? end : start + bad;
      throw bad < 0 ? this.#unfinishedText() : this.#fault('text-not-utf8');
    }
  }

  #readPayload(window: ByteWindow): void {
    const count = Math.min(this.#left, window.length);
    if (this.#compressed && this.#opcode < CLOSE) return this.#inflateSlices(window, count);
    const { start } = window;
    const end = start + count;
    if (this.#opcode >= CLOSE) {
      this.#control ??= new Content();
      this.#control.append(window.buffer, start, end, this.#key, this.#left);
    } else this.#readContent(window, end);
    this.#key = turned(this.#key, count);
    this.#left -= count;
    this.#taken += count;
    window.start = end;
  }

  #readContent(window: ByteWindow, end: number): void {
    const { buffer, start } = window;
    this.#content ??= new Content();
    const content = this.#content;
    const before = content.length;
    content.append(buffer, start, end, this.#key, this.#final ? this.#left : UNKNOWN);
    if (this.#kind !== TEXT) return;
    this.#utf8 ??= new Utf8Check();
    const bad = this.#utf8.check(content.bytes, before, content.length);
    if (bad < 0) return;
    window.start = start + bad - before;
    throw this.#fault('text-not-utf8');
  }

  /** Goes on as long as not much has come of it: a few bytes can inflate to a thousand times as many. */
  #inflateSlices(window: ByteWindow, count: number): void {
    for (let left = count; left > 0 && this.#produced < SLICE; ) {
      const step = Math.min(left, STEP);
      const end = window.start + step;
      this.#inflate(window, end);
      this.#key = turned(this.#key, step);
      this.#left -= step;
      this.#taken += step;
      window.start = end;
      left -= step;
    }
  }

  #inflate(window: ByteWindow, end: number): void {
    const compressed = unmasked(window.buffer, window.start, end, this.#key);
    if (!(this.#inflater as Inflater).inflate(compressed, this.#takeInflated)) throw this.#fault('deflate-invalid');
  }

  /** What a message inflates to is looked at in its order, so that the first fault is the same however the input is cut. */
  readonly #takeInflated = (piece: Uint8Array): void => {
    this.#content ??= new Content();
    const content = this.#content;
    const before = content.length;
    const count = Math.min(piece.length, this.#contentBytes - before);
    this.#produced += count;
    content.append(piece, 0, count, 0, UNKNOWN);
    if (this.#kind === TEXT) {
      this.#utf8 ??= new Utf8Check();
      if (this.#utf8.check(content.bytes, before, content.length) >= 0) throw this.#fault('text-not-utf8');
    }
    if (count < piece.length) throw this.#tooLong('when it is inflated');
  };

  #takeMessage(): WebSocketMessage {
    if (this.#compressed && !(this.#inflater as Inflater).finish(this.#takeInflated))
      throw this.#fault('deflate-invalid');
    if (this.#utf8?.isWhole === false) throw this.#unfinishedText();
    const content = this.#content ?? new Content();
    const message = this.#kind === TEXT ? content.text() : content.whole();
    this.#kind = 0;
    this.#content = undefined;
    this.#utf8 = undefined;
    return message;
  }

  #takeControl(): Control {
    const data = this.#control?.whole() ?? NOTHING;
    this.#control = undefined;
    if (this.#opcode === CLOSE) return readClose(data);
    return { kind: this.#opcode === PING ? 'ping' : 'pong', data };
  }

  #unfinishedText() {
    return this.#fault('text-not-utf8', 'it ends inside of a character');
  }

  #tooLong(length: string) {
    return this.#fault('limit-content-bytes', `${length}; limit contentBytes is ${this.#contentBytes}`);
  }

  /** Which compressed byte is to blame cannot be told: it is said of the payload. */
  #fault(code: keyof typeof webSocketCodes, particular?: string) {
    return webSocketError(code, particular, { at: this.#compressed ? -this.#taken : 0 });
  }
}

function unmasked(source: Uint8Array, start: number, end: number, key: MaskKey): Uint8Array {
  const bytes = new Uint8Array(end - start);
  copyMasked(source, start, end, key, bytes, 0);
  return bytes;
}

/** Of text, to which nothing refers once it is decoded. */
const scratch = new Uint8Array(64 * 1024);
const NOTHING = new Uint8Array(0);
/** Bytes that are inflated to before others have their turn; that takes about a millisecond. */
const SLICE = 256 * 1024;
/** Bytes that are inflated at a time: at worst they come to a mebibyte (RFC 1951 has at most 258 bytes for two bits). */
const STEP = 1024;
/** How much is still to come of a content of which this is not the last frame. */
const UNKNOWN = Number.POSITIVE_INFINITY;
