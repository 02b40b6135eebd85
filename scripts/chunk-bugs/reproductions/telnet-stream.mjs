// A command overtakes the text before it, if both are in one chunk.
import assert from 'node:assert/strict';
import { TelnetInput } from 'telnet-stream';

async function read(chunks) {
  const input = new TelnetInput();
  const seen = [];
  input.on('data', (data) => seen.push(String(data)));
  input.on('command', (command) => seen.push(command));
  for (const chunk of chunks) {
    input.write(Buffer.from(chunk, 'latin1'));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

assert.deepEqual(await read(['a', '\xff\xf9']), ['a', 0xf9]);
assert.deepEqual(await read(['a\xff\xf9']), [0xf9, 'a']);
