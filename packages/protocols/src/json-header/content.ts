/** The codec of the content. */
import type { ByteWindow } from '@wirechart/core';
import type { JsonBounds } from './bounds.js';
import * as jsonBounds from './bounds.js';
import { type Decoder, decoderFor } from './encoding.js';
import { jsonHeaderError } from './errors.js';
import type { Header } from './header.js';
import type { JsonHeaderMessage } from './message.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { beyond } = jsonBounds;

/** Content by its header: `text/json` as a value, anything else as bytes. */
export function readContent(
  frame: ByteWindow,
  { header, bounds }: { readonly header: Header; readonly bounds: JsonBounds },
): JsonHeaderMessage {
  const { byteorder, contentType, contentEncoding } = header;
  if (contentType !== 'text/json') {
    return { kind: 'binary', contentType, contentEncoding, byteorder, content: frame.bytes() };
  }
  return { kind: 'json', contentType, contentEncoding, byteorder, content: parse(frame, contentEncoding, bounds) };
}

const parse = (frame: ByteWindow, encoding: string, bounds: JsonBounds): unknown => {
  if (frame.length === 0) return undefined;
  const text = decode(frame, encoding);
  const limit = beyond(text, bounds);
  if (limit !== undefined) throw jsonHeaderError(`limit-${limit}`, `option ${limit} is ${bounds[limit]}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw jsonHeaderError('content-not-json', undefined, { cause });
  }
};

const decode = (frame: ByteWindow, encoding: string): string => {
  try {
    if (encoding === 'utf-8') return frame.text();
    return (decoderFor(encoding) as Decoder)(frame.buffer, frame.start, frame.end);
  } catch (cause) {
    throw jsonHeaderError('content-not-encoded', encoding, { cause });
  }
};
