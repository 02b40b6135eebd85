/** The codec of the two headers: the length, and the JSON object. */
import { type ByteWindow, decodeUtf8, type HalfInput } from '@wirechart/core';
import { beyond, DEPTH } from './bounds.js';
import { decoderFor } from './encoding.js';
import { jsonHeaderError } from './errors.js';
import type { Header } from './header-fields.js';
import * as memory from './header-memory.js';
import { countPairs, repeatedKey } from './repeated-key.js';

export type { Header };

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { recall, rememberHeader } = memory;

/** The protoheader: length of the JSON header, two bytes, big-endian. */
export function readHeaderLength(frame: ByteWindow, { limits }: HalfInput): number {
  const length = frame.uint16(0);
  if (length === 0) throw jsonHeaderError('header-empty');
  if (length > limits.headerBytes) {
    throw jsonHeaderError('limit-header-bytes', `${length} bytes; limit headerBytes is ${limits.headerBytes}`);
  }
  return length;
}

/** The JSON header. */
export function readHeader(frame: ByteWindow, { limits }: HalfInput): Header {
  const header = recall(frame) ?? rememberHeader(frame, parseHeader(frame));
  if (header.contentLength > limits.contentBytes) {
    throw jsonHeaderError(
      'limit-content-bytes',
      `${header.contentLength} bytes; limit contentBytes is ${limits.contentBytes}`,
    );
  }
  return header;
}

function parseHeader(frame: ByteWindow): Header {
  const fields = parseObject(frame);
  const byteorder = field(fields, 'byteorder');
  const contentType = field(fields, 'content-type');
  const contentEncoding = field(fields, 'content-encoding');
  const contentLength = field(fields, 'content-length');
  if (byteorder !== 'big' && byteorder !== 'little') throw invalid('byteorder', '"big" or "little"', byteorder);
  if (typeof contentType !== 'string') throw invalid('content-type', 'a string', contentType);
  if (typeof contentEncoding !== 'string') throw invalid('content-encoding', 'a string', contentEncoding);
  if (typeof contentLength !== 'number' || !Number.isSafeInteger(contentLength) || contentLength < 0) {
    throw invalid('content-length', 'an integer from 0 to 2^53 - 1', contentLength);
  }
  if (contentType === 'text/json' && decoderFor(contentEncoding) === undefined) {
    throw jsonHeaderError('content-encoding-unknown', JSON.stringify(contentEncoding));
  }
  return { byteorder, contentType, contentEncoding, contentLength };
}

function parseObject(frame: ByteWindow): object {
  let text: string;
  try {
    text = decodeUtf8(frame.buffer, frame.start, frame.end);
  } catch (cause) {
    throw jsonHeaderError('header-not-utf8', undefined, { cause });
  }
  if (beyond(text, HEADER_BOUNDS) !== undefined) throw jsonHeaderError('limit-depth', `a header has at most ${DEPTH}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw jsonHeaderError('header-not-json', undefined, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw jsonHeaderError('header-not-object');
  if (countPairs(text) !== Object.keys(value).length) throw jsonHeaderError('header-duplicate-key', repeatedKey(text));
  return value;
}

/** A header is too short to have many values. */
const HEADER_BOUNDS = { depth: DEPTH, elements: Number.POSITIVE_INFINITY };

function field(fields: object, name: string): unknown {
  if (!Object.hasOwn(fields, name)) throw jsonHeaderError('header-field-missing', name);
  return (fields as Record<string, unknown>)[name];
}

function invalid(name: string, expected: string, value: unknown) {
  const shown = JSON.stringify(value);
  return jsonHeaderError(
    'header-field-invalid',
    `${name} must be ${expected}, not ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`,
  );
}
