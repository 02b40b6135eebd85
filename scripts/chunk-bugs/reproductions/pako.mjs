// Two gzip members: the second is silently left out when it begins a chunk.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { Inflate } from 'pako';

function inflate(chunks) {
  const inflator = new Inflate();
  const seen = [];
  inflator.onData = (data) => seen.push(Buffer.from(data));
  for (const chunk of chunks) inflator.push(chunk, false);
  assert.equal(inflator.err, 0);
  return Buffer.concat(seen).toString();
}

const [one, two] = [gzipSync('one'), gzipSync('two')];
assert.equal(inflate([Buffer.concat([one, two])]), 'onetwo');
assert.equal(inflate([one, two]), 'one');
