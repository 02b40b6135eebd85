// A good request and then a bad one: in one chunk the error is told before the good request has ended, in two after it.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

async function serve(chunks) {
  const seen = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      seen.push('request');
      response.end();
    });
  });
  server.on('clientError', ({ code }) => seen.push(code));
  const socket = new Duplex({ read() {}, write: (_data, _encoding, done) => done() });
  socket.setNoDelay = socket.setKeepAlive = socket.setTimeout = () => socket;
  socket.destroySoon = () => socket.destroy();
  server.emit('connection', socket);
  for (const chunk of chunks) {
    socket.push(chunk);
    await delay(20);
  }
  return seen;
}

const good = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
assert.deepEqual(await serve([`${good}{`]), ['HPE_INVALID_METHOD', 'request']);
assert.deepEqual(await serve([good, '{']), ['request', 'HPE_INVALID_METHOD']);

// What follows a request that is the last one is an error only if it comes before the answer.
const last = 'GET / HTTP/1.0\r\n\r\n';
assert.deepEqual(await serve([`${last}a`]), ['HPE_CLOSED_CONNECTION', 'request']);
assert.deepEqual(await serve([last, 'a']), ['request']);
