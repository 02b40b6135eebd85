/** A reply that there is not is refused when it is sent: the client must not take it for a success. */
import { Connection, prepare } from '@wirechart/core';
import { expect, test } from 'vitest';
import { type Answer, memcached, set } from '../../src/memcached/index.js';

test.each([
  ['text', undefined],
  ['binary', { opcode: 0x01, opaque: 7 }],
] as const)('%s: a reply of a type that there is not', (speaks, tag) => {
  const connection = new Connection(prepare(memcached.server({ speaks }), 'server'), 0);
  const answer = { to: { ...set('k', new Uint8Array(1)), tag }, reply: { type: 'not_stored', cas: undefined } };
  const send = () => connection.send(answer as unknown as Answer, 0);
  expect(send).toThrow(expect.objectContaining({ code: 'encode-failed' }));
  expect(send).toThrow("there is no reply 'not_stored'");
  expect(connection.pollTransmit()).toBeUndefined();
});
