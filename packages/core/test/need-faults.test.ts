/** A need that throws. */
import { describe, expect, test } from 'vitest';
import { bytes, type Need, stream, until } from '../src/index.js';
import { reading } from './kit/reading.js';

describe('a need whose function throws', () => {
  const thrown = new Error('a mistake');
  const throwing = () => {
    throw thrown;
  };
  const needs: [string, Need][] = [
    ['bytes', bytes(throwing)],
    ['until', until('\n', { max: throwing })],
    ['stream', stream(throwing)],
  ];
  for (const [kind, need] of needs) {
    test(`(${kind}) is a mistake of this side, and nothing escapes`, () => {
      const { harness } = reading(need, { limits: { bufferedBytes: 1 } });
      harness.receive('abc');
      expect(harness.failure).toMatchObject({ blame: 'local', code: 'bad-need', state: 'reading' });
      expect(harness.connection.failure?.cause).toBe(thrown);
      expect(harness.types.at(-1)).toBe('closed');
    });
  }
});

test('what a need throws that is not asked for yet is not told of another connection', () => {
  const throws = reading(
    bytes(() => {
      throw new Error('a mistake of another');
    }),
    { limits: { bufferedBytes: 1 } },
  );
  throws.harness.connection.receiveData(Buffer.from('abc'), 0);
  const { harness } = reading(bytes(() => -1));
  harness.receive('abc');
  expect(harness.failure).toMatchObject({ code: 'bad-need' });
  expect(harness.connection.failure?.cause).toBeUndefined();
});
