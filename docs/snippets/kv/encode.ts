import { type ByteWriter, encodeUtf8 } from '@wirechart/core';
import { MAX_KEY_BYTES, types } from './codec.js';
import type { Reply, Request } from './messages.js';

export function encodeRequest(request: Request, out: ByteWriter): void {
  const key = encodeUtf8(request.key);
  if (key.length === 0 || key.length > MAX_KEY_BYTES) {
    throw new RangeError(`a key must have 1 to ${MAX_KEY_BYTES} bytes, not ${key.length}`);
  }
  if (request.type === 'get') header(out, types.get, key.length).bytes(key);
  else {
    header(out, types.set, 1 + key.length + request.value.length)
      .uint8(key.length)
      .bytes(key)
      .bytes(request.value);
  }
}

export function encodeReply(reply: Reply, out: ByteWriter): void {
  if (reply.type === 'value') header(out, types.value, reply.value.length).bytes(reply.value);
  else if (reply.type === 'error') {
    const reason = encodeUtf8(reply.reason);
    header(out, types.error, reason.length).bytes(reason);
  } else header(out, types[reply.type], 0);
}

/** A length that four bytes cannot hold is the writer's RangeError. */
function header(out: ByteWriter, type: number, length: number): ByteWriter {
  return out.uint8(type).uint32(length);
}
