// A character of four bytes beyond the first plane loses its second half when it is cut before its last byte.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';

function decode(chunks) {
  const decoder = iconv.getDecoder('gb18030');
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk))).join('') + (decoder.end() ?? '');
}

const bytes = [...iconv.encode('😀', 'gb18030')];
assert.equal(decode([bytes]), '😀');
assert.equal(decode([bytes.slice(0, 3), bytes.slice(3)]), '\ud83d');
