// A tag that the input ends in becomes text, as much of it as the last chunk has.
import assert from 'node:assert/strict';
import { Parser } from 'htmlparser2';

function text(chunks, end = true) {
  const seen = [];
  const parser = new Parser({ ontext: (data) => seen.push(data) });
  for (const chunk of chunks) parser.write(chunk);
  if (end) parser.end();
  return seen.join('');
}

assert.equal(text(['<a/']), '/');
assert.equal(text(['<a', '/']), 'a/');

// Text is handed on at the end of a chunk, or not yet: only how soon its pieces come depends on the cut.
assert.equal(text(['a&'], false), '');
assert.equal(text(['a', '&'], false), 'a');
assert.equal(text(['a&']), text(['a', '&']));
