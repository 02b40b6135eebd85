/** Chunk invariance: any chunking of the same bytes gives the same events, the same replies, the same end. */
import fc from 'fast-check';
import type { CaseList } from '../../harness/cases.js';
import { byteByByte, type Cuts, emptyBetween, everyChunking, everySize, everyTwoWayCut } from '../chunkings.js';
import type { Examination } from '../examination.js';
import type { RandomOptions } from '../options.js';

export function chunkingLaws<TIn, TOut>(
  examination: Examination<TIn, TOut>,
  exhaustive: number,
  random: RandomOptions,
  { it }: CaseList,
): void {
  const { length } = examination.examined.input;

  it('byte by byte', () => examination.demandInvariant([byteByByte(length)]));

  it(`every chunk size from 1 to ${length}`, () => examination.demandInvariant(everySize(length)));

  it(`every two-way cut, ${Math.max(0, length - 1)} of them`, () =>
    examination.demandInvariant(everyTwoWayCut(length)));

  if (length <= exhaustive) {
    it(`all ${2 ** Math.max(0, length - 1)} chunkings`, () => examination.demandInvariant(everyChunking(0, length)));
  } else {
    it(`all ${2 ** (exhaustive - 1)} ways to cut ${exhaustive} bytes, around every boundary of frames`, () => {
      const expected = examination.run();
      for (const [from, to] of windows(frameBoundaries(examination), exhaustive, length)) {
        // The interpreter hears the same events as the compiled machines, whatever the cut: it need not be asked each time.
        for (const cuts of everyChunking(from, to)) examination.demandSame(cuts, expected, { runtime: 'compiled' });
      }
    });
  }

  it('empty chunks in between', () => examination.demandInvariant([emptyBetween(length)]));

  it('random chunkings', () => {
    const expected = examination.run();
    fc.assert(
      fc.property(randomCuts(length), (cuts) => examination.demandSame(cuts, expected)),
      random,
    );
  });
}

/** Cuts at random, some of them dense and some sparse; shrinks towards fewer of them. */
export function randomCuts(length: number): fc.Arbitrary<Cuts> {
  return fc
    .array(fc.nat({ max: length }), { maxLength: Math.max(4, length), size: '+1' })
    .map((cuts) => cuts.sort((a, b) => a - b));
}

/** Where frames begin and end, as the transitions of the read half tell. */
function frameBoundaries<TIn, TOut>(examination: Examination<TIn, TOut>): Set<number> {
  const boundaries = new Set<number>();
  for (const line of examination.run().trace) {
    const { half, offset, length } = JSON.parse(line) as { half: string; offset: number; length: number };
    if (half === 'read') boundaries.add(offset).add(offset + length);
  }
  return boundaries;
}

function windows(boundaries: Set<number>, size: number, length: number): [from: number, to: number][] {
  const starts = new Set([...boundaries].map((at) => Math.max(0, Math.min(length - size, at - (size >> 1)))));
  return [...starts].map((from) => [from, from + size]);
}
