/** What a stranger may write without a type checker, and what he is told. */
import { Readable, Transform } from 'node:stream';
import * as fuzz from '@wirechart/fuzz';
import { describe, expect, test } from 'vitest';
import { lines } from './fixtures.js';

// biome-ignore lint/suspicious/noExplicitAny: as JavaScript sees it
const untyped = fuzz as any;

class Parser extends Transform {}

describe('an adapter that is not given a function is told so', () => {
  test.each([
    [
      'a parser',
      () => untyped.fromNodeStream(new Parser()),
      'one object (Parser)',
      'fromNodeStream(() => new Parser())',
    ],
    ['a web stream', () => untyped.fromWebTransform(new TransformStream()), 'one object (TransformStream)', '() =>'],
    ['a class', () => untyped.fromDecoder(TextDecoder), 'a class, TextDecoder', 'fromDecoder(() => new Decoder())'],
    ['a number', () => untyped.fromCallbacks(5), 'given 5', 'fromCallbacks((message) =>'],
    ['nothing', () => untyped.fromSocket(), 'given undefined', 'fromSocket((socket)'],
  ])('%s', (_name, adapt, given, instead) => {
    expect(adapt).toThrow(given);
    expect(adapt).toThrow(instead);
  });
});

describe('what is opened must be a parser', () => {
  test.each([
    ['a stream that is only read', () => untyped.fromNodeStream(() => Readable.from(['a'])), 'can only be read'],
    ['no emitter', () => untyped.fromEmitter(() => ({ write() {} }), { events: ['row'] }), 'use fromCallbacks'],
    ['no write', () => untyped.fromCallbacks(() => ({ push() {} })), 'without a function `write`'],
    ['nothing', () => untyped.fromCallbacks(() => undefined), 'open returned no parser'],
  ])('%s', async (_name, adapt, text) => {
    await expect(untyped.assertChunkInvariant(adapt(), { corpus: 'a\n' })).rejects.toThrow(text);
  });

  test('the same for every run is guessed', async () => {
    const only = new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
    const subject = fuzz.fromNodeStream(() => only);
    await expect(fuzz.assertChunkInvariant(subject, { corpus: 'a\n' })).rejects.toThrow('make a new parser each time');
  });
});

describe('an option of a wrong type is refused by its name', () => {
  test.each([
    ['corpus', Promise.resolve('a\n'), 'await it'],
    ['dictionary', 'abc', 'an array of strings or buffers'],
    ['reference', 5, 'a function that returns the messages'],
    ['signal', 5, 'an AbortSignal'],
    ['onProgress', 5, 'a function'],
    ['coverage', 'yes', 'true or false'],
    ['seed', 'x', 'seed is "x"; it must be a number'],
  ])('%s', async (option, value, text) => {
    const options = { corpus: 'a\n', [option]: value };
    await expect(untyped.assertChunkInvariant(lines(false), options)).rejects.toThrow(text);
  });
});
