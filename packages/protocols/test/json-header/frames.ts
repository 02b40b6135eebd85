/** Frames of the protocol, put together by hand. */

/** Both headers and the content; `header` is text or bytes, or the fields that differ from usual ones. */
export function frame(
  header: string | Uint8Array | Record<string, unknown>,
  content: string | Uint8Array = '',
): Buffer {
  const body = Buffer.from(content);
  let bytes: Buffer;
  if (typeof header === 'string' || header instanceof Uint8Array) bytes = Buffer.from(header);
  else bytes = Buffer.from(JSON.stringify({ ...usualHeader(body.length), ...header }));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes, body]);
}

export function usualHeader(contentLength: number) {
  return {
    byteorder: 'little',
    'content-type': 'text/json',
    'content-encoding': 'utf-8',
    'content-length': contentLength,
  };
}
