// Invalid UTF-8 in a string becomes different characters: bytes beyond the string are read in place of those that lack.
import assert from 'node:assert/strict';
import { decodeMultiStream } from '@msgpack/msgpack';

async function decode(chunks) {
  const seen = [];
  for await (const value of decodeMultiStream(
    (async function* () {
      yield* chunks.map((c) => Buffer.from(c));
    })(),
  ))
    seen.push(value);
  return seen;
}

assert.notDeepEqual(await decode([[0xa1, 0xf0, 0x98]]), await decode([[0xa1, 0xf0], [0x98]]));
