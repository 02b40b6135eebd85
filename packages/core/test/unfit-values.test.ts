/** What a protocol's functions and a caller without types give that is of the wrong kind: each is said, where it is given. */
import { describe, expect, test } from 'vitest';
import { createMachine, emit } from 'xstate';
import {
  bytes,
  Connection,
  defineProtocol,
  type FrameReader,
  type Need,
  type Protocol,
  prepare,
  remainder,
  stream,
  through,
  until,
  whole,
} from '../src/index.js';
import { Harness } from './kit/harness.js';
import { lines } from './kit/lines.js';
import { reading } from './kit/reading.js';

type Out = Parameters<Protocol<string, string>['encode']>[1];

const LATE = Promise.resolve('late');
const reader = (parts: object) =>
  whole(
    () =>
      ({
        read(window: { start: number; end: number }) {
          window.start = window.end;
        },
        take: () => 'a frame',
        ...parts,
      }) as unknown as FrameReader<string>,
  );

describe('a value that nobody can keep', () => {
  const promise = 'a codec returned what cannot be kept: a promise';
  const view = 'a codec returned what cannot be kept: the window that it was shown';
  const decode = (value: unknown) => () => value;
  const same = (frame: unknown) => frame;

  test.each<[string, Need, string]>([
    ['bytes', bytes(2, { decode: decode(LATE) as never }), promise],
    ['until', until('\n', { max: 9, decode: decode(LATE) as never }), promise],
    ['through', through((byte) => byte === 10, { max: 9, decode: decode(LATE) as never }), promise],
    ['a piece', stream(3, { piece: decode(LATE) }), promise],
    ['a reader', reader({ take: decode(LATE) }), promise],
    ['the window of bytes', bytes(2, { decode: same }), view],
    ['the window of until', until('\n', { max: 9, decode: same }), view],
    ['the window of a piece', stream(3, { piece: same }), view],
  ])('(%s) ends the connection with the state that it happened in', (_, need, told) => {
    const { harness } = reading(need);
    harness.receive('ab\n');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'codec-unfit', state: 'reading' });
    expect(harness.connection.failure?.message).toBe(told);
  });

  test('of the rest of the input', () => {
    const { harness } = reading(remainder({ max: 9, decode: decode(LATE) as never }));
    harness.receive('ab').eof();
    expect(harness.failure).toMatchObject({ code: 'codec-unfit' });
  });
});

/** A byte by itself has the transition taken. */
const protocolWith = (transition: object): Protocol<unknown, string> =>
  defineProtocol({
    name: 'p',
    encode: () => {},
    read: createMachine({
      id: 'm',
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        reading: { meta: { need: bytes(1) }, on: { bytes: transition, eof: 'closed' } },
        closed: { type: 'final' },
        failed: { type: 'final' },
      },
    } as never),
  }) as never;

describe.each(['compiled', 'xstate'] as const)('on %s', (runtime) => {
  test.each<[string, object, string]>([
    ['a guard', { guard: () => LATE, target: 'closed' }, 'a guard returns a promise, and nobody waits for it.'],
    ['an action', { actions: () => LATE }, 'returns a promise, and nobody waits for it.'],
  ])('%s that returns a promise ends the connection with the state that it happened in', (_, transition, told) => {
    const harness = new Harness(protocolWith(transition), { role: 'client', runtime });
    harness.receive('a');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'machine-threw', state: 'reading' });
    expect(harness.connection.failure?.message).toContain(told);
  });

  test.each<[string, unknown, string]>([
    ['a promise', LATE, 'it emits a promise'],
    ['text', 'message', "it emits 'message'"],
    ['an event without a type', { message: 'a' }, 'it emits an object with the keys message'],
  ])('an `emit` whose function gives %s', (_, event, told) => {
    let isUnfit = false;
    const give = () => (isUnfit ? event : { type: 'message', message: 'fit' });
    for (const calls of [0, 200]) {
      const harness = new Harness(protocolWith({ actions: emit(give as never) }), { role: 'client', runtime });
      isUnfit = false;
      for (let call = 0; call < calls; call++) harness.receive('a');
      isUnfit = true;
      harness.receive('a');
      expect(harness.messages.length).toBe(calls);
      expect(harness.failure).toMatchObject({ blame: 'local', code: 'machine-threw', state: 'reading' });
      expect(harness.connection.failure?.message).toContain(`${told}, and events are \`{ type: … }\``);
    }
  });
});

test.each<[string, unknown, string]>([
  ['text', 'piece', "'piece'"],
  ['an object without a type', { bytes: 1 }, 'an object with the keys bytes'],
])('a piece that is %s and no event', (_, piece, shown) => {
  const { harness } = reading(stream(3, { piece: () => piece }));
  harness.receive('abc');
  expect(harness.failure).toMatchObject({ code: 'codec-threw', state: 'reading' });
  expect(harness.connection.failure?.message).toContain(
    `a piece is an event, \`{ type: …, … }\`, or undefined, not ${shown}`,
  );
});

