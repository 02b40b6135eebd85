// Invalid deflate data: what was decompressed before the error comes or not, depending on the cut.
import assert from 'node:assert/strict';
import { Gunzip } from 'fflate';

function gunzip(chunks) {
  const seen = [];
  const stream = new Gunzip((data) => seen.push(Buffer.from(data)));
  assert.throws(() => {
    for (const [index, chunk] of chunks.entries()) stream.push(chunk, index === chunks.length - 1);
  }, /invalid distance/);
  return Buffer.concat(seen).length;
}

const bytes = Uint8Array.from(Buffer.from('1f8b08000000000000037b48cdd7', 'hex'));
assert.equal(gunzip([bytes]), 0);
assert.equal(gunzip([bytes.slice(0, 13), bytes.slice(13)]), 1);
