// Invalid JSON is accepted where it is cut: a comma at the end of a chunk and one at the beginning of the next count as one.
import assert from 'node:assert/strict';
import { parseChunked } from '@discoveryjs/json-ext';

const parse = (chunks) => parseChunked(chunks.map((chunk) => Buffer.from(chunk))).then(JSON.stringify, () => 'refused');

const text = '{"":[true,null],,"":""}';
assert.equal(await parse([text]), 'refused');
assert.notEqual(await parse([text.slice(0, 12), text.slice(12, 18), text.slice(18)]), 'refused');
