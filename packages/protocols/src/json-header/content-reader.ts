/** Reads multi-byte values of binary content in the byte order that the header states. */
import type { BinaryMessage } from './message.js';

/** @example new ContentReader(message).uint32(0) */
export class ContentReader {
  readonly #view: DataView;
  readonly #littleEndian: boolean;

  constructor({ content, byteorder }: Pick<BinaryMessage, 'content' | 'byteorder'>) {
    this.#view = new DataView(content.buffer, content.byteOffset, content.byteLength);
    this.#littleEndian = byteorder === 'little';
  }

  /** Length of the content in bytes. Every method throws a RangeError for a place outside of it. */
  get length(): number {
    return this.#view.byteLength;
  }

  uint8(at: number): number {
    return this.#view.getUint8(at);
  }

  int8(at: number): number {
    return this.#view.getInt8(at);
  }

  uint16(at: number): number {
    return this.#view.getUint16(at, this.#littleEndian);
  }

  int16(at: number): number {
    return this.#view.getInt16(at, this.#littleEndian);
  }

  uint32(at: number): number {
    return this.#view.getUint32(at, this.#littleEndian);
  }

  int32(at: number): number {
    return this.#view.getInt32(at, this.#littleEndian);
  }

  uint64(at: number): bigint {
    return this.#view.getBigUint64(at, this.#littleEndian);
  }

  int64(at: number): bigint {
    return this.#view.getBigInt64(at, this.#littleEndian);
  }

  float32(at: number): number {
    return this.#view.getFloat32(at, this.#littleEndian);
  }

  float64(at: number): number {
    return this.#view.getFloat64(at, this.#littleEndian);
  }
}
