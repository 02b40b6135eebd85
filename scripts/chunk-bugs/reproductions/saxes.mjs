// Text outside of the root element: whether the text is told before the error depends on the cut.
import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';

function parse(chunks) {
  const seen = [];
  const parser = new SaxesParser();
  parser.on('error', () => seen.push('error'));
  parser.on('text', (text) => seen.push(text));
  for (const chunk of chunks) parser.write(chunk);
  return seen;
}

assert.deepEqual(parse(['><']), ['>', 'error']);
assert.deepEqual(parse(['>', '<']), ['error', '>']);
