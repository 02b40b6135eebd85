/** Bytes are safe: nothing outside of a chunk is read, nothing in it is written, and what was handed out never changes. */
import type { CaseList } from '../../harness/cases.js';
import { paddedMemory, reusedMemory } from '../chunk-memory.js';
import { byteByByte, type Cuts, ofSize, WHOLE } from '../chunkings.js';
import type { Examination } from '../examination.js';
import { demandSameOutcome } from '../outcome.js';

export function byteLaws<TIn, TOut>(examination: Examination<TIn, TOut>, { it }: CaseList): void {
  const { input } = examination.examined;

  it('padding around each chunk is not read, and chunks are not written to', () => {
    const expected = examination.run();
    for (const fill of PADDING) {
      for (const cuts of someChunkings(input.length)) {
        const padded = examination.run({ cuts, memory: paddedMemory(fill) });
        demandSameOutcome(`padded with bytes ${fill}`, padded, expected);
      }
    }
  });

  it('chunks that are overwritten, with copyInput', () => {
    const expected = examination.run();
    for (const cuts of someChunkings(input.length)) {
      const overwritten = examination.run({ cuts, memory: reusedMemory(), copyInput: true });
      demandSameOutcome('each chunk overwritten as soon as it was taken', overwritten, expected);
    }
  });
}

function someChunkings(length: number): Cuts[] {
  const cuts = [WHOLE, byteByByte(length)];
  for (const size of [2, 3, 5, 8, 13, 64]) if (size < length) cuts.push(ofSize(length, size));
  for (let cut = 1; cut < length; cut += Math.ceil(length / 64)) cuts.push([cut]);
  return cuts;
}

/** Bytes that mean something in one protocol or another: nothing, everything, line ends, blanks, digits, brackets, quotes. */
const PADDING = [0x00, 0xff, 0x0a, 0x0d, 0x20, 0x22, 0x30, 0x39, 0x7d];
