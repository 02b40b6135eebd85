/** Any Duplex as a transport. */
import { createServer, Socket } from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { duplexTransport } from '../src/index.js';
import { ascii } from './support/pair.js';
import { Recorder } from './support/recorder.js';

test('bytes pass both ways and each direction ends by itself', async () => {
  const [left, right] = duplexPair().map((duplex) => duplexTransport(duplex));
  const [atLeft, atRight] = [new Recorder(), new Recorder()];
  left?.start(atLeft);
  right?.start(atRight);
  left?.write([ascii('re'), ascii('quest')]);
  left?.end();
  await atRight.seen('end');
  expect(atRight.text).toBe('request');
  right?.write([ascii('reply')]);
  right?.end();
  await Promise.all([atLeft.seen('close'), atRight.seen('close')]);
  expect(atLeft.told).toEqual(['data', 'end', 'close']);
});

test('the chunks of one write leave in one piece', async () => {
  const writes: number[] = [];
  const duplex = new Duplex({
    read() {},
    writev(chunks, done) {
      writes.push(chunks.length);
      done();
    },
  });
  const transport = duplexTransport(duplex);
  transport.write([ascii('a'), ascii('b'), ascii('c')]);
  transport.write([ascii('d')]);
  expect(writes).toEqual([3, 1]);
  transport.reset();
});

test('a Duplex made to end both directions together does so no longer', async () => {
  const duplex = new Duplex({ allowHalfOpen: false, read() {}, write: (_chunk, _encoding, done) => done() });
  const sink = new Recorder();
  const transport = duplexTransport(duplex);
  transport.start(sink);
  duplex.push(null);
  await sink.seen('end');
  await new Promise(setImmediate);
  expect(duplex.writable).toBe(true);
  transport.end();
  await sink.seen('close');
});

test('data, error and close that came before start are told after it, in order', async () => {
  const duplex = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const transport = duplexTransport(duplex, { remote: { kind: 'name', name: '/dev/ttyS0' } });
  const closed = new Promise((resolve) => duplex.once('close', resolve));
  duplex.destroy(new Error('unplugged\nby the cat'));
  await closed;
  const sink = new Recorder();
  transport.start(sink);
  await sink.seen('close');
  expect(sink.told).toEqual(['error', 'close']);
  expect(sink.failure).toMatchObject({
    stage: 'read',
    code: 'ERR_STREAM',
    message: 'cannot read from /dev/ttyS0: unplugged (ERR_STREAM)',
  });
});

test('a reset destroys', async () => {
  const duplex = new PassThrough();
  const transport = duplexTransport(duplex);
  const sink = new Recorder();
  transport.start(sink);
  transport.reset();
  await sink.seen('close');
  expect(duplex.destroyed).toBe(true);
  expect(sink.told).toEqual(['close']);
});

test('a socket of one’s own keeps its addresses and its reset', async () => {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const socket = new Socket().connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const here = duplexTransport(socket);
  const there = duplexTransport(await accepted);
  const sink = new Recorder();
  there.start(sink);
  expect(here.remote).toEqual({ kind: 'ip', host: '127.0.0.1', port, family: 4 });
  expect(there.remote).toEqual(here.local);
  here.reset();
  await sink.seen('close');
  expect(sink.failure?.code).toBe('ECONNRESET');
  server.close();
});

test.each([
  ['objects', new PassThrough({ objectMode: true })],
  ['text', new PassThrough({ encoding: 'utf8' })],
])('a stream of %s is refused', (_what, duplex) => {
  expect(() => duplexTransport(duplex)).toThrow('a transport needs a stream of bytes');
});

/** Two ends: what is written to one is read from the other. */
function duplexPair(): [Duplex, Duplex] {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return [Duplex.from({ readable: back, writable: there }), Duplex.from({ readable: there, writable: back })];
}
