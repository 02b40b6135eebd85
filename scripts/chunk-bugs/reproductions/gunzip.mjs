// A wrong checksum: what was decompressed comes before the error if a cut lies before the checksum, else it does not come.
import assert from 'node:assert/strict';
import { createGunzip, gzipSync } from 'node:zlib';

function gunzip(chunks) {
  return new Promise((resolve) => {
    const seen = [];
    const stream = createGunzip();
    stream.on('data', (data) => seen.push(String(data)));
    stream.on('error', ({ code }) => resolve([...seen, code]));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

const bytes = gzipSync('one');
const checksum = bytes.length - 8;
bytes[checksum] ^= 1;
assert.deepEqual(await gunzip([bytes]), ['Z_DATA_ERROR']);
assert.deepEqual(await gunzip([bytes.subarray(0, checksum), bytes.subarray(checksum)]), ['one', 'Z_DATA_ERROR']);
