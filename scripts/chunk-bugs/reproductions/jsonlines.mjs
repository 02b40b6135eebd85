// Characters are decoded chunk by chunk.
import assert from 'node:assert/strict';
import jsonlines from 'jsonlines';

async function parse(chunks) {
  const parser = jsonlines.parse();
  const seen = [];
  parser.on('data', (data) => seen.push(data));
  for (const chunk of chunks) parser.write(Buffer.from(chunk));
  await new Promise((resolve) => parser.on('end', resolve).end());
  return seen;
}

const line = Buffer.from('"€"\n');
assert.deepEqual(await parse([line]), ['€']);
assert.notDeepEqual(await parse([line.subarray(0, 2), line.subarray(2)]), ['€']);
