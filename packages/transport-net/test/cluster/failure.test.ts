/** Whatever a process throws before it serves is told to the first one, as an Error. */
import { TransportError } from '@wirechart/core';
import { expect, test } from 'vitest';
import { treacherous } from '../../../core/test/kit/wrong-values.js';
import { failureOf, tellable } from '../../src/cluster/failure.js';

/** As node:cluster sends it. */
const sent = (thrown: unknown) => failureOf(JSON.parse(JSON.stringify(tellable(thrown))));

test.each([
  ...treacherous,
  ['an error whose code is a BigInt', Object.assign(new Error('big'), { code: 1n })] as const,
])('%s', (_, thrown) => {
  expect(sent(thrown)).toBeInstanceOf(Error);
  expect(sent(thrown).message).toMatch(/./);
});

test('a text, and an error with a code, say what they said', () => {
  expect(sent('no configuration').message).toBe('no configuration');
  expect(sent(Object.assign(new Error('no file'), { code: 'ENOENT' }))).toMatchObject({
    message: 'no file',
    code: 'ENOENT',
  });
});

test('a TransportError stays one', () => {
  const failure = sent(new TransportError('listen', 'EADDRINUSE', 'cannot listen'));
  expect(failure).toBeInstanceOf(TransportError);
  expect(failure).toMatchObject({ stage: 'listen', code: 'EADDRINUSE', message: 'cannot listen' });
});
