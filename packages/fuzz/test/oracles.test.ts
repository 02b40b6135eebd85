import { assertChunkInvariant, checkChunkInvariance, fromCallbacks, fromDecoder } from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';
import { LINES, lines } from './fixtures.js';

/** The plan for the corpus alone. */
const quick = { mutations: 0, variants: false, faults: [], shrinkTime: 200 };

function classes(report: { findings: readonly { class: string; fails: boolean }[] }) {
  return Object.fromEntries(report.findings.map((finding) => [finding.class, finding.fails]));
}

/** Keeps the chunks and reads them at the end. */
const keeper = (contract?: object) =>
  fromCallbacks<string>(
    (message) => {
      const kept: Buffer[] = [];
      return { write: (chunk: Buffer) => kept.push(chunk), end: () => message(Buffer.concat(kept).toString('latin1')) };
    },
    contract === undefined ? {} : { contract },
  );

describe('a memory contract', () => {
  test.each([
    ['is silent', undefined, { 'keeps-input': false }],
    ['forbids it', { keepsInput: false }, { 'keeps-input': true }],
    ['intends it', { keepsInput: true }, {}],
  ])('that %s', async (_name, contract, expected) => {
    expect(classes(await checkChunkInvariance(keeper(contract), { corpus: ['abc'], ...quick }))).toEqual(expected);
  });
});

describe('errors', () => {
  const refusing = (error: (chunk: Buffer, total: number) => Error | undefined, canonical = {}) =>
    fromCallbacks<number>(
      (message) => {
        let total = 0;
        return (chunk) => {
          for (const byte of chunk) message(byte);
          total += chunk.length;
          const failure = error(chunk, total);
          if (failure) throw failure;
        };
      },
      { canonical },
    );
  const coded = (code: string) => Object.assign(new Error(`wrong (${code})`), { code });

  test('of another kind fail', async () => {
    const subject = refusing((chunk, total) => (total < 4 ? undefined : coded(chunk.length > 1 ? 'LONG' : 'SHORT')));
    const report = await checkChunkInvariance(subject, { corpus: ['abcd', 'ab'], ...quick });
    expect(classes(report)).toMatchObject({ verdict: true });
  });

  test('of the same kind in other words are only reported', async () => {
    const subject = refusing((chunk, total) => (total < 4 ? undefined : new Error(`at ${chunk.length}`)));
    const report = await checkChunkInvariance(subject, { corpus: ['abcd', 'ab'], ...quick });
    expect(classes(report)).toEqual({ 'error-text': false });
  });

  test('of a limit are only reported once they are named', async () => {
    const limited = (chunk: Buffer) => (chunk.length > 3 ? coded('TOO_LONG') : undefined);
    const isLimit = (error: unknown) => (error as { code?: string }).code === 'TOO_LONG';
    const options = { corpus: ['abcd', 'ab'], ...quick };
    expect(classes(await checkChunkInvariance(refusing(limited), options))).toEqual({ verdict: true });
    expect(classes(await checkChunkInvariance(refusing(limited, { isLimit }), options))).toEqual({ limit: false });
  });
});

test('a parser that refuses its input between two chunks of one tick is not written to any more, and costs no time', async () => {
  let [refusals, writesAfter] = [0, 0];
  const strict = fromCallbacks<string>((message, error) => {
    let length = 0;
    return async (chunk) => {
      if (length > 3) writesAfter++;
      length += chunk.length;
      if (length <= 3) return message('more');
      refusals++;
      error(new Error('too long'));
    };
  });
  const subject = { ...strict, overlappingWrites: true };
  const options = { corpus: ['ab', 'abcdef'], budget: 60_000, timeLimit: 2000, ignore: ['messages', 'promptness'] };
  const began = performance.now();
  const report = await checkChunkInvariance(subject, { ...quick, ...options } as never);
  expect(report.finished).toBe(true);
  // Each such run took the whole time limit once.
  expect(performance.now() - began).toBeLessThan(0.1 * report.runs * options.timeLimit);
  expect(refusals).toBeGreaterThan(0);
  expect(writesAfter).toBe(0);
});

describe('the canonical form', () => {
  interface Letter {
    name: string;
    at: number;
  }
  const letters = fromDecoder<Letter>(() => ({
    write: (chunk) => Array.from(chunk.toString('latin1'), (name, at) => ({ name, at })),
  }));

  test('a projection leaves out what is not compared', async () => {
    expect(classes(await checkChunkInvariance(letters, { corpus: ['abc'], ...quick }))).toEqual({ messages: true });
    const canonical = { project: ({ name }: Letter) => name };
    await assertChunkInvariant({ ...letters, canonical }, { corpus: ['abc'], ...quick });
  });

  test('positions are compared apart and only reported', async () => {
    const canonical = { project: ({ name }: Letter) => name, position: ({ at }: Letter) => at };
    const report = await assertChunkInvariant({ ...letters, canonical }, { corpus: ['abc'], ...quick });
    expect(classes(report)).toEqual({ positions: false });
  });

  test('order counts within sub-streams', async () => {
    const sorted = fromDecoder<string>(() => ({ write: (chunk) => Array.from(chunk.toString('latin1')).sort() }));
    expect(classes(await checkChunkInvariance(sorted, { corpus: ['ba'], ...quick }))).toMatchObject({ messages: true });
    const canonical = { stream: (letter: string) => letter };
    await assertChunkInvariant({ ...sorted, canonical }, { corpus: ['ba'], ...quick });
  });
});

describe('a reference', () => {
  const shouting = () =>
    fromDecoder<string>(() => ({ write: (chunk) => Array.from(chunk.toString('latin1').toUpperCase()) }));

  test('shows what is wrong in the same way everywhere', async () => {
    await assertChunkInvariant(shouting(), { corpus: ['abc'], ...quick });
    const reference = (input: Uint8Array) => Array.from(Buffer.from(input).toString('latin1'));
    const report = await checkChunkInvariance(shouting(), { corpus: ['abc'], reference, ...quick });
    expect(classes(report)).toEqual({ reference: true });
    expect(report.findings[0]?.smallest?.hex).toBe('61');
  });

  test('may be another subject', async () => {
    const report = await checkChunkInvariance(lines(false), { corpus: LINES, reference: lines(false), ...quick });
    expect(report.findings).toEqual([]);
  });
});

test('failOn and ignore choose what fails and what is looked at', async () => {
  const report = await assertChunkInvariant(lines(true), { corpus: LINES, failOn: ['crash'], ...quick });
  expect(classes(report)).toMatchObject({ messages: false });
  expect(classes(await checkChunkInvariance(lines(true), { corpus: LINES, ignore: ['messages'], ...quick }))).toEqual(
    {},
  );
});
