/**
 * A DataView of a chunk, for reading it by words. Many frames lie in one chunk, so the view of the last one is kept (and with
 * it that one chunk).
 */
export function dataViewOf(buffer: Uint8Array): DataView {
  if (viewed === buffer) return view;
  viewed = buffer;
  view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return view;
}

let viewed = new Uint8Array(0) as Uint8Array;
let view = new DataView(viewed.buffer);
