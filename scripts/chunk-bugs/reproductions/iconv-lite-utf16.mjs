// Half of a surrogate pair is handed on early or late, depending on the cut; together the text is the same.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';

function decode(chunks) {
  const decoder = iconv.getDecoder('utf-16le', { stripBOM: false });
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk)));
}

const [a, b, c, d] = iconv.encode('😀', 'utf-16le');
assert.equal(decode([[a, b]]).join(''), '');
assert.equal(decode([[a], [b]]).join(''), '\ud83d');
assert.equal(decode([[a], [b], [c, d]]).join(''), decode([[a, b, c, d]]).join(''));
