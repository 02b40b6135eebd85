/** What a careless program, or somebody's JSON, may put where something else is expected. */
import fc from 'fast-check';

const trap = () => {
  throw new Error('a trap of a Proxy');
};
const TRAPS = { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap };

/** Values with which looking, comparing and putting into words go wrong. */
export const treacherous: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['an object without a prototype', Object.create(null)],
  ['an object whose toString is 1', JSON.parse('{"toString":1,"valueOf":1,"message":1}')],
  ['a Proxy that throws', new Proxy({}, TRAPS)],
  ['a Proxy of an error that throws', new Proxy(new Error('inside'), TRAPS)],
  ['a symbol', Symbol('thrown')],
  ['a frozen error', Object.freeze(new Error('frozen'))],
  ['an error whose message cannot be read', Object.defineProperty(new Error('hidden'), 'message', { get: trap })],
];

const nearlyRight: readonly unknown[] = [
  Number.NaN,
  -0,
  2 ** 53,
  -1n,
  new ArrayBuffer(8),
  new DataView(new ArrayBuffer(8)),
  new Uint16Array(4),
  new Int8Array(4),
  Object.create(Uint8Array.prototype),
  new Proxy(new Uint8Array(4), {}),
  Object.defineProperty(new Uint8Array(4), 'length', { value: 2 }),
  { length: 5, byteLength: 5 },
  Object('text'),
  [1, 2, 3],
  () => 5,
  Promise.resolve(new Uint8Array(1)),
];

/** Anything at all, with more of what is nearly right than chance would have; in a box, since some values must not be looked at. */
export const anyValue: fc.Arbitrary<{ readonly value: unknown }> = fc.oneof(
  fc.nat(treacherous.length - 1).map((i) => ({ value: treacherous[i]?.[1] })),
  fc.nat(nearlyRight.length - 1).map((i) => ({ value: nearlyRight[i] })),
  fc
    .anything({ withBigInt: true, withTypedArray: true, withDate: true, withMap: true, withNullPrototype: true })
    .map((value) => ({ value })),
);
