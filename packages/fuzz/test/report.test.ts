import { assertChunkInvariant, type ChunkInvarianceError, checkChunkInvariance, formatReport } from '@wirechart/fuzz';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LINES, lines } from './fixtures.js';

const quick = { corpus: LINES, mutations: 0, seed: 1 };

test('the error of the assertion is the report', async () => {
  const error = await assertChunkInvariant(lines(true, { name: 'lines' }), quick).then(
    () => undefined,
    (thrown: ChunkInvarianceError) => thrown,
  );
  expect(error?.name).toBe('ChunkInvarianceError');
  expect(error?.message).toBe(formatReport(error?.report as never));
});

describe('a finding', async () => {
  const report = await checkChunkInvariance(lines(true, { name: 'lines', package: 'fast-check' }), quick);
  const [finding] = report.findings;
  const text = formatReport(report);

  test('is shrunk to the fewest cuts of the valid input and to the smallest bytes', () => {
    expect(finding?.fewestCuts).toMatchObject({ hex: Buffer.from(LINES[0] ?? '').toString('hex'), pacing: 'burst' });
    expect(finding?.fewestCuts.cuts).toHaveLength(1);
    expect(finding?.smallest).toMatchObject({ hex: '0d0a', cuts: [1] });
  });

  test('names all places where one cut is enough', () => {
    // After each CR of "one\r\ntwo\r\n\r\nthree\r\n".
    expect(finding?.offsets).toEqual([4, 9, 11, 18]);
    expect(text).toContain('...X....X.X......X.');
  });

  test('shows the chunks, both outputs and where they part', () => {
    expect(text).toContain('one\\r|\\ntwo\\r\\n');
    expect(text).toContain('6f 6e 65 0d | 0a');
    expect(text.match(/← first difference/g)).toHaveLength(4);
  });

  test('names the package with its version, the severity, the socket, the seed', () => {
    expect(report.subject).toEqual({ name: 'lines', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(text).toContain('severity high');
    expect(text).toContain('yes: with one read per chunk');
    expect(text).toContain('seed 1');
  });

  test('is plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('is coloured only where that is asked for', () => {
    expect(text).not.toContain('\u001b[');
    expect(formatReport(report, { colour: true })).toContain('\u001b[31m');
  });
});

test('a generated input is replayed as it was printed', async () => {
  // The corpus has no CR, so that only the arbitrary can show the fault.
  const options = {
    corpus: ['abc', 'de'],
    allowSilent: true,
    mutations: 0,
    arbitrary: fc.stringMatching(/^[ab\r\n]{2,8}$/),
    arbitraryRuns: 300,
    seed: 7,
  };
  const [finding] = (await checkChunkInvariance(lines(true), options)).findings;
  const replayed = await checkChunkInvariance(lines(true), { replay: finding?.replay ?? '' });
  expect(replayed.findings).toHaveLength(1);
  const [again] = replayed.findings;
  expect({ ...again?.fewestCuts, input: '' }).toEqual({ ...finding?.fewestCuts, input: '' });
  expect(again?.replay).toBe(finding?.replay);
  expect(replayed.runs).toBeLessThan(10);
});

describe('a session that ends early says so', () => {
  test('when its budget is used up', async () => {
    const report = await checkChunkInvariance(lines(false), { ...quick, budget: 1 });
    expect(report.interrupted).toBe('budget');
    expect(formatReport(report)).toMatch(/not finished: \d+ of \d+/);
    expect(formatReport(report)).toContain('the budget was used up');
  });

  test('and counts nothing as done that was not', async () => {
    const first = { ...quick, failFast: true, shrinkTime: 0 };
    const { done } = await checkChunkInvariance(lines(true), { ...first, faults: [] });
    const withFaults = await checkChunkInvariance(lines(true), { ...first, faults: ['failed-read', 'stall'] });
    expect(withFaults).toMatchObject({ done, finished: false });
  });

  test('when it is aborted, with what was found by then', async () => {
    const abort = new AbortController();
    const report = await checkChunkInvariance(lines(true), {
      ...quick,
      mutations: 1_000_000,
      signal: abort.signal,
      onProgress: ({ findings }) => {
        if (findings > 0) abort.abort();
      },
    });
    expect(report.interrupted).toBe('aborted');
    expect(report.findings.map((finding) => finding.class)).toContain('messages');
  });
});
