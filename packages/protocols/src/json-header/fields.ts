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
    const content = header.length < length ? undefined : contentLength(header);
    if (content === undefined) break;
    parts.take('content', content);
  }
  return parts.list;
};

/** By the events of the read half. */
const ARRIVED: Readonly<Record<string, string>> = {
  protoheader: 'header length',
  jsonheader: 'JSON header',
  content: 'content',
};

/** Undefined for what is no header: then nobody knows where the next message begins. */
function contentLength(header: Uint8Array): number | undefined {
  try {
    const { 'content-length': length } = JSON.parse(decodeUtf8(header)) as { readonly 'content-length'?: unknown };
    return typeof length === 'number' ? length : undefined;
  } catch {
    return undefined;
  }
}

const LENGTH_BYTES = 2;
