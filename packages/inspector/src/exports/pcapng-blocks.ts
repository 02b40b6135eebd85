/** Blocks and options of pcapng, little-endian: each block has its length before and after it, and all is padded to four bytes. */

export function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const padded = parts.flatMap((part) => [part, padding(part.length)]);
  const length = 12 + padded.reduce((sum, part) => sum + part.length, 0);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, type, true);
  new DataView(head.buffer).setUint32(4, length, true);
  const tail = new Uint8Array(4);
  new DataView(tail.buffer).setUint32(0, length, true);
  return Buffer.concat([head, ...padded, tail]);
}

/** An option that is a text. */
export function text(code: number, value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint16(0, code, true);
  new DataView(head.buffer).setUint16(2, bytes.length, true);
  return Buffer.concat([head, bytes, padding(bytes.length)]);
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
