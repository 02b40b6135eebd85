// The `-` that ends a base64 run is taken for the whole of one, `+-`, when it begins a chunk.
import assert from 'node:assert/strict';
import iconv from 'iconv-lite';

function decode(chunks) {
  const decoder = iconv.getDecoder('utf-7');
  return chunks.map((chunk) => decoder.write(Buffer.from(chunk))).join('') + (decoder.end() ?? '');
}

assert.equal(decode(['a+AOQ-z']), 'aäz');
assert.equal(decode(['a+AOQ', '-z']), 'a+z');
