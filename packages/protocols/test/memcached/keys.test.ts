/** The keys that are asked for: what was asked before must not show. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { type Command, memcached } from '../../src/memcached/index.js';

/** Few bytes, so that keys come again; `A` and a grave accent stand for the same as `B` and `A` where they are told apart by 31 times the first. */
const key = fc
  .array(fc.constantFrom(0x41, 0x42, 0x60, 0xc0, 0xff), { minLength: 1, maxLength: 3 })
  .chain((bytes) => fc.constantFrom(bytes, [...bytes, ...new Array<number>(29).fill(0x6b)]))
  .map((bytes) => Uint8Array.from(bytes));

test('a key comes out as its bytes, whatever keys came before it', () => {
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 40 }), (keys) => {
      const harness = new Harness(memcached.server(), { answer: () => undefined });
      harness.receive(...keys.map((bytes) => Uint8Array.of(...GET, ...bytes, 0x0d, 0x0a)));
      const read = (harness.messages as Command[]).map((command) =>
        command.type === 'get' ? command.keys[0] : command,
      );
      expect(read).toEqual(keys.map((bytes) => String.fromCharCode(...bytes)));
    }),
    { numRuns: 300 },
  );
});

const GET = [0x67, 0x65, 0x74, 0x20];
