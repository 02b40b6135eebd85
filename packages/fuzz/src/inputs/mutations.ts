import fc from 'fast-check';

/** Most mutations that are applied to one seed. */
const MOST_MUTATIONS = 3;

/** Tokens that mean something to many formats. */
const COMMON_TOKENS = ['\r\n', '\n', '\r', '\0', '"', "'", ',', ':', '\\', '<', '>', '{', '}', '\ufeff', 'é', '😀'];

/**
 * Inputs made of the seeds: cut short, bits flipped, parts doubled, joined to another seed, tokens put in.
 *
 * @param dictionary Tokens of the format, beside the common ones.
 */
export function mutationArbitrary(
  seeds: readonly Uint8Array[],
  dictionary: readonly Uint8Array[] = [],
): fc.Arbitrary<Uint8Array> {
  const tokens = [...dictionary, ...COMMON_TOKENS.map((token) => Buffer.from(token, 'utf8'))];
  return fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(mutation(seeds, tokens, dictionary.length > 0), { minLength: 1, maxLength: MOST_MUTATIONS }),
    )
    .map(([seed, mutations]) => Uint8Array.from(mutations.reduce((bytes, mutate) => mutate(bytes), seed)));
}

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** Positions are fractions of the length, so that they fit whatever the mutations before have left. */
const position = fc.integer({ min: 0, max: 0xffff });

function mutation(
  seeds: readonly Uint8Array[],
  tokens: readonly Uint8Array[],
  ownTokens: boolean,
): fc.Arbitrary<Mutation> {
  return fc.oneof(
    position.map(truncate),
    fc.tuple(position, fc.integer({ min: 0, max: 7 })).map(([at, bit]) => flip(at, bit)),
    fc.tuple(position, position).map(([from, to]) => duplicate(from, to)),
    fc.constantFrom(...seeds).map(append),
    { arbitrary: fc.tuple(position, fc.constantFrom(...tokens)).map(insert), weight: ownTokens ? 3 : 1 },
  );
}

function truncate(at: number): Mutation {
  return (bytes) => bytes.subarray(0, offset(at, bytes));
}

function flip(at: number, bit: number): Mutation {
  return (bytes) => {
    if (bytes.length === 0) return bytes;
    const flipped = Uint8Array.from(bytes);
    const index = Math.min(offset(at, bytes), bytes.length - 1);
    flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
    return flipped;
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
