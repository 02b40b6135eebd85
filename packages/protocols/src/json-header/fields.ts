/** What the parts of a frame are called: a message has three, as index.ts describes them, and each arrives as a frame of its own. */
import { decodeUtf8, type FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

export const jsonHeaderFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'read') {
    const name = ARRIVED[frame.event];
    return name === undefined ? [] : parts.rest(name).list;
  }
  while (parts.goesOn) {
    const length = parts.number(LENGTH_BYTES);
    parts.take('header length', LENGTH_BYTES);
    const header = parts.bytes.subarray(parts.at, parts.at + length);
    parts.take('JSON header', length);
    if (header.length < length) break;
    parts.take('content', contentLength(header));
  }
  return parts.list;
};

/** By the events of the read half. */
const ARRIVED: Readonly<Record<string, string>> = {
  protoheader: 'header length',
  jsonheader: 'JSON header',
  content: 'content',
};

function contentLength(header: Uint8Array): number {
  return Number((JSON.parse(decodeUtf8(header)) as { readonly 'content-length': unknown })['content-length']);
}

const LENGTH_BYTES = 2;
