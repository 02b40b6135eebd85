/** Bytes as they come. */
import { connect, serve } from '@wirechart/core';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutters } from '../../../core/test/kit/chunkings.js';
import { Harness } from '../../../core/test/kit/harness.js';
import { raw } from '../../src/raw/index.js';

describe('raw bytes', () => {
  test('come out as they went in, in both roles, for any chunking', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        cutters(),
        fc.constantFrom('server', 'client'),
        (bytes, cut, role) => {
          const harness = new Harness<Uint8Array, Uint8Array>(raw(), { role, answer: (piece) => piece });
          harness.receive(...cut(bytes as Uint8Array)).eof();
          expect(Buffer.concat(harness.messages)).toEqual(Buffer.from(bytes));
          expect(harness.output).toEqual(Buffer.from(bytes));
          expect([harness.types.at(-1), harness.failure]).toEqual(['closed', undefined]);
        },
      ),
    );
  });

  test('are echoed over a network, to the last byte', async () => {
    const network = simulatedNetwork({ seed: 3, chunking: randomSizes(), latency: [0, 10], receiveBuffer: 5_000 });
    await using _ = await serve(raw(), (bytes) => bytes, network.endpoint('server'));
    const client = await connect(raw(), network.endpoint('server'));
    const sent = Buffer.alloc(200_000, 'wirechart');
    const received: Uint8Array[] = [];
    const reading = (async () => {
      for await (const piece of client) received.push(piece);
    })();
    await client.send(sent);
    client.finish();
    await reading;
    expect(Buffer.concat(received).equals(sent)).toBe(true);
  });

  test('keep a connection alive: idle counts from the last byte', () => {
    const harness = new Harness<Uint8Array, Uint8Array>(raw(), { answer: (piece) => piece, timeouts: { idle: 100 } });
    for (let i = 0; i < 20; i++) harness.advance(99).receive('x');
    expect(harness.failure).toBeUndefined();
    harness.advance(100);
    expect(harness.failure).toMatchObject({ code: 'timeout-idle', state: 'streaming' });
  });

  test('are drained at once', () => {
    const harness = new Harness<Uint8Array, Uint8Array>(raw(), { answer: (piece) => piece });
    harness.receive('abc').drain().eof();
    expect([harness.output.toString(), harness.outputEnd, harness.failure]).toEqual(['abc', 'end', undefined]);
  });
});
