/** What arrives that no transport sends: each a failure of the connection, and the remote is told. */
import { EventEmitter, once } from 'node:events';
import type { Transport, TransportError } from '@wirechart/core';
import { expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../transport-net/test/support/recorder.js';
import { messagePortTransport, webSocketTransport, webStreamTransport } from '../src/index.js';

async function failureOf(transport: Transport): Promise<TransportError> {
  const sink = new Recorder();
  transport.start(sink);
  await sink.seen('close');
  return sink.failure as TransportError;
}

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'text'],
  ['a number', 7],
  ['another object', { hello: true }],
  ['a chunk of text', { chunk: 'text' }],
  ['a chunk beyond the window', { chunk: new Uint8Array(1024 * 1024) }],
  ['more taken than was sent', { taken: 1 }],
  ['nothing taken', { taken: 0 }],
  ['not a number taken', { taken: Number.NaN }],
])('a port that says %s', async (_, said) => {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port2.close());
  const heard = once(port2, 'message');
  port2.postMessage(said);
  expect(await failureOf(messagePortTransport(port1))).toMatchObject({ stage: 'read', code: 'EPROTO' });
  expect(await heard).toEqual([{ reset: true }]);
});

test.each([
  ['text', 'text'],
  ['nothing', undefined],
])('a stream that gives %s', async (_, value) => {
  const readable = new ReadableStream({ start: (controller) => controller.enqueue(value) });
  const transport = webStreamTransport({ readable, writable: new WritableStream() });
  expect(await failureOf(transport)).toMatchObject({ stage: 'read', code: 'EPROTO' });
});

test('a WebSocket that sends text is closed', async () => {
  const socket = new FakeSocket();
  const failure = failureOf(webSocketTransport(socket));
  socket.emit('message', { data: 'text' });
  expect(await failure).toMatchObject({ stage: 'read', code: 'EPROTO' });
  expect(socket.closedWith).toEqual([4000, 'bytes are expected']);
});

class FakeSocket extends EventEmitter {
  binaryType = '';
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  closedWith: readonly unknown[] = [];
  addEventListener = this.on;

  send(): void {}

  close(...how: unknown[]): void {
    this.closedWith = how;
  }
}
