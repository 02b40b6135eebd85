// Invalid deflate data is refused in one chunk, and cut it becomes other bytes, or what came before the error comes too.
import assert from 'node:assert/strict';
import { Gunzip } from 'fflate';

function gunzip(chunks) {
  const seen = [];
  const stream = new Gunzip((data) => seen.push(Buffer.from(data)));
  try {
    for (const chunk of chunks) stream.push(chunk, false);
    stream.push(new Uint8Array(0), true);
  } catch ({ message }) {
    return [Buffer.concat(seen).length, message];
  }
  return [Buffer.concat(seen).length];
}

const bytes = Uint8Array.from(Buffer.from('1f8b0800000000000003c3e6fc19', 'hex'));
assert.deepEqual(gunzip([bytes]), [0, 'invalid distance']);
assert.deepEqual(gunzip([bytes.slice(0, 10), bytes.slice(10)]), [21]);

const other = Uint8Array.from(Buffer.from('1f8b08000000000000037b48cdd7', 'hex'));
assert.deepEqual(gunzip([other]), [0, 'invalid distance']);
assert.deepEqual(gunzip([other.slice(0, 13), other.slice(13)]), [1, 'invalid distance']);