test.each<[string, unknown]>([
  ['text', '3'],
  ['a promise', LATE],
  ['null', null],
  ['true', true],
  ['NaN', Number.NaN],
  ['half a byte', 9.5],
  ['no end', Number.POSITIVE_INFINITY],
  ['a line whose delimiter is text', { delimiter: '\n', max: 9 }],
  ['a line without a delimiter', { delimiter: new Uint8Array(0), max: 9 }],
  ['a line without a longest length', { delimiter: Uint8Array.of(10) }],
])('a reader that asks for %s', (_, wanted) => {
  const { harness } = reading(reader({ read: () => wanted }));
  harness.receive('abc');
  expect(harness.failure).toMatchObject({ blame: 'local', code: 'bad-need', state: 'reading' });
  expect(harness.connection.failure?.message).toContain('the `read` of its reader returns');
});

test('the event of a whole frame that is named by what returns nothing', () => {
  const need = whole(
    () => ({
      read(window) {
        window.start = window.end;
      },
      take: () => 'a frame',
    }),
    { event: (() => undefined) as never },
  );
  const { harness } = reading(need);
  harness.receive('abc');
  expect(harness.failure).toMatchObject({ code: 'bad-need', state: 'reading' });
  expect(harness.connection.failure?.message).toContain('its `event` returns undefined and no type of an event');
});

test.each<[string, (frame: { uint8(at: never): number }) => unknown, string]>([
  ['text', (frame) => frame.uint8('a' as never), "'a'"],
  ['nothing', (frame) => (frame.uint8 as () => unknown)(), 'undefined'],
])('an offset in a frame that is %s', (_, decode, shown) => {
  const { harness } = reading(bytes(2, { decode: decode as never }));
  harness.receive('ab');
  expect(harness.connection.failure?.message).toContain(
    `an offset in a frame is a number of bytes from 0, not ${shown}`,
  );
});

describe('an encoder', () => {
  const sending = (encode: unknown) =>
    new Harness<string, string>({ ...lines(), encode: encode as never }, { role: 'client' });

  test('that returns a promise has sent nothing, and the connection goes on', () => {
    let isLate = true;
    const harness = sending((message: string, out: { text(text: string): unknown }) => {
      out.text(`${message}\n`);
      return isLate ? LATE : undefined;
    });
    expect(() => harness.connection.send('first', 0)).toThrow(
      'its encoder returns a promise, and nobody waits for it: the message must be there before it is sent',
    );
    isLate = false;
    harness.connection.send('second', 0);
    harness.run();
    expect(harness.output.toString()).toBe('second\n');
  });

  test.each<[string, unknown]>([
    ['an array', [1]],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['words', new Uint16Array(2)],
  ])('that returns %s and writes nothing', (_, value) => {
    expect(() => sending(() => value).connection.send('', 0)).toThrow('returns text or bytes and writes none');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 1],
  ])('that returns %s and writes nothing', (_, value) => {
    let written = false;
    const harness = sending((message: string, out: Out) => (written ? void out.text(message) : value));
    expect(() => harness.connection.send('first\n', 0)).toThrow(
      'its encoder writes nothing: it writes to its second argument',
    );
    written = true;
    harness.connection.send('second\n', 0);
    harness.run();
    expect(harness.output.toString()).toBe('second\n');
  });

  test.each<[string, (out: Out) => void]>([
    ['bytes', (out) => out.bytes(new Uint8Array(0))],
    ['text', (out) => out.text('')],
    ['ASCII', (out) => out.latin1('')],
    ['a value', (out) => out.fill((_, __, at) => at, '')],
  ])('that writes %s of no length has written its message', (_, write) => {
    const harness = sending((message: string, out: Out) => {
      if (message === '') write(out);
      else out.text(message);
    });
    expect(harness.connection.send('', 0)).toBe(true);
    harness.connection.send('next\n', 0);
    harness.run();
    expect(harness.output.toString()).toBe('next\n');
  });

  test.each<[string, (out: Out) => void]>([
    ['a number', (out) => out.uint8(33)],
    ['text', (out) => out.text('stray')],
    ['ASCII', (out) => out.latin1('stray')],
    ['a few bytes', (out) => out.bytes(new Uint8Array(3))],
    ['many bytes', (out) => out.bytes(new Uint8Array(9_999))],
    ['nothing', (out) => out.text('')],
  ])("that writes %s when it has returned is told so, and it is in nobody's message", (_, write) => {
    let kept: Out | undefined;
    const first = sending((message: string, out: Out) => {
      kept = out;
      out.text(`${message}\n`);
    });
    const late = () => write(kept as Out);
    first.connection.send('first', 0);
    expect(late).toThrow('an encoder that has returned writes nothing more');
    first.run();
    // The memory is lent to whoever writes next.
    const second = sending((message: string, out: Out) => out.text(`${message}\n`));
    second.connection.send('second', 0);
    expect(late).toThrow('an encoder that has returned writes nothing more');
    second.connection.send('third', 0);
    second.run();
    expect(late).toThrow('an encoder that has returned writes nothing more');
    first.connection.send('fourth', 0);
    first.run();
    expect(first.output.toString()).toBe('first\nfourth\n');
    expect(second.output.toString()).toBe('second\nthird\n');
  });

  test('that sends another message in the middle of one goes on with its own', () => {
    const harness: Harness<string, string> = sending((message: string, out: Out) => {
      out.text(message);
      if (message === 'outer') harness.connection.send('-inner-', 0);
      out.text('.');
    });
    harness.connection.send('outer', 0);
    harness.run();
    expect(harness.output.toString()).toBe('outer-inner-..');
  });
});

