// A character of three bytes, each in a chunk of its own, is refused as invalid UTF-8.
import assert from 'node:assert/strict';
import JsonParse from 'jsonparse';

function parse(chunks) {
  const seen = [];
  const parser = new JsonParse();
  parser.onToken = (_token, value) => seen.push(value);
  parser.onError = (error) => seen.push(error);
  for (const chunk of chunks) parser.write(Buffer.from(chunk));
  return seen;
}

assert.deepEqual(parse([[0x22, 0xe2, 0x82, 0xac, 0x22]]), ['€']);
const [error] = parse([[0x22, 0xe2], [0x82], [0xac, 0x22]]);
assert.match(error.message, /Invalid UTF-8 character/);
