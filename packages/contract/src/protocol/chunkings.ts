/** Ways to cut an input. A chunking is the offsets before which it is cut, ascending. */

export type Cuts = readonly number[];

/** The chunks themselves, as views. An offset that stands twice, or at an end, gives an empty chunk. */
export function* chunksOf(input: Uint8Array, cuts: Cuts): Generator<Uint8Array> {
  let start = 0;
  for (const cut of cuts) {
    yield input.subarray(start, cut);
    start = cut;
  }
  yield input.subarray(start);
}

export const WHOLE: Cuts = [];

/** Chunks of `size` bytes; the last may be shorter. */
export function ofSize(length: number, size: number): Cuts {
  const cuts: number[] = [];
  for (let cut = size; cut < length; cut += size) cuts.push(cut);
  return cuts;
}

export function byteByByte(length: number): Cuts {
  return ofSize(length, 1);
}

/** Every chunk size from 1 to the whole. */
export function* everySize(length: number): Generator<Cuts> {
  for (let size = 1; size < length; size++) yield ofSize(length, size);
}

/** Every way to cut in two. */
export function* everyTwoWayCut(length: number): Generator<Cuts> {
  for (let cut = 1; cut < length; cut++) yield [cut];
}

/** Every way to cut between `from` and `to`, 2^(to - from - 1) of them; what lies outside is joined to the first and last chunk. */
export function* everyChunking(from: number, to: number): Generator<Cuts> {
  const places = to - from - 1;
  for (let choice = 0; choice < 2 ** places; choice++) {
    const cuts: number[] = [];
    for (let place = 0; place < places; place++) if ((choice >> place) & 1) cuts.push(from + 1 + place);
    yield cuts;
  }
}

/** Byte by byte, with nothing in between: an empty chunk before, after and between any two. */
export function emptyBetween(length: number): Cuts {
  return [0, ...byteByByte(length), length].flatMap((cut) => [cut, cut]);
}

/** For a message: where it is cut, not at too great a length. */
export function cutsText(cuts: Cuts): string {
  if (cuts.length === 0) return 'whole';
  const shown = cuts.slice(0, 40).join(', ');
  return `cut before ${shown}${cuts.length > 40 ? `, … (${cuts.length} cuts)` : ''}`;
}
