/** A chunking that a fuzzer has found is looked at, byte by byte. */
import { raw } from '@wirechart/protocols/raw';
import { expect, it } from 'vitest';
import { checkChunkInvariance } from '../../../fuzz/src/index.js';
import { protocolSubject } from '../../../fuzz/src/wirechart/index.js';
import { recordChunks } from '../../src/index.js';
import { Bytes, framesOf } from '../../src/page/frames.js';
import { inspectionOfDump } from '../../src/program/sources/dump.js';
import { watchedOf } from '../../src/program/watched.js';

it('the dump of a failure opens, cut as it was found', async () => {
  // Who takes pieces for messages depends on where they were cut.
  const { findings } = await checkChunkInvariance(protocolSubject(raw(), 'server'), {
    corpus: ['hello'],
    plan: { sizes: [], nearPairs: 0, random: 0, emptyChunks: false },
    mutations: 0,
    arbitraryRuns: 0,
    failFast: true,
  });
  const found = findings[0]?.fewestCuts;
  if (found === undefined) throw new Error('nothing was found');
  const input = Buffer.from(found.hex, 'hex');
  const cuts = [0, ...found.cuts, input.length];
  const chunks = cuts.slice(1).map((end, at) => input.subarray(cuts[at], end));
  const { live } = inspectionOfDump(recordChunks(raw(), 'server', chunks)).history;
  const entry = live.entries.get(1);
  if (entry === undefined) throw new Error('nothing was recorded');
  const page = watchedOf(entry, live, undefined);
  expect(page.chunks.map(({ offset, length }) => [offset, length])).toEqual(
    chunks.map(({ length }, at) => [cuts[at], length]),
  );
  const bytes = new Bytes(page.chunks, 'in');
  expect(Array.from(input.keys(), (at) => bytes.at(at))).toEqual([...input]);
  expect(framesOf(page, 'read').reduce((sum, { length }) => sum + length, 0)).toBe(input.length);
  expect(live.pathOf(entry.row, 'read')).toBe('closed');
});
