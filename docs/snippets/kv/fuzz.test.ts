import { assertChunkInvariant, fromCallbacks } from '@wirechart/fuzz';
import { test } from 'vitest';
import { byHand } from './by-hand.js';
import { corpus } from './corpus.js';
import { kvSubject } from './subject.js';

test('kv, gives the same however its input is cut', { timeout: 60_000 }, async () => {
  await assertChunkInvariant(kvSubject, { corpus });
});

test('the reader by hand, gives the same however its input is cut', { timeout: 60_000 }, async () => {
  await assertChunkInvariant(fromCallbacks(byHand), { corpus });
});

test('kv, hears what a reader written by hand hears', { timeout: 60_000 }, async () => {
  await assertChunkInvariant(kvSubject, { corpus, mutations: 0, reference: fromCallbacks(byHand) });
});
