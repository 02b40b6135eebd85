/** What the parts of a frame are called, in the words of doc/protocol-binary.xml of memcached, section 2. */
import type { CapturedFrame, FrameFields } from '@wirechart/core';
import { Parts } from '../../parts.js';

export const binaryFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  if (frame.half === 'write') while (parts.goesOn) body(parts, header(parts));
  else if (frame.event === 'header') header(parts);
  else if (frame.event === 'body') body(parts, lengthsBefore(frame));
  return parts.list;
};

interface Lengths {
  readonly key: number;
  readonly extras: number;
  /** Of extras, key and value. */
  readonly body: number;
}

/** Section 2.2; the magic says whether it is a request's or a response's. */
function header(parts: Parts): Lengths {
  const isResponse = parts.byte() === RESPONSE;
  parts.take('magic', 1).take('opcode', 1);
  const key = parts.number(2);
  parts.take('key length', 2);
  const extras = parts.byte();
  parts
    .take('extras length', 1)
    .take('data type', 1)
    .take(isResponse ? 'status' : 'vbucket id', 2);
  const body = parts.number(4);
  parts.take('total body length', 4).take('opaque', 4).take('CAS', 8);
  return { key, extras, body };
}

function body(parts: Parts, { key, extras, body }: Lengths): void {
  const end = parts.at + body;
  parts
    .take('extras', extras)
    .take('key', key)
    .take('value', end - parts.at);
}

/** What the header says that arrived before; where that is not known, all is the value. */
function lengthsBefore({ previous, length }: CapturedFrame): Lengths {
  if (previous?.event !== 'header') return { key: 0, extras: 0, body: length };
  return header(new Parts({ bytes: previous.bytes, length: previous.bytes.length }));
}

const RESPONSE = 0x81;
