/** Who did it: the class of an error, its code, and where it happened. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  bytes,
  DeadlineError,
  defineProtocol,
  type HalfInput,
  LocalError,
  localCodes,
  localErrors,
  RemoteError,
  remoteCodes,
  remoteErrors,
  TransportError,
} from '../src/index.js';
import { connectionReset, Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';

/** Reads one byte at a time with a codec, and does something with it. */
function byByte(decode: () => unknown, act: () => void = () => {}) {
  const read = setup({
    types: { context: {} as HalfInput, input: {} as HalfInput },
    actions: { act },
  }).createMachine({
    id: 'byByte',
    context: ({ input }) => input,
    initial: 'reading',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      reading: { meta: { need: bytes(1, { decode }) }, on: { bytes: { actions: 'act' }, eof: 'closed' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return new Harness(defineProtocol({ name: 'by-byte', read, encode: () => {} }));
}

function throwing(error: unknown): () => never {
  return () => {
    throw error;
  };
}

describe('the remote is blamed', () => {
  test('for bytes that a codec refuses, at the very byte', () => {
    const harness = new Harness(lines(), { answer: () => undefined });
    harness.receive('one\nbad\n');
    expect(harness.failure).toEqual({
      blame: 'remote',
      code: 'protocol-violation',
      half: 'read',
      state: 'awaiting-line',
      offset: 5,
    });
    expect(harness.connection.failure).toBeInstanceOf(RemoteError);
  });

  test('for a frame that the machine refuses', () => {
    const harness = new Harness(mixed);
    harness.receive('X');
    expect(harness.failure).toMatchObject({
      blame: 'remote',
      code: 'protocol-violation',
      state: 'awaiting-kind',
      offset: 0,
    });
    expect(harness.connection.failure?.message).toContain("event 'kind' in state 'awaiting-kind'");
  });

  test('and nothing but the remote, the transport or a time-out, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (input, ended) => {
        const harness = new Harness(mixed, { answer: () => 'reply' });
        harness.receive(input);
        if (ended) harness.eof();
        if (harness.failure !== undefined) expect(harness.failure.blame).toBe('remote');
      }),
      { numRuns: 500 },
    );
  });

  test('alone: the connection ends in order, by an end and not by a reset', () => {
    const harness = new Harness(lines());
    harness.receive('bad\n');
    expect(harness.outputEnd).toBe('end');
  });
});

describe('this side is blamed', () => {
  const cause = new TypeError('a mistake');
  const mistakes: [string, () => Harness<unknown, unknown>, string][] = [
    ['a codec that throws something else', () => byByte(throwing(cause)).receive('a'), 'codec-threw'],
    ['an action that throws', () => byByte(() => 0, throwing(cause)).receive('a'), 'machine-threw'],
  ];
  for (const [what, run, code] of mistakes) {
    test(`for ${what}, with the exception as the cause, and by a reset`, () => {
      const harness = run();
      expect(harness.failure).toMatchObject({ blame: 'local', code, half: 'read', state: 'reading', offset: 0 });
      expect(harness.connection.failure).toBeInstanceOf(LocalError);
      expect(harness.connection.failure?.cause).toBe(cause);
      expect([harness.types, harness.outputEnd]).toEqual([['failed', 'closed'], 'reset']);
    });
  }

  test('for a codec that throws what is no error at all', () => {
    const harness = byByte(throwing('just text'));
    harness.receive('a');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'codec-threw' });
  });
});

test('the transport is blamed for what it says, with its stage', () => {
  const error = new TransportError('read', 'ETIMEDOUT', 'no answer');
  const harness = new Harness(lines()).error(error);
  expect(harness.connection.failure).toBe(error);
  expect(error).toMatchObject({ blame: 'transport', code: 'ETIMEDOUT', stage: 'read', name: 'TransportError' });
  expect(harness.outputEnd).toBeUndefined();
});

describe('an error', () => {
  test('has a code and a name that stay, and says who did it', () => {
    const errors = [
      new RemoteError('some-code', 'text'),
      new LocalError('some-code', 'text'),
      new TransportError('close', 'some-code', 'text'),
      new DeadlineError('idle'),
    ];
    expect(errors.map(({ name, blame, code }) => [name, blame, code])).toEqual([
      ['RemoteError', 'remote', 'some-code'],
      ['LocalError', 'local', 'some-code'],
      ['TransportError', 'transport', 'some-code'],
      ['DeadlineError', 'timeout', 'timeout-idle'],
    ]);
    for (const error of errors) expect(error).toBeInstanceOf(Error);
  });

  test('is located once: the first to say where is right', () => {
    const error = new RemoteError('code', 'text', { at: 3 });
    error.locate({ half: 'read', state: 'a', offset: 10 }).locate({ half: 'write', state: 'b', offset: 20 });
    expect(error).toMatchObject({ half: 'read', state: 'a', offset: 13 });
  });

  test('has no cause unless one was given', () => {
    expect('cause' in new RemoteError('code', 'text')).toBe(false);
    expect(new RemoteError('code', 'text', { cause: undefined })).toHaveProperty('cause', undefined);
  });

  test('is made from a table, with what is particular after the text', () => {
    const table = { 'too-red': { text: 'it is too red', doc: 'Red is not allowed.' } } as const;
    expect(remoteErrors(table)('too-red')).toMatchObject({
      blame: 'remote',
      code: 'too-red',
      message: 'it is too red',
    });
    expect(localErrors(table)('too-red', '#ff0000').message).toBe('it is too red: #ff0000');
  });

  test('says where in the program it was made where the program is to blame, and not for every fault of a remote', () => {
    const table = { 'too-red': { text: 'it is too red', doc: 'Red is not allowed.' } } as const;
    expect(localErrors(table)('too-red').stack).toContain('blame.test');
    expect(remoteErrors(table)('too-red').stack).not.toContain('blame.test');
    expect(new Error('another').stack).toContain('blame.test');
  });
});

test('every code has a text and a documentation, and stands in one table only', () => {
  const rows = [...Object.entries(remoteCodes), ...Object.entries(localCodes)];
  for (const [code, { text, doc }] of rows) {
    expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(text).not.toMatch(/\.$/);
    expect(doc).toMatch(/\.$/);
  }
  expect(new Set(rows.map(([code]) => code)).size).toBe(rows.length);
});

test('a failure of one connection touches no other of the same protocol', () => {
  const good = new Harness(lines(), { answer: (message) => message });
  good.receive('one\nhal');
  const bad: Harness<string, string>[] = [];
  for (const input of ['bad\n', '\xff\n', 'a'])
    bad.push(new Harness(lines()).receive(Buffer.from(input, 'latin1')).eof());
  new Harness(lines()).error(connectionReset());
  new Harness(lines()).abort();
  expect(bad.every(({ failure }) => failure !== undefined)).toBe(true);
  good.receive('f\n');
  expect([good.messages, good.failure]).toEqual([['one', 'half'], undefined]);
});
