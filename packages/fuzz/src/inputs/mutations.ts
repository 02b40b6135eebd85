import fc from 'fast-check';

/** Most mutations that are applied to one seed. */
const MOST_MUTATIONS = 3;

/** Tokens that mean something to many formats. */
const COMMON_TOKENS = ['\r\n', '\n', '\r', '\0', '"', "'", ',', ':', '\\', '<', '>', '{', '}', '\ufeff', 'é', '😀'];

/**
 * Inputs made of the seeds: cut short, bits flipped, bytes replaced, parts doubled, joined to another seed, tokens put in.
 *
 * @param dictionary Tokens of the format, beside the common ones.
 * @param replacing How often bytes are replaced, against one for each other change: often, where each that is right is noticed.
 */
export function mutationArbitrary(
  seeds: readonly Uint8Array[],
  dictionary: readonly Uint8Array[] = [],
  replacing = 1,
): fc.Arbitrary<Uint8Array> {
  const tokens = [...dictionary, ...COMMON_TOKENS.map((token) => Buffer.from(token, 'utf8'))];
  return fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(mutation(seeds, tokens, dictionary.length > 0, replacing), { minLength: 1, maxLength: MOST_MUTATIONS }),
    )
    .map(([seed, mutations]) => Uint8Array.from(mutations.reduce((bytes, mutate) => mutate(bytes), seed)));
}

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** Any, and as often one that can be read. */
const byte = fc.oneof(fc.nat(0xff), fc.integer({ min: 0x20, max: 0x7e }));

/** Positions are fractions of the length, so that they fit whatever the mutations before have left. */
const position = fc.integer({ min: 0, max: 0xffff });

function mutation(
  seeds: readonly Uint8Array[],
  tokens: readonly Uint8Array[],
  ownTokens: boolean,
  replacing: number,
): fc.Arbitrary<Mutation> {
  return fc.oneof(
    position.map(truncate),
    fc.tuple(position, fc.integer({ min: 0, max: 7 })).map(([at, bit]) => flip(at, bit)),
    { arbitrary: fc.tuple(position, byte).map(([at, by]) => replace(at, by)), weight: replacing },
    fc.tuple(position, position).map(([from, to]) => duplicate(from, to)),
    fc.constantFrom(...seeds).map(append),
    { arbitrary: fc.tuple(position, fc.constantFrom(...tokens)).map(insert), weight: ownTokens ? 3 : 1 },
  );
}

function truncate(at: number): Mutation {
  return (bytes) => bytes.subarray(0, offset(at, bytes));
}

function flip(at: number, bit: number): Mutation {
  return change(at, (byte) => byte ^ (1 << bit));
}

function replace(at: number, by: number): Mutation {
  return change(at, () => by);
}

function change(at: number, to: (byte: number) => number): Mutation {
  return (bytes) => {
    if (bytes.length === 0) return bytes;
    const changed = Uint8Array.from(bytes);
    const index = Math.min(offset(at, bytes), bytes.length - 1);
    changed[index] = to(changed[index] ?? 0);
    return changed;
  };
}

function duplicate(a: number, b: number): Mutation {
  return (bytes) => {
    const [from, to] = [offset(Math.min(a, b), bytes), offset(Math.max(a, b), bytes)];
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  };
}

function append(other: Uint8Array): Mutation {
  return (bytes) => Buffer.concat([bytes, other]);
}

function insert([at, token]: [number, Uint8Array]): Mutation {
  return (bytes) => {
    const index = offset(at, bytes);
    return Buffer.concat([bytes.subarray(0, index), token, bytes.subarray(index)]);
  };
}

function offset(position: number, bytes: Uint8Array): number {
  return Math.round((position / 0xffff) * bytes.length);
}
