// A character of three bytes that lies in three chunks is refused as invalid UTF-8 (the tokenizer is that of jsonparse).

import JSONStream from 'JSONStream';
import assert from 'node:assert/strict';

function parse(chunks) {
  const parser = JSONStream.parse('*');
  const seen = [];
  parser.on('data', (data) => seen.push(data));
  parser.on('error', (error) => seen.push(error.message));
  for (const chunk of chunks) parser.write(Buffer.from(chunk));
  return seen;
}

const [head, euro, tail] = [Buffer.from('["'), Buffer.from('€'), Buffer.from('"]')];
assert.deepEqual(parse([head, euro, tail]), ['€']);
assert.notDeepEqual(parse([head, euro.subarray(0, 1), euro.subarray(1, 2), euro.subarray(2), tail]), ['€']);
