// The line end is guessed from the first chunk, also where that has none: LF is then taken, and the CR left in the fields.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import Papa from 'papaparse';

const rows = (chunks) =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: true }))
    .toArray();

assert.deepEqual(await rows(['a,b\r\n1,2\r\n3,4']), [
  { a: '1', b: '2' },
  { a: '3', b: '4' },
]);
assert.deepEqual(await rows(['a,', 'b\r\n1,2\r\n3,4']), [
  { a: '1', 'b\r': '2\r' },
  { a: '3', 'b\r': '4' },
]);
