/** Bytes that tell where in a stream they belong, so that none can be lost, doubled or moved unnoticed. */

/** Bytes of a stream from `offset` on; streams of different `stream` numbers differ. */
export function sample(length: number, stream = 0, offset = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = scramble(offset + i + stream * 0x0100_0001);
  return bytes;
}

function scramble(position: number): number {
  return Math.imul(position ^ (position >>> 15), 0x9e37_79b1) >>> 24;
}
