/** What a stranger may write without a type checker, and what he is told. */
import { EventEmitter } from 'node:events';
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
    ['a stream that nobody listens to', () => ({ open: () => new Parser() }), 'use fromNodeStream'],
    ['a promise of a stream', () => untyped.fromNodeStream(async () => new Parser()), 'is a promise'],
    ['a node stream for a web stream', () => untyped.fromWebTransform(() => new Parser()), 'use fromNodeStream'],
    ['half a web stream', () => untyped.fromWebTransform(() => new ReadableStream()), 'can only be read'],
    [
      'an emitter without write',
      () => untyped.fromEmitter(() => new EventEmitter(), { events: ['row'] }),
      'how it gets a chunk',
    ],
    ['a decoder without write', () => untyped.fromDecoder(() => ({ decode() {} })), 'without a function `write`'],
    ['a decoder that counts', () => untyped.fromDecoder(() => ({ write: () => 1 })), 'must return the messages'],
    ['a decoder that promises', () => untyped.fromDecoder(() => ({ write: async () => [] })), 'fromAsyncIterable'],
    ['no generator', () => untyped.fromAsyncIterable(() => 1), 'async function*'],
  ])('%s', async (_name, adapt, text) => {
    await expect(untyped.assertChunkInvariant(adapt(), { corpus: 'a\n' })).rejects.toThrow(text);
  });

  test('the same for every run is guessed', async () => {
    const only = new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
    const subject = fuzz.fromNodeStream(() => only);
    await expect(fuzz.assertChunkInvariant(subject, { corpus: 'a\n' })).rejects.toThrow('make a new parser each time');
  });
});

describe('what a subject says of itself is refused by its name', () => {
  const open = () => ({ write() {} });
  test.each([
    ['an option of another spelling', () => untyped.fromNodeStream(() => new Parser(), { event: ['row'] }), '"events"'],
    [
      'an option of another adapter',
      () => untyped.fromCallbacks(open, { events: ['row'] }),
      'no option of this adapter',
    ],
    ['canonical', () => untyped.fromCallbacks(open, { canonical: { pieces: () => {} } }), 'did you mean "piece"?'],
    ['ids', () => untyped.fromCallbacks(open, { canonical: { ids: 'id' } }), '`ids` is an array'],
    ['contract', () => untyped.fromCallbacks(open, { contract: { keepInput: false } }), 'did you mean "keepsInput"?'],
  ])('%s', async (_name, adapt, text) => {
    await expect(untyped.assertChunkInvariant(adapt(), { corpus: 'a\n' })).rejects.toThrow(text);
  });

  test('events that are no array', () => {
    expect(() => untyped.fromNodeStream(() => new Parser(), { events: 'row' })).toThrow("an array of names: ['row']");
  });

  test('pieces that are none', async () => {
    const canonical = { piece: (text: string) => text };
    const subject = untyped.fromCallbacks((message: (text: string) => void) => (chunk: Buffer) => message(`${chunk}`), {
      canonical,
    });
    await expect(untyped.assertChunkInvariant(subject, { corpus: 'a\n' })).rejects.toThrow('`piece` must return');
  });
});

describe('an option of a wrong type is refused by its name', () => {
  test.each([
    ['corpus', Promise.resolve('a\n'), 'await it'],
    ['corpus', new Map([['one', 'a\n']]), 'Object.fromEntries(map)'],
    ['corpus', new URL('file:///inputs/one'), 'read it'],
    ['corpus', Readable.from(['a\n']), 'read it first'],
    ['corpus', new ArrayBuffer(2), 'new Uint8Array('],
    ['corpus', [new Uint16Array(2)], 'new Uint8Array('],
    ['corpus', [{ input: 'a\n', ouput: ['a'] }], 'did you mean "output"?'],
    ['plan', { sizes: '3' }, 'an array of numbers'],
    ['plan', { singleCuts: 'no' }, 'true or false'],
    ['arbitrary', () => 'a', 'an arbitrary of fast-check'],
    ['isolation', { workers: 2 }, 'given by its module'],
    ['isolation', { worker: 2 }, 'did you mean "workers"?'],
    ['dictionary', 'abc', 'an array of strings or buffers'],
    ['reference', 5, 'a function that returns the messages'],
    ['pacings', [], 'pacings is empty'],
    ['corpus', undefined, 'there are lines, csv'],
    ['isolation', { workers: 0 }, 'a whole number of at least 1'],
    ['isolation', { heap: -1 }, 'a whole number of megabytes'],
    ['isolation', { execArgv: '--import tsx' }, 'an array of texts'],
    ['signal', 5, 'an AbortSignal'],
    ['onProgress', 5, 'a function'],
    ['coverage', 'yes', 'true or false'],
    ['seed', 'x', 'seed is "x"; it must be a number'],
  ])('%s', async (option, value, text) => {
    const options = { corpus: 'a\n', [option]: value };
    await expect(untyped.assertChunkInvariant(lines(false), options)).rejects.toThrow(text);
  });
});

test('a reference that returns no messages is told so', async () => {
  const options = { corpus: 'a\r\n', reference: () => 5 };
  await expect(untyped.assertChunkInvariant(lines(false), options)).rejects.toThrow('it must return the messages');
});

test('a format is a corpus with its dictionary', async () => {
  const subject = lines(false);
  const plan = { sizes: [1], nearPairs: 0, random: 0 };
  const { findings } = await fuzz.assertChunkInvariant(subject, { corpus: fuzz.formats.lines, plan, mutations: 50 });
  expect(findings).toEqual([]);
});
