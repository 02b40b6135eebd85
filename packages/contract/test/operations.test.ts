/** What is done with bytes can be counted without a trace: what is made meanwhile is of use afterwards, and to who copies into it. */
import { Connection, prepare } from '@wirechart/core';
import { expect, test } from 'vitest';
import { countByteOperations } from '../src/protocol/operations.js';
import { lines } from './support/lines.js';

test('encoders take new memory while bytes are counted, and go on with it later', () => {
  const protocol = lines({ encode: (line) => Buffer.from(line) });
  const connection = new Connection<string, string>(prepare(protocol, 'client'), 0);
  const line = 'x'.repeat(1_000);
  const sent: Uint8Array[] = [];
  // More than encoders share at a time.
  const send = () => {
    for (let left = 100; left > 0; left--) {
      connection.send(line, 0);
      const pieces = connection.pollTransmit();
      if (Array.isArray(pieces)) sent.push(...pieces);
      connection.transmitted(true, 0);
    }
  };
  countByteOperations(send);
  send();
  expect(Buffer.concat(sent).toString()).toBe(line.repeat(200));
});
