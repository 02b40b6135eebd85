// What is left over at the end is decoded although it was decoded before, where padding came early and the end is cut.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { Base64Decode } from 'base64-stream';

async function decode(chunks) {
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk))).pipe(new Base64Decode());
  return Buffer.concat(await stream.toArray()).toString('latin1');
}

assert.equal(await decode(['aaa=aaaaaaa=']), 'i\xa6');
assert.equal(await decode(['aaa=aaaaaaa', '=']), 'i\xa6i\xa6');
