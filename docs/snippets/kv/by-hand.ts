import type { Request } from './messages.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What one would write on a `data` event: keeps what is left of a chunk and joins the next one to it. */
export function byHand(message: (request: Request) => void): (chunk: Buffer) => void {
  let left: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const input = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let at = 0;
    while (input.length - at >= 5) {
      const type = input[at];
      const length = input.readUInt32BE(at + 1);
      if (type !== 0x01 && type !== 0x02) throw new Error('type-unknown');
      if (length > 1024 * 1024) throw new Error('limit-content-bytes');
      if (input.length - at - 5 < length) break;
      message(readPayload(type, input.subarray(at + 5, at + 5 + length)));
      at += 5 + length;
    }
    left = input.subarray(at);
  };
}

function readPayload(type: number, payload: Buffer): Request {
  const from = type === 0x01 ? 0 : 1;
  const end = type === 0x01 ? payload.length : 1 + (payload[0] ?? 0);
  if (end === from || end - from > 255 || end > payload.length) throw new Error('key-invalid');
  const key = utf8.decode(payload.subarray(from, end));
  return type === 0x01 ? { type: 'get', key } : { type: 'set', key, value: payload.subarray(end) };
}
