import { fromCallbacks } from '@wirechart/fuzz';
import { fuzzTarget } from '@wirechart/fuzz/jazzer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lines } from './fixtures.js';

/** An input, and the four bytes that say where to cut: every byte by itself, or at three places. */
const data = (input: string, ...cuts: number[]) => Buffer.concat([Buffer.from(input), Buffer.from(cuts)]);

test('throws where the output depends on the cuts that the data names', async () => {
  const fuzz = fuzzTarget(lines(true));
  await expect(fuzz(data('one\r\ntwo\r\n', 0, 3, 3, 3))).rejects.toThrow(/messages depends on where .* cut at 4/s);
  await expect(fuzz(data('one\r\ntwo\r\n', 2, 0, 0, 0))).rejects.toThrow('cut at 1, 2, 3');
  await fuzz(data('one\r\ntwo\r\n', 0, 1, 1, 1));
});

test('takes any data of an engine, for a parser that is right', async () => {
  const fuzz = fuzzTarget(lines(false));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), (bytes) => fuzz(bytes)),
    { numRuns: 50 },
  );
});

test('stops at a subject that is at fault', async () => {
  const fuzz = fuzzTarget(
    fromCallbacks(() => {
      throw new Error('no such file');
    }),
  );
  await expect(fuzz(data('abc', 0, 0, 0, 0))).rejects.toMatchObject({ code: 'SUBJECT_THROWS' });
});
