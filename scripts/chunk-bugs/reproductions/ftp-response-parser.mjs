// Characters are decoded chunk by chunk.
import assert from 'node:assert/strict';
import ResponseParser from 'ftp-response-parser';

async function parse(chunks) {
  const parser = new ResponseParser();
  const seen = [];
  parser.on('data', ({ text }) => seen.push(text));
  for (const chunk of chunks) parser.write(Buffer.from(chunk));
  await new Promise((resolve) => setTimeout(resolve, 20));
  return seen;
}

const line = Buffer.from('220 café\n');
assert.notDeepEqual(await parse([line]), await parse([line.subarray(0, 8), line.subarray(8)]));
