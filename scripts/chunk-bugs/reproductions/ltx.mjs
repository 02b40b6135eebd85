// The end of an XML declaration or a comment is not found when it is cut: all that follows is lost, without an error.
import assert from 'node:assert/strict';
import LtxParser from 'ltx/src/parsers/ltx.js';

function elements(chunks) {
  const seen = [];
  const parser = new LtxParser();
  parser.on('startElement', (name) => seen.push(name));
  parser.on('error', (error) => seen.push(error));
  for (const chunk of chunks) parser.write(chunk);
  parser.end();
  return seen;
}

assert.deepEqual(elements(['<?xml version="1.0"?><a/>']), ['a']);
assert.deepEqual(elements(['<?xml version="1.0"?', '><a/>']), []);
assert.deepEqual(elements(['<a><!-- c --><b/></a>']), ['a', 'b']);
assert.deepEqual(elements(['<a><!-- c -', '-><b/></a>']), ['a']);
