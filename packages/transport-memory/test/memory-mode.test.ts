import { describe, expect, test } from 'vitest';
import { fixedSize, type MemoryMode, socketPair } from '../src/index.js';
import { concat, sample } from './support/bytes.js';
import { recorder } from './support/recorder.js';

function started(memory: MemoryMode, onData?: (chunk: Uint8Array) => void) {
  const pair = socketPair({ run: 'stepped', memory, chunking: fixedSize(4) });
  const sink = recorder();
  const data = (chunk: Uint8Array) => {
    sink.data(chunk);
    onData?.(chunk);
  };
  pair.server.start({ ...sink, data });
  return { ...pair, sink, idle: () => pair.simulation.runUntilIdle() };
}

describe('memory', () => {
  test('given, is for keeps and not the sender’s', async () => {
    const { client, sink, idle } = started('given');
    const bytes = sample(10);
    client.write([bytes]);
    await idle();
    bytes.fill(0);
    expect(concat(sink.chunks)).toEqual(sample(10));
  });

  test('reused, is changed at every byte as soon as data has returned', async () => {
    const seen: Uint8Array[] = [];
    const { client, sink, idle } = started('reused', (chunk) => seen.push(chunk.slice()));
    client.write([sample(10)]);
    await idle();
    expect(concat(seen)).toEqual(sample(10));
    for (const [at, byte] of concat(sink.chunks).entries()) expect(byte).not.toBe(sample(10)[at]);
  });

  test('guarded and left alone, is silent', async () => {
    const { client, server, sink, connection, idle } = started('guarded');
    client.write([sample(10)]);
    client.end();
    server.end();
    await idle();
    connection.verifyMemory();
    expect(sink.bytes).toEqual(sample(10));
  });

  test('guarded, catches a receiver that writes into its input when the connection closes', async () => {
    const { client, server, idle } = started('guarded', (chunk) => chunk.fill(0, 1, 2));
    client.write([sample(10)]);
    await idle();
    client.end();
    server.end();
    await expect(idle()).rejects.toMatchObject({
      code: 'memory-changed',
      message: expect.stringContaining('delivered chunk of 4 bytes, at its byte 1'),
    });
  });

  test('guarded, catches a receiver that writes beside its input', async () => {
    const { client, connection, idle } = started('guarded', (chunk) => {
      new Uint8Array(chunk.buffer)[chunk.byteOffset + chunk.length] = 0;
    });
    client.write([sample(4)]);
    await idle();
    expect(() => connection.verifyMemory()).toThrow('delivered chunk of 4 bytes, at its byte 4');
  });

  test('guarded, catches a sender that goes on using what it wrote', async () => {
    const { client, connection, idle } = started('guarded');
    const bytes = sample(10);
    client.write([bytes]);
    await idle();
    bytes[7] = 0;
    expect(() => connection.verifyMemory()).toThrow('written chunk of 10 bytes, at its byte 7');
  });
});
