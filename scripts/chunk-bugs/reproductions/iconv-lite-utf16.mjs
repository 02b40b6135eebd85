// Without a byte order mark the order of bytes is guessed once 16 bytes are there, from all that has come by then.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';

function decode(chunks) {
  const decoder = iconv.getDecoder('utf-16');
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk))).join('') + (decoder.end() ?? '');
}

const bytes = [...Buffer.from('ff0dfe6100e400ac203dd800de220d6f7a00', 'hex')];
assert.notEqual(decode([bytes]), decode([bytes.slice(0, 16), bytes.slice(16)]));

// Half of a surrogate pair is handed on early or late, depending on the cut; together the text is the same.
const [a, b, c, d] = iconv.encode('😀', 'utf-16le');
const pieces = (chunks) => {
  const decoder = iconv.getDecoder('utf-16le', { stripBOM: false });
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk)));
};
assert.equal(pieces([[a, b]]).join(''), '');
assert.equal(pieces([[a], [b]]).join(''), '\ud83d');
assert.equal(pieces([[a], [b], [c, d]]).join(''), pieces([[a, b, c, d]]).join(''));
