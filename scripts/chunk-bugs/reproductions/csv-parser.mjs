// CR and LF of the first line end in two chunks: the parser decides for a lone CR as line end, for good.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import csvParser from 'csv-parser';

const rows = (chunks) =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(csvParser())
    .toArray();

assert.deepEqual(await rows(['a,b\r\n1,2\r\n']), [{ a: '1', b: '2' }]);
assert.deepEqual(await rows(['a,b\r', '\n1,2\r\n']), [{ a: '\n1', b: '2' }, { a: '\n' }]);
