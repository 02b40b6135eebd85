// A byte order mark is taken off the front of what is being parsed, also in the middle of a file when a chunk begins a row.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { parse } from '@fast-csv/parse';

const rows = (chunks) =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(parse({ headers: true }))
    .toArray();

assert.deepEqual(await rows(['h\n\ufeffa\n']), [{ h: '\ufeffa' }]);
assert.deepEqual(await rows(['h\n\ufeffa', '\n']), [{ h: 'a' }]);
