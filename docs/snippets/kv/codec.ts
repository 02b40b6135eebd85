import type { ByteWindow, HalfInput } from '@wirechart/core';
import { kvError } from './errors.js';
import type { Reply, Request } from './messages.js';

export const HEADER_BYTES = 5;
export const MAX_KEY_BYTES = 255;
export const types = { get: 0x01, set: 0x02, value: 0x81, stored: 0x82, missing: 0x83, error: 0xff } as const;

export interface Header {
  readonly type: number;
  /** Of the payload, in bytes. */
  readonly length: number;
}

/** What one side can hear. */
export interface Reader<TMessage> {
  readonly types: readonly number[];
  /** @throws RemoteError for a payload that is not well-formed. */
  readonly read: (type: number, payload: ByteWindow) => TMessage;
}

export const requests: Reader<Request> = {
  types: [types.get, types.set],
  read: (type, payload) => (type === types.get ? readGet(payload) : readSet(payload)),
};

export const replies: Reader<Reply> = {
  types: [types.value, types.stored, types.missing, types.error],
  read: (type, payload) => {
    if (type === types.value) return { type: 'value', value: payload.bytes() };
    if (type === types.error) return { type: 'error', reason: payload.text() };
    if (payload.length > 0) throw kvError('payload-unexpected', `${payload.length} bytes`);
    return { type: type === types.stored ? 'stored' : 'missing' };
  },
};

/** The need's codec for a header: refuses before a byte of the payload is waited for. */
export function readHeader(reader: Reader<unknown>) {
  return (frame: ByteWindow, { limits }: HalfInput): Header => {
    const type = frame.uint8(0);
    const length = frame.uint32(1);
    if (!reader.types.includes(type)) throw kvError('type-unknown', `0x${type.toString(16)}`);
    if (length > limits.contentBytes) {
      throw kvError('limit-content-bytes', `${length} bytes; limit contentBytes is ${limits.contentBytes}`, { at: 1 });
    }
    return { type, length };
  };
}

export function readPayload<TMessage>(reader: Reader<TMessage>) {
  return (frame: ByteWindow, { header }: { readonly header: Header }): TMessage => reader.read(header.type, frame);
}

function readGet(payload: ByteWindow): Request {
  return { type: 'get', key: readKey(payload, 0, payload.length) };
}

/** One byte of key length, the key, and the value up to the end. */
function readSet(payload: ByteWindow): Request {
  if (payload.length === 0) throw kvError('key-invalid');
  const length = payload.uint8(0);
  return { type: 'set', key: readKey(payload, 1, length), value: payload.bytes(1 + length) };
}

function readKey(payload: ByteWindow, from: number, length: number): string {
  if (length === 0 || length > MAX_KEY_BYTES || from + length > payload.length) {
    throw kvError('key-invalid', `${length} bytes`, { at: from });
  }
  return payload.text(from, from + length);
}
