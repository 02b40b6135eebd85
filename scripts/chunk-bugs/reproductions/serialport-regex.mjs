// Every chunk is decoded by itself, so that a character that is cut becomes replacement characters.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { RegexParser } from '@serialport/parser-regex';

const parts = (chunks) =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)))
    .pipe(new RegexParser({ regex: /\r?\n/ }))
    .toArray();

assert.deepEqual(await parts([[0xc3, 0xa4, 0x0a]]), ['ä']);
assert.deepEqual(await parts([[0xc3], [0xa4, 0x0a]]), ['\ufffd\ufffd']);
