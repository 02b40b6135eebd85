import { assertChunkInvariant, fromCallbacks } from '@wirechart/fuzz';
import { protocolSubject } from '@wirechart/fuzz/wirechart';
import { test } from 'vitest';
import { byHand } from './by-hand.js';
import { corpus } from './corpus.js';
import { answer } from './examples.js';
import { kvServer } from './protocol.js';
import { kvSubject } from './subject.js';

test('kv, gives the same however its input is cut', { timeout: 60_000 }, async () => {
  const subject = protocolSubject(kvServer, 'server', { replies: (request) => [answer(request)] });
  await assertChunkInvariant(subject, { corpus });
});

test('the reader by hand, gives the same however its input is cut', { timeout: 60_000 }, async () => {
  await assertChunkInvariant(fromCallbacks(byHand), { corpus });
});

test('kv, hears what a reader written by hand hears', { timeout: 60_000 }, async () => {
  await assertChunkInvariant(kvSubject, { corpus, mutations: 0, reference: fromCallbacks(byHand) });
});
