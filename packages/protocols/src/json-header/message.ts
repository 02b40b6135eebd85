/** Messages of the json-header protocol. */

export type Byteorder = 'big' | 'little';

/** Content of the type `text/json`. */
export interface JsonMessage {
  readonly kind: 'json';
  readonly contentType: 'text/json';
  readonly contentEncoding: string;
  /** The sender's byte order. Says nothing about JSON text. */
  readonly byteorder: Byteorder;
  /** The value; undefined for a content of zero bytes. */
  readonly content: unknown;
}

/** Content of any other type. */
export interface BinaryMessage {
  readonly kind: 'binary';
  readonly contentType: string;
  readonly contentEncoding: string;
  /** Byte order of multi-byte values in the content; see {@link ContentReader}. */
  readonly byteorder: Byteorder;
  readonly content: Uint8Array;
}

export type JsonHeaderMessage = JsonMessage | BinaryMessage;

/** A message of JSON. `undefined` gives a content of zero bytes. */
export function json(content: unknown, contentEncoding = 'utf-8', byteorder: Byteorder = nativeByteorder): JsonMessage {
  return { kind: 'json', contentType: 'text/json', contentEncoding, byteorder, content };
}

/** A message of bytes. From 4 KiB on they are not copied when sent and must stay as they are until then. */
export function binary(
  content: Uint8Array,
  contentType = 'application/octet-stream',
  contentEncoding = 'binary',
  byteorder: Byteorder = nativeByteorder,
): BinaryMessage {
  return { kind: 'binary', contentType, contentEncoding, byteorder, content };
}

/** The byte order of this machine, which is what a sender states. */
export const nativeByteorder: Byteorder = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 'little' : 'big';
