// A boundary that a single dash follows: the dash comes twice at the front of the first header, or once where it ends a chunk.
import assert from 'node:assert/strict';
import Dicer from 'dicer';

function headers(chunks) {
  return new Promise((resolve) => {
    const seen = [];
    const parser = new Dicer({ boundary: 'xyz' });
    parser.on('part', (part) => {
      part.on('header', (header) => seen.push(...Object.keys(header)));
      part.resume();
    });
    parser.on('finish', () => resolve(seen));
    for (const chunk of chunks) parser.write(Buffer.from(chunk));
    parser.end();
  });
}

assert.deepEqual(await headers(['--xyz-a: b\r\n\r\n\r\n--xyz--']), ['--a']);
assert.deepEqual(await headers(['--xyz-', 'a: b\r\n\r\n\r\n--xyz--']), ['-a']);
