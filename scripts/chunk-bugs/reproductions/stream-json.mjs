// Tokens of a chunk come only if the whole chunk is good, so that a cut before the error brings more of them.
import assert from 'node:assert/strict';
import { finished } from 'node:stream/promises';
import streamJson from 'stream-json';

async function parse(chunks) {
  const seen = [];
  const stream = streamJson({ streamValues: false });
  stream.on('data', ({ name }) => seen.push(name));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream).catch(() => seen.push('error'));
  return seen;
}

const [first, second] = ['[1,t":{"a":"a"}}', '{"a"'];
assert.deepEqual(await parse([first + second]), ['error']);
assert.deepEqual(await parse([first, second]), ['startArray', 'numberValue', 'error']);
