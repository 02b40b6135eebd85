// What follows the data: a zero byte and the rest of its chunk are thrown away, but the next chunk must be a gzip file again.
import assert from 'node:assert/strict';
import { createGunzip, gzipSync } from 'node:zlib';

function gunzip(chunks) {
  return new Promise((resolve) => {
    const seen = [];
    const stream = createGunzip();
    stream.on('data', (data) => seen.push(String(data)));
    stream.on('error', ({ code }) => seen.push(code));
    stream.on('close', () => resolve(seen));
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

const bytes = Buffer.from('1f8b0800000000000003cbcf4b0500f1866c7a03000000005d14', 'hex');
assert.deepEqual(await gunzip([bytes]), ['one']);
assert.deepEqual(await gunzip([bytes.subarray(0, -2), bytes.subarray(-2)]), ['one', 'Z_DATA_ERROR']);

// A wrong checksum: what was decompressed comes before the error if a cut lies before the checksum, else it does not come.
const wrong = gzipSync('one');
const checksum = wrong.length - 8;
wrong[checksum] ^= 1;
assert.deepEqual(await gunzip([wrong]), ['Z_DATA_ERROR']);
assert.deepEqual(await gunzip([wrong.subarray(0, checksum), wrong.subarray(checksum)]), ['one', 'Z_DATA_ERROR']);
