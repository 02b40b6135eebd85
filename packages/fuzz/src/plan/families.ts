// Each function gives the cuts of one family of chunkings of an input of so many bytes.

/** Chunks of `size` bytes each, the last one shorter. */
export function fixedSize(length: number, size: number): number[] {
  const cuts: number[] = [];
  for (let cut = size; cut < length; cut += size) cuts.push(cut);
  return cuts;
}

/** Every way to cut once. */
export function* singleCuts(length: number): Generator<number[]> {
  for (let cut = 1; cut < length; cut++) yield [cut];
}

/** Every way to cut twice with at most `gap` bytes between the cuts. */
export function* nearPairs(length: number, gap: number): Generator<number[]> {
  for (let first = 1; first < length; first++) {
    const last = Math.min(length - 1, first + gap);
    for (let second = first + 1; second <= last; second++) yield [first, second];
  }
}

/** Every way to cut, 2^(length - 1) of them. */
export function* everyChunking(length: number): Generator<number[]> {
  const offsets = Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1);
  for (let choice = 0; choice < 2 ** offsets.length; choice++) {
    yield offsets.filter((_, bit) => (choice >> bit) & 1);
  }
}

/** Empty chunks first, last, and between chunks of one, two and three bytes. */
export function* emptyChunks(length: number): Generator<number[]> {
  yield [0];
  yield [length];
  for (const size of [1, 2, 3]) {
    const cuts = fixedSize(length, size).flatMap((cut) => [cut, cut]);
    if (cuts.length > 0) yield cuts;
  }
}