test.each<[string, (rejected: () => unknown) => void]>([
  ['decode', (rejected) => reading(bytes(1, { decode: rejected as never })).harness.receive('a')],
  ['piece', (rejected) => reading(stream(1, { piece: rejected as never })).harness.receive('a')],
  ['take', (rejected) => reading(reader({ take: rejected })).harness.receive('a')],
  ['read', (rejected) => reading(reader({ read: rejected })).harness.receive('a')],
  ['count', (rejected) => reading(bytes(rejected as never)).harness.receive('a')],
  [
    'encode',
    (rejected) =>
      expect(() =>
        new Harness({ ...lines(), encode: rejected as never }, { role: 'client' }).connection.send('a', 0),
      ).toThrow(),
  ],
])('a %s whose promise rejects leaves no rejection that nobody handles', async (_, use) => {
  const stray: unknown[] = [];
  const note = (cause: unknown) => stray.push(cause);
  process.on('unhandledRejection', note);
  use(() => Promise.reject(new Error('late')));
  // Node tells of them after the promises' turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(stray).toEqual([]);
});

describe('a call of a connection', () => {
  const made = () => new Connection(prepare(lines(), 'client'), 0);
  const call = (name: keyof Connection<string, string>, ...given: unknown[]) => {
    const connection = made();
    return () => (connection[name] as (...all: unknown[]) => unknown).call(connection, ...given);
  };

  test.each<[string, unknown, string]>([
    ['text', 'text', "'text'"],
    ['an array', [1, 10], 'an array'],
    ['an ArrayBuffer', new ArrayBuffer(2), 'an object of class ArrayBuffer'],
    ['words', new Uint16Array(2), 'an object of class Uint16Array'],
    ['nothing', undefined, 'undefined'],
    ['a promise', Promise.resolve(new Uint8Array(1)), 'a promise'],
  ])('that receives %s in place of bytes', (_, chunk, shown) => {
    expect(call('receiveData', chunk, 0)).toThrow(
      expect.objectContaining({
        blame: 'local',
        code: 'not-bytes',
        message: `what has arrived are no bytes: ${shown} and no Uint8Array`,
      }),
    );
  });

  test.each<[keyof Connection<string, string>, unknown[]]>([
    ['receiveData', [Uint8Array.of(10)]],
    ['receiveEof', []],
    ['send', ['text']],
    ['responded', []],
    ['finish', []],
    ['close', []],
    ['drain', []],
    ['transmitted', [true]],
    ['transportDrained', []],
    ['handleTimeout', []],
  ])('(%s) without the time', (name, given) => {
    const told = 'the time must be a number of milliseconds, not';
    expect(call(name, ...given)).toThrow(`${told} undefined`);
    expect(call(name, ...given, Number.NaN)).toThrow(`${told} NaN`);
    expect(call(name, ...given, 0)).not.toThrow();
  });

  test('that makes one without the time', () => {
    expect(() => new Connection(prepare(lines(), 'client'), undefined as never)).toThrow(
      'the time must be a number of milliseconds, not undefined',
    );
  });

  test('that tells of a write whose answer was forgotten', () => {
    expect(call('transmitted', undefined, 0)).toThrow('a write returns true or false, not undefined');
  });

  test('about a half that is none', () => {
    expect(call('stateOf', 'reed')).toThrow("half must be 'read' or 'write', not 'reed'. Write 'read'");
    expect(call('offsetOf', 'writing')).toThrow("half must be 'read' or 'write', not 'writing'");
  });

  test.each<[string, unknown, object]>([
    [
      'an error of the system',
      Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      { code: 'ECONNRESET', message: 'read ECONNRESET' },
    ],
    ['text', 'gone', { code: 'EIO', message: 'gone' }],
  ])('that tells of a failure by %s is blamed on the transport', (_, failure, told) => {
    const harness = new Harness(lines(), { role: 'client' });
    harness.connection.receiveError(failure as never, 0);
    harness.run();
    expect(harness.connection.failure).toMatchObject({ blame: 'transport', stage: 'read', ...told });
  });
});
