/**
 * Views of a chunk. Many frames lie in one chunk, and asking a chunk for its memory takes longer than making a view of it; so
 * what was asked for last is kept (and with it that one chunk).
 */

/** A plain `Uint8Array`, also where the chunk is of a subclass (Node's Buffer) with other habits. */
export function viewOf(buffer: Uint8Array, start: number, end: number): Uint8Array {
  if (buffer !== viewed.buffer) {
    viewed.buffer = buffer;
    viewed.memory = buffer.buffer;
    viewed.offset = buffer.byteOffset;
  }
  return new Uint8Array(viewed.memory, viewed.offset + start, end - start);
}

/** A DataView of a chunk, for reading it by words. */
export function dataViewOf(buffer: Uint8Array): DataView {
  if (buffer !== worded.buffer) {
    worded.buffer = buffer;
    worded.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  return worded.view;
}

export const EMPTY: Uint8Array = new Uint8Array(0);

// In objects: an engine looks at a variable of a module each time whether it has a value yet, and which kind.
const viewed = { buffer: EMPTY, memory: EMPTY.buffer, offset: 0 };
const worded = { buffer: EMPTY, view: new DataView(EMPTY.buffer) };

/** Whether it is a Uint8Array, or a Buffer, of whichever realm: tests and plugins run in ones of their own. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array || (ArrayBuffer.isView(value) && value[Symbol.toStringTag as never] === 'Uint8Array')
  );
}
