/**
 * Views of a chunk. Many frames lie in one chunk, and asking a chunk for its memory takes longer than making a view of it; so
 * what was asked for last is kept (and with it that one chunk).
 */

/** A plain `Uint8Array`, also where the chunk is of a subclass (Node's Buffer) with other habits. */
export function viewOf(buffer: Uint8Array, start: number, end: number): Uint8Array {
  if (buffer !== viewed) {
    viewed = buffer;
    memory = buffer.buffer;
    offset = buffer.byteOffset;
  }
  return new Uint8Array(memory, offset + start, end - start);
}

/** A DataView of a chunk, for reading it by words. */
export function dataViewOf(buffer: Uint8Array): DataView {
  if (buffer !== wordsViewed) {
    wordsViewed = buffer;
    words = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }
  return words;
}

export const EMPTY: Uint8Array = new Uint8Array(0);

let viewed = EMPTY;
let memory = EMPTY.buffer;
let offset = 0;

let wordsViewed = EMPTY;
let words = new DataView(EMPTY.buffer);

/** Whether it is a Uint8Array, or a Buffer, of whichever realm: tests and plugins run in ones of their own. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array || (ArrayBuffer.isView(value) && value[Symbol.toStringTag as never] === 'Uint8Array')
  );
}
