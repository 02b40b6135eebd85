/** Short masked texts that lie in one chunk are decoded together; what comes of them must not differ for it. */
import { Connection, prepare } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../../core/test/kit/any-text.js';
import { frames } from '../../src/websocket/index.js';
import { frame } from './support/wire.js';

const prepared = prepare(frames({ role: 'server' }), 'server');

/** All that is heard of some chunks: messages, and the code of what went wrong with its place. */
function heardOf(chunks: readonly Uint8Array[]) {
  const connection = new Connection(prepared, 0);
  const heard: unknown[] = [];
  for (const chunk of chunks) {
    connection.receiveData(chunk, 0);
    for (let event = connection.nextEvent(); typeof event !== 'string'; event = connection.nextEvent()) {
      if (event.type === 'failed') heard.push([event.error.code, event.error.offset]);
      else if (event.type === 'message') heard.push(event.message);
      connection.responded(0);
    }
  }
  return heard;
}

const key = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
const ascii = fc.string({ unit: 'binary-ascii', maxLength: 140 });
const usual = fc.record({
  opcode: fc.constant(1),
  key,
  payload: fc.oneof({ weight: 9, arbitrary: ascii }, anyText({ maxLength: 40 })),
});
const odd = fc.record(
  {
    opcode: fc.constantFrom(0, 1, 2, 9, 11),
    fin: fc.boolean(),
    rsv: fc.constantFrom(0, 0, 0, 4),
    key,
    payload: fc.uint8Array({ maxLength: 20 }),
  },
  { requiredKeys: ['opcode', 'payload'] },
);

test('texts come out as they do frame by frame, and so does the first mistake', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 40, arbitrary: usual }, odd), { minLength: 8, maxLength: 80 }), (all) => {
      const wire = all.map((one) => frame(one));
      expect(heardOf([new Uint8Array(Buffer.concat(wire))])).toEqual(heardOf(wire));
      // Node's chunks bring their own decoders.
      expect(heardOf([Buffer.concat(wire)])).toEqual(heardOf(wire));
    }),
  );
});

test('two connections whose texts come in turn do not hear each other', () => {
  const chunkOf = (letter: string) =>
    Buffer.concat(
      Array.from({ length: 20 }, (_, at) => frame({ opcode: 1, key: [1, 2, 3, 4], payload: `${letter}${at}` })),
    );
  const names = ['a', 'b'];
  const all = names.map(() => new Connection(prepared, 0));
  for (const [i, name] of names.entries()) all[i]?.receiveData(chunkOf(name), 0);
  const heard = names.map((): unknown[] => []);
  for (let round = 0; round < 20; round++) {
    for (const [i, connection] of all.entries()) {
      const event = connection.nextEvent();
      if (typeof event !== 'string' && event.type === 'message') heard[i]?.push(event.message);
      connection.responded(0);
    }
  }
  expect(heard).toEqual(names.map((name) => Array.from({ length: 20 }, (_, at) => `${name}${at}`)));
});
