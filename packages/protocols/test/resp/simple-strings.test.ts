/** Replies of a word or two: what was sent before must not show. */
import { decodeUtf8, LocalError } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { respServer } from '../../src/resp/index.js';

/** Few letters, so that texts come again, and many are alike but for one. */
const text = fc.string({ unit: fc.constantFrom('O', 'K', 'é', '\r', '\n'), maxLength: 18 });

const server = respServer();

test('a simple string goes out as a line, whatever was sent before it, or is refused for its line break', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 40 }), (texts) => {
      const { connection } = new Harness(server, { role: 'server' });
      for (const value of texts) {
        if (!/[\r\n]/.test(value)) {
          connection.send(value, 0);
          const [piece] = connection.pollTransmit() as readonly [Uint8Array];
          expect(decodeUtf8(piece)).toBe(`+${value}\r\n`);
          connection.transmitted(true, 0);
        } else expect(() => connection.send(value, 0)).toThrow(LocalError);
      }
    }),
    { numRuns: 200 },
  );
});
