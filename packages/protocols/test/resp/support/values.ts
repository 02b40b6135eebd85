/** Values at random, and what arrives of them. */
import fc from 'fast-check';
import {
  Attributed,
  Double,
  ErrorReply,
  nullArray,
  nullBulk,
  type RespValue,
  Verbatim,
} from '../../../src/resp/index.js';

export function values(): fc.Arbitrary<RespValue> {
  const line = fc.string({ unit: fc.constantFrom('a', 'ä', '$', '*', ' ', '1') });
  return fc.letrec<{ value: RespValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      line,
      fc.uint8Array(),
      fc.string({ unit: fc.constantFrom('E', ' ', '\n', 'ä') }).map((text) => new ErrorReply(text)),
      fc.maxSafeInteger(),
      fc.double(),
      fc.double().map((value) => new Double(value)),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom<RespValue>(null, nullBulk, nullArray),
      fc.uint8Array().map((bytes) => new Verbatim('mkd', bytes)),
      fc.array(tie('value')),
      fc.array(tie('value')).map((items) => new Set(items)),
      fc.array(fc.tuple(tie('value'), tie('value'))).map((pairs) => new Map(pairs)),
      fc.tuple(tie('value'), tie('value')).map(([value, fact]) => new Attributed(value, new Map([[1, fact]]))),
    ),
  })).value;
}

/** What a client gets of a value. */
export function arrived(value: RespValue): RespValue {
  if (value === nullBulk || value === nullArray) return null;
  if (value instanceof Double) return value.value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(arrived);
  if (value instanceof Set) return new Set([...value].map(arrived));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [arrived(key), arrived(item)]));
  if (value instanceof Attributed) {
    const inner = arrived(value.value);
    const attributes = arrived(value.attributes) as ReadonlyMap<RespValue, RespValue>;
    // Attributes of attributes are of the same value.
    if (inner instanceof Attributed) return new Attributed(inner.value, new Map([...attributes, ...inner.attributes]));
    return new Attributed(inner, attributes);
  }
  return value;
}
