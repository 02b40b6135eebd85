/** Input for the protocol `mixed`, for fast-check: mostly well-formed, sometimes not, sometimes cut off. */
import fc from 'fast-check';
import { anyText } from './any-text.js';

const line = fc
  .oneof(fc.stringMatching(/^[a-z]{0,20}$/), fc.stringMatching(/^[a-z\r]{15,25}$/), anyText({ maxLength: 8 }))
  .map((text) => Buffer.from(`L${text}\r\n`));

const sized = (kind: string) =>
  fc
    .oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.integer({ min: 500, max: 3000 }).map((length) => new Uint8Array(length)),
    )
    .map((block) => Buffer.concat([Buffer.from(kind), Buffer.from([block.length >> 8, block.length & 0xff]), block]));

const rest = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.concat([Buffer.from('R'), bytes]));
const garbage = fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Buffer.from(bytes));

export const mixedInput: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 6, arbitrary: line },
        { weight: 6, arbitrary: sized('B') },
        { weight: 6, arbitrary: sized('S') },
        { weight: 1, arbitrary: rest },
        { weight: 1, arbitrary: garbage },
      ),
      { maxLength: 8 },
    ),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(1) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    ),
  )
  .map(([messages, share]) => {
    const whole = Buffer.concat(messages);
    return whole.subarray(0, Math.round(share * whole.length));
  });
