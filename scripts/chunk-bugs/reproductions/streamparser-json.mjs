// The text of an error says where in the chunk it was met.
import assert from 'node:assert/strict';
import { Tokenizer } from '@streamparser/json';

function parse(chunks) {
  const seen = [];
  const tokenizer = new Tokenizer();
  tokenizer.onToken = ({ value }) => seen.push(value);
  tokenizer.onError = ({ message }) => seen.push(message);
  for (const chunk of chunks) tokenizer.write(chunk);
  return seen;
}

assert.match(parse(['[x'])[1], /at chunk position "1" \(absolute position "1"\)/);
assert.match(parse(['[', 'x'])[1], /at chunk position "0" \(absolute position "1"\)/);
