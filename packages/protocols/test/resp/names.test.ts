/** The names of commands: what they were made of before must not show. */
import { encodeUtf8 } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { respServer } from '../../src/resp/index.js';

/** Few bytes, so that names come again, and some that are alike but for their case or a byte of 0. */
const name = fc
  .array(fc.constantFrom(0, 0x41, 0x47, 0x61, 0x67, 0x5b, 0x7b, 0xc0, 0xe0), { maxLength: 6 })
  .map((bytes) => Uint8Array.from(bytes));

const server = respServer();

test('a name comes out in upper case, whatever names came before it', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 40 }), (names) => {
      const harness = new Harness(server, { role: 'server', answer: () => undefined });
      harness.receive(...names.map(requestOf));
      expect(harness.messages.map((command) => (command as { name: string }).name)).toEqual(names.map(upperCase));
    }),
    { numRuns: 300 },
  );
});

function requestOf(bytes: Uint8Array): Uint8Array {
  const head = encodeUtf8(`*1\r\n$${bytes.length}\r\n`);
  return Uint8Array.of(...head, ...bytes, 0x0d, 0x0a);
}

/** ISO 8859-1; only the letters of ASCII have cases. */
function upperCase(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)));
}
