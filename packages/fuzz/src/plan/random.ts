import fc from 'fast-check';

/** Cuts of a dense chunking are chosen among all offsets only up to this length, to bound the work. */
const DENSE_LENGTH = 4096;
/** Most cuts of a sparse chunking. */
const SPARSE_CUTS = 8;

/** `count` chunkings of an input of so many bytes, some with few cuts and some with many, the same for the same seed. */
export function randomMixed(length: number, count: number, seed: number): number[][] {
  if (length < 2 || count < 1) return [];
  return fc.sample(cutsArbitrary(length), { seed, numRuns: count });
}

function cutsArbitrary(length: number): fc.Arbitrary<number[]> {
  const sparse = fc
    .uniqueArray(fc.integer({ min: 1, max: length - 1 }), {
      minLength: 1,
      maxLength: Math.min(SPARSE_CUTS, length - 1),
    })
    .map((cuts) => cuts.sort((a, b) => a - b));
  if (length > DENSE_LENGTH) return sparse;
  const offsets = Array.from({ length: length - 1 }, (_, index) => index + 1);
  return fc.oneof(sparse, fc.subarray(offsets, { minLength: 1 }));
}
