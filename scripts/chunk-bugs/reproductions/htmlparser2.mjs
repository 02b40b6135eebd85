// Text is handed on at the end of a chunk, or not yet: only how soon its pieces come depends on the cut.
import assert from 'node:assert/strict';
import { Parser } from 'htmlparser2';

function text(chunks, end) {
  const seen = [];
  const parser = new Parser({ ontext: (data) => seen.push(data) });
  for (const chunk of chunks) parser.write(chunk);
  if (end) parser.end();
  return seen.join('');
}

assert.equal(text(['a&'], false), '');
assert.equal(text(['a', '&'], false), 'a');
assert.equal(text(['a&'], true), text(['a', '&'], true));
