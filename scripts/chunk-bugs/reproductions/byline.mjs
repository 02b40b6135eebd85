// Every chunk is decoded by itself, so that a character that is cut becomes replacement characters.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import byline from 'byline';

const lines = async (chunks) =>
  (
    await Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
      .pipe(byline.createStream())
      .toArray()
  ).map(String);

assert.deepEqual(await lines([[0xc3, 0xa4, 0x0a]]), ['ä']);
assert.deepEqual(await lines([[0xc3], [0xa4, 0x0a]]), ['\ufffd\ufffd']);
