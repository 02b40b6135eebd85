// A text of an impossible length: refused for its length where all of that is in one chunk, else for its end.
import assert from 'node:assert/strict';
import { DecoderStream } from 'cbor-x';

function refusal(chunks) {
  return new Promise((resolve) => {
    const stream = new DecoderStream();
    stream.on('error', ({ message }) => resolve(message));
    for (const chunk of chunks) stream.write(Buffer.from(chunk, 'hex'));
    stream.end();
    stream.resume();
  });
}

assert.match(await refusal(['7b012bfa40']), /length over 4294967295/);
assert.match(await refusal(['7b012bfa', '40']), /Unexpected end/);
