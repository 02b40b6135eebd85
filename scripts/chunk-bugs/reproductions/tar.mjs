// Content that ends within a block of 512 bytes, with more to come: how much of it is handed on early depends on the cut.
import assert from 'node:assert/strict';
import { Header, Parser } from 'tar';

function contentSoFar(chunks) {
  let length = 0;
  const parser = new Parser();
  parser.on('entry', (entry) => {
    entry.on('data', (data) => {
      length += data.length;
    });
  });
  for (const chunk of chunks) parser.write(chunk);
  return length;
}

const header = Buffer.alloc(512);
new Header({ path: 'a', size: 600, type: 'File', mode: 0o644 }).encode(header);
const bytes = Buffer.concat([header, Buffer.alloc(520)]);
assert.equal(contentSoFar([bytes]), 520);
assert.equal(contentSoFar([bytes.subarray(0, 512 + 515), bytes.subarray(512 + 515)]), 515);
