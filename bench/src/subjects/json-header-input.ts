/** Input for parsers of the json-header protocol. */

/** A message as the tutorial's programs write it. */
export function frameOf(content: string): Buffer {
  const length = Buffer.byteLength(content);
  const header = `{"byteorder": "little", "content-type": "text/json", "content-encoding": "utf-8", "content-length": ${length}}`;
  const frame = Buffer.alloc(2 + header.length + length);
  frame.writeUInt16BE(header.length);
  frame.write(header, 2);
  frame.write(content, 2 + header.length);
  return frame;
}

/** The tutorial's first request: 2 + 103 + 41 bytes. */
export const searchMorpheus = frameOf('{"action": "search", "value": "morpheus"}');

/** As {@link searchMorpheus}, but the value has from 1 to 1,000 characters, in no order: few headers come twice in a row. */
export function variedFrames(count: number): Buffer[] {
  const frames = Array.from({ length: 1000 }, (_, i) =>
    frameOf(`{"action": "search", "value": "${'m'.repeat(i + 1)}"}`),
  );
  // 389 is coprime to 1,000: each length comes once before any comes again.
  return Array.from({ length: count }, (_, i) => frames[(i * 389) % 1000] as Buffer);
}

export const repeatedFrames = (count: number): Buffer[] => new Array<Buffer>(count).fill(searchMorpheus);

/** One stream of bytes, cut into chunks, each in memory of its own as a socket delivers them. */
export function chunksOf(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(Buffer.from(bytes.subarray(at, at + size)));
  return chunks;
}

/** What a read of a socket delivers at most. */
export const SOCKET_READ = 64 * 1024;
