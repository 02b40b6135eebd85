// A header that ends with CRLF, as STOMP 1.2 allows, is refused or kept with its CR where CR and LF are in different chunks.
import assert from 'node:assert/strict';
import IncomingFrameStream from 'stompit/lib/IncomingFrameStream.js';

async function parse(chunks) {
  const stream = new IncomingFrameStream();
  const seen = [];
  stream.on('data', (frame) => {
    if (frame !== undefined) seen.push([frame.command, { ...frame.headers }]);
    frame?.resume?.();
  });
  stream.on('error', (error) => seen.push(error.message));
  for (const chunk of chunks) {
    stream.write(Buffer.from(chunk));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return seen;
}

assert.notDeepEqual(
  await parse(['CONNECTED\r\nversion:1.2\r\n\r\n\0']),
  await parse(['CONNECTED\r', '\nversion:1.2\r\n\r\n\0']),
);
