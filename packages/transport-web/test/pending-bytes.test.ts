/** A MessagePort knows what the other end has not taken: slow but steady reading is progress, and the memory is counted. */
import { expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../transport-net/test/support/recorder.js';
import { messagePortTransport } from '../src/index.js';

const MIB = 1024 * 1024;

test('what is written is pending until the other end takes it, piece by piece', async () => {
  const { port1, port2 } = new MessageChannel();
  const [writer, reader] = [messagePortTransport(port1), messagePortTransport(port2)];
  onTestFinished(() => writer.reset());
  writer.start(new Recorder());
  expect(writer.pendingBytes).toBe(0);
  expect(writer.write([new Uint8Array(MIB)])).toBe(false);
  expect(writer.pendingBytes).toBe(MIB);

  const pending: number[] = [];
  class Watching extends Recorder {
    override data(chunk: Uint8Array): void {
      pending.push(writer.pendingBytes);
      super.data(chunk);
    }
  }
  const sink = new Watching();
  reader.start(sink);
  await sink.received(MIB);
  expect(pending).toEqual(pending.toSorted((a, b) => b - a));
  expect(pending.filter((bytes) => bytes > 0 && bytes < MIB)).not.toEqual([]);
  await expect.poll(() => writer.pendingBytes).toBe(0);
});
