// Characters are decoded chunk by chunk.
import assert from 'node:assert/strict';
import replaceStream from 'replacestream';

async function replace(chunks) {
  const stream = replaceStream('needle', 'pin');
  let text = '';
  stream.on('data', (data) => (text += data.toString('latin1')));
  for (const chunk of chunks) stream.write(Buffer.from(chunk, 'hex'));
  await new Promise((resolve) => stream.on('end', resolve).end());
  return text;
}

assert.notEqual(await replace(['e282ac']), await replace(['e2', '82ac']));
