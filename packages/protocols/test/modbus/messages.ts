/** Requests and responses at random: all that the specification allows. */
import fc from 'fast-check';
import type { Response, TaggedRequest } from '../../src/modbus/index.js';

const word = fc.integer({ min: 0, max: 0xffff });
const tag = { transaction: word, unit: fc.integer({ min: 0, max: 255 }) };
const registers = (most: number) => fc.array(word, { minLength: 1, maxLength: most });
const bits = (most: number) => fc.array(fc.boolean(), { minLength: 1, maxLength: most });
const bytes = fc.uint8Array({ maxLength: 252 }) as fc.Arbitrary<Uint8Array>;
/** Codes without a name here. */
const code = fc.constantFrom(0x07, 0x08, 0x0b, 0x14, 0x2b, 0x64, 0x7f);

export const requests: fc.Arbitrary<TaggedRequest> = fc.oneof(
  fc.record({
    ...tag,
    function: fc.constantFrom('read-coils', 'read-discrete-inputs'),
    address: word,
    quantity: fc.integer({ min: 1, max: 2000 }),
  }),
  fc.record({
    ...tag,
    function: fc.constantFrom('read-holding-registers', 'read-input-registers'),
    address: word,
    quantity: fc.integer({ min: 1, max: 125 }),
  }),
  fc.record({ ...tag, function: fc.constant('write-coil'), address: word, value: fc.boolean() }),
  fc.record({ ...tag, function: fc.constant('write-register'), address: word, value: word }),
  fc.record({ ...tag, function: fc.constant('write-coils'), address: word, values: bits(1968) }),
  fc.record({ ...tag, function: fc.constant('write-registers'), address: word, values: registers(123) }),
  fc.record({ ...tag, function: fc.constant('mask-write-register'), address: word, and: word, or: word }),
  fc.record({
    ...tag,
    function: fc.constant('read-write-registers'),
    address: word,
    quantity: fc.integer({ min: 1, max: 125 }),
    writeAddress: word,
    values: registers(121),
  }),
  fc.record({ ...tag, function: fc.constant('other'), code, data: bytes }),
) as fc.Arbitrary<TaggedRequest>;

export const responses: fc.Arbitrary<Response> = fc.oneof(
  fc.record({
    ...tag,
    function: fc.constantFrom('read-coils', 'read-discrete-inputs'),
    values: fc
      .integer({ min: 1, max: 250 })
      .chain((count) => fc.array(fc.boolean(), { minLength: 8 * count, maxLength: 8 * count })),
  }),
  fc.record({
    ...tag,
    function: fc.constantFrom('read-holding-registers', 'read-input-registers', 'read-write-registers'),
    values: registers(125),
  }),
  fc.record({ ...tag, function: fc.constant('write-coil'), address: word, value: fc.boolean() }),
  fc.record({ ...tag, function: fc.constant('write-register'), address: word, value: word }),
  fc.record({ ...tag, function: fc.constantFrom('write-coils', 'write-registers'), address: word, quantity: word }),
  fc.record({ ...tag, function: fc.constant('mask-write-register'), address: word, and: word, or: word }),
  fc.record({ ...tag, function: fc.constant('other'), code, data: bytes }),
  fc.record({
    ...tag,
    function: fc.constant('exception'),
    of: fc.integer({ min: 1, max: 127 }),
    exception: fc.constantFrom('illegal-data-address', 'acknowledge', 'gateway-target-failed', 0x55),
  }),
) as fc.Arbitrary<Response>;
