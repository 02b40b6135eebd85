// A message is handed out or not, depending on whether the malformed header after it comes in the same chunk.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { StreamMessageReader } from 'vscode-jsonrpc/node';

async function read(chunks) {
  const input = new PassThrough();
  const reader = new StreamMessageReader(input);
  const seen = [];
  reader.onError(() => seen.push('error'));
  reader.listen((message) => seen.push(message.method));
  for (const chunk of chunks) {
    input.write(chunk);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  reader.dispose();
  return seen;
}

const message = 'Content-Length: 14\r\n\r\n{"method":"a"}';
assert.notDeepEqual(await read([`${message}x\r\n\r\n`]), await read([message, 'x\r\n\r\n']));
