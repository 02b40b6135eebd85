// A first byte without a second one: the character after it is kept in one chunk, and lost where it comes in the next.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';

function decode(chunks) {
  const decoder = iconv.getDecoder('shiftjis');
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk))).join('') + (decoder.end() ?? '');
}

assert.equal(decode([[0x8a, 0x23]]), '\ufffd#');
assert.equal(decode([[0x8a], [0x23]]), '\ufffd');
