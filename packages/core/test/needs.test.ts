/** What a reading state can wait for, one machine for each. */
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { remoteError } from '../src/errors/core-errors.js';
import {
  bytes,
  type ConnectionOptions,
  defineProtocol,
  type HalfInput,
  type Need,
  peek,
  remainder,
  rest,
  skipUntil,
  stream,
  through,
  until,
} from '../src/index.js';
import { Harness } from './kit/harness.js';

const text = (frame: { latin1(): string }) => frame.latin1();

/** Reads one thing again and again; every event that the machine hears is noted. */
function reading(need: Need, options: ConnectionOptions & { readonly size?: number } = {}) {
  const heard: unknown[] = [];
  const machine = setup({
    types: {
      context: {} as HalfInput & { size: number },
      input: {} as HalfInput,
      events: {} as { type: string; value?: unknown },
    },
    actions: { hear: ({ event }) => void heard.push('value' in event ? [event.type, event.value] : event.type) },
  }).createMachine({
    id: 'reading',
    context: ({ input }) => ({ ...input, size: options.size ?? 0 }),
    initial: 'reading',
    on: { malformed: { target: '.failed', actions: 'hear' }, reset: '.failed' },
    states: {
      reading: {
        meta: { need },
        on: { eof: { target: 'closed', actions: 'hear' }, '*': { actions: 'hear' } },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const protocol = defineProtocol<unknown, never>({ name: 'reading', read: machine, encode: () => {} });
  return { harness: new Harness(protocol, { role: 'client', ...options }), heard };
}

describe('bytes', () => {
  test('delivers exactly so many, and leaves the rest', () => {
    const { harness, heard } = reading(bytes(3, { decode: text }));
    harness.receive('abcde');
    expect(heard).toEqual([['bytes', 'abc']]);
    harness.receive('fgh');
    expect(heard).toEqual([
      ['bytes', 'abc'],
      ['bytes', 'def'],
    ]);
    expect(harness.connection.offsetOf('read')).toBe(6);
  });

  test('takes the count from the context', () => {
    const { harness, heard } = reading(
      bytes(({ size }: { size: number }) => size, { decode: text }),
      { size: 2 },
    );
    harness.receive('abcd');
    expect(heard).toEqual([
      ['bytes', 'ab'],
      ['bytes', 'cd'],
    ]);
  });

  test('names its event, and gives a Uint8Array when there is no codec', () => {
    const { harness, heard } = reading(bytes(2, { event: 'pair' }));
    harness.receive(Buffer.from('ab'));
    expect(heard).toEqual([['pair', Uint8Array.from([0x61, 0x62])]]);
  });

  test('of a count of 0 is met without input', () => {
    const once = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      states: { reading: { meta: { need: bytes(0) }, on: { bytes: 'closed' } }, closed: { type: 'final' } },
    });
    const harness = new Harness(defineProtocol({ name: 'none', read: once, encode: () => {} }), { role: 'client' });
    harness.run();
    expect(harness.types).toContain('end');
  });

  test('at the end of input, between frames, tells the machine eof; inside of one it is truncated', () => {
    const between = reading(bytes(2, { decode: text }));
    between.harness.receive('ab').eof();
    expect(between.heard.at(-1)).toBe('eof');
    expect(between.harness.failure).toBeUndefined();

    const inside = reading(bytes(2, { decode: text }));
    inside.harness.receive('abc').eof();
    expect(inside.harness.failure).toMatchObject({ code: 'truncated', blame: 'remote', state: 'reading', offset: 2 });
  });

  test('at an end of input that the machine ignores is truncated: nothing more will come', () => {
    const read = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: { reading: { meta: { need: bytes(2) } }, failed: { type: 'final' } },
    });
    const harness = new Harness(defineProtocol({ name: 'deaf', read, encode: () => {} }), { role: 'client' });
    harness.eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', blame: 'remote' });
  });

  for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`of an impossible count, ${count}, is a mistake of this side`, () => {
      const { harness } = reading(
        bytes(({ size }: { size: number }) => size),
        { size: count },
      );
      harness.receive('abc');
      expect(harness.failure).toMatchObject({ code: 'bad-need', blame: 'local', state: 'reading' });
      expect(harness.outputEnd).toBe('reset');
    });
  }
});

describe('peek', () => {
  const peeking = setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { type: 'begins'; value: string } | { type: 'pair'; value: string } | { type: 'eof' | 'malformed' },
    },
    guards: { isPair: ({ event }) => event.type === 'begins' && event.value.startsWith('#') },
  }).createMachine({
    context: ({ input }) => input,
    initial: 'beginning',
    states: {
      beginning: {
        meta: { need: peek(2, { event: 'begins', decode: text }) },
        on: { begins: [{ guard: 'isPair', target: 'pair' }, { target: 'failed' }], eof: 'closed', malformed: 'failed' },
      },
      pair: {
        meta: { need: bytes(3, { event: 'pair', decode: text }) },
        on: {
          pair: { target: 'beginning', actions: emit(({ event }) => ({ type: 'message', message: event })) },
          malformed: 'failed',
        },
      },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  const protocol = defineProtocol<unknown, never>({ name: 'peeking', read: peeking, encode: () => {} });

  for (const chunks of [['#ab#cd'], ['#', 'a', 'b', '#', 'c', 'd'], ['#ab#', 'cd']]) {
    test(`leaves the bytes for the state that reads them: ${chunks.join('|')}`, () => {
      const harness = new Harness(protocol, { role: 'client' });
      for (const chunk of chunks) harness.receive(chunk);
      expect(harness.messages).toMatchObject([{ value: '#ab' }, { value: '#cd' }]);
      expect(harness.connection.offsetOf('read')).toBe(6);
      harness.eof();
      expect(harness.failure).toBeUndefined();
    });
  }

  test('of bytes that never come is truncated, where they would have been', () => {
    const harness = new Harness(protocol, { role: 'client' });
    harness.receive('#ab#').eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', state: 'beginning', offset: 3 });
  });
});

describe('until', () => {
  const crlf = until('\r\n', { max: 5, decode: text });

  test('delivers what stands before the delimiter, and reads past it', () => {
    const { harness, heard } = reading(crlf);
    harness.receive('ab\r\n\r\ncd\r\nrest');
    expect(heard).toEqual([
      ['bytes', 'ab'],
      ['bytes', ''],
      ['bytes', 'cd'],
    ]);
    expect(harness.connection.offsetOf('read')).toBe(10);
  });

  test('finds a delimiter that is cut, and is not misled by its beginnings', () => {
    const { harness, heard } = reading(until('\r\n\r\n', { max: 20, decode: text }));
    for (const byte of 'a\r\r\nb\r\n\rc\r\n\r\n') harness.receive(byte);
    expect(heard).toEqual([['bytes', 'a\r\r\nb\r\n\rc']]);
  });

  test('takes a delimiter of bytes', () => {
    const { harness, heard } = reading(until(Uint8Array.of(0), { max: 5, decode: text }));
    harness.receive(Buffer.from('ab\0'));
    expect(heard).toEqual([['bytes', 'ab']]);
  });

  test('takes a frame as long as max, and refuses one that is longer, at the same place for any chunking', () => {
    const longest = reading(crlf);
    longest.harness.receive('abcde\r\n');
    expect(longest.heard).toEqual([['bytes', 'abcde']]);

    for (const chunks of [['abcdef\r\n'], ['abcdef'], [...'abcdef'], ['abcde\r', 'x'], ['abcdef\r', '\n']]) {
      const { harness, heard } = reading(crlf);
      harness.receive('ok\r\n', ...chunks);
      if (chunks[0] === 'abcde\r') harness.receive('y');
      expect(heard[0]).toEqual(['bytes', 'ok']);
      expect(harness.failure).toMatchObject({ code: 'frame-too-long', blame: 'remote', state: 'reading', offset: 4 });
      expect(harness.connection.failure?.message).toContain('5 bytes');
    }
  });

  test('at the end of input without its delimiter is truncated', () => {
    const { harness } = reading(crlf);
    harness.receive('ab').eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', offset: 0 });
  });

  describe('with orEnd', () => {
    const orEnd = until('\n', { max: 3, orEnd: true, decode: text });

    test('the end of input ends the last frame, and then is told', () => {
      const { harness, heard } = reading(orEnd);
      harness.receive('a\nb').eof();
      expect(heard).toEqual([['bytes', 'a'], ['bytes', 'b'], 'eof']);
    });

    test('there is no last frame when nothing is left', () => {
      const { harness, heard } = reading(orEnd);
      harness.receive('a\n').eof();
      expect(heard).toEqual([['bytes', 'a'], 'eof']);
    });

    test('the last frame is not longer than max either', () => {
      const { harness } = reading(until('\r\n', { max: 3, orEnd: true }));
      harness.receive('abc\r').eof();
      expect(harness.failure).toMatchObject({ code: 'frame-too-long' });
    });

    test('a reset does not end the last frame', () => {
      const { harness, heard } = reading(orEnd);
      harness.receive('a\nb').error();
      expect(heard).toEqual([['bytes', 'a'], 'reset']);
      expect(harness.failure).toMatchObject({ code: 'ECONNRESET' });
    });
  });

  for (const max of [-1, Number.NaN]) {
    test(`of an impossible max, ${max}, is a mistake of this side`, () => {
      const { harness } = reading(until('\n', { max: ({ size }: { size: number }) => size }), { size: max });
      harness.receive('abc');
      expect(harness.failure).toMatchObject({ code: 'bad-need', blame: 'local', state: 'reading' });
    });
  }

  test('refuses an empty delimiter', () => {
    expect(() => until('', { max: 5 })).toThrow(RangeError);
    expect(() => until(new Uint8Array(0), { max: 5 })).toThrow(RangeError);
  });
});

describe('stream', () => {
  const pieces = (harness: Harness<unknown, never>) =>
    harness.events.flatMap((event) => (event.type === 'piece' ? [Buffer.from(event.bytes).toString()] : []));

  test('hands on what arrives as it arrives, then tells the machine once', () => {
    const { harness, heard } = reading(stream(6));
    harness.receive('ab');
    expect([pieces(harness), heard]).toEqual([['ab'], []]);
    harness.receive('cd', 'efgh');
    expect([pieces(harness), heard]).toEqual([['ab', 'cd', 'ef', 'gh'], ['streamed']]);
  });

  test('takes the count from the context once, when the stream begins', () => {
    let asked = 0;
    const { harness } = reading(
      stream(({ size }: { size: number }) => {
        asked += 1;
        return size;
      }),
      { size: 4 },
    );
    harness.receive('a', 'b', 'c');
    expect(asked).toBe(1);
  });

  test('gives what its codec makes of a piece, or nothing', () => {
    const { harness } = reading(
      stream(4, { piece: (frame) => (frame.latin1() === 'no' ? undefined : { type: 'part', text: frame.latin1() }) }),
    );
    harness.receive('no', 'ab');
    expect(harness.events).toEqual([{ type: 'part', text: 'ab' }]);
  });

  test('cut off by the end of input is truncated, before its first byte too', () => {
    for (const sent of ['', 'ab']) {
      const { harness } = reading(stream(4));
      harness.receive(sent).eof();
      expect(harness.failure).toMatchObject({ code: 'truncated', blame: 'remote', offset: sent.length });
    }
  });

  for (const count of [-1, 1.5, Number.NaN]) {
    test(`of an impossible count, ${count}, is a mistake of this side`, () => {
      const { harness } = reading(
        stream(({ size }: { size: number }) => size),
        { size: count },
      );
      harness.receive('abc');
      expect(harness.failure).toMatchObject({ code: 'bad-need', blame: 'local' });
    });
  }

  test('a piece that its codec refuses fails the connection', () => {
    const { harness } = reading(
      stream(4, {
        piece: () => {
          throw remoteError('not-utf8');
        },
      }),
    );
    harness.receive('ab');
    expect(harness.failure).toMatchObject({ code: 'not-utf8', blame: 'remote' });
  });

  test('holds no more than arrived: memory is bounded by the chunk, not by the stream', () => {
    const { harness } = reading(stream(1e12), { limits: { bufferedBytes: 1000 } });
    const chunk = new Uint8Array(64 * 1024);
    for (let i = 0; i < 200; i++) {
      expect(harness.connection.receiveData(chunk, 0)).toBe(false);
      harness.run();
      expect(harness.connection.wantsData).toBe(true);
      harness.events.length = 0;
    }
    expect(harness.connection.offsetOf('read')).toBe(200 * chunk.length);
  });
});

describe('rest', () => {
  test('hands on everything until the end of input, which is in order', () => {
    const { harness, heard } = reading(rest());
    harness.receive('ab', 'c').eof();
    expect(harness.types.filter((type) => type === 'piece')).toHaveLength(2);
    expect(heard).toEqual(['eof']);
    expect(harness.failure).toBeUndefined();
  });
});

describe('through', () => {
  const varint = (max: number) => through((byte) => byte < 0x80, { max, decode: text });

  test('delivers everything with the last byte, and leaves the rest, for any chunking', () => {
    const input = Buffer.from('\x81\x82\x03\x04\x85\x06', 'latin1');
    for (const chunks of [[input], [...input].map((byte) => Uint8Array.of(byte))]) {
      const { harness, heard } = reading(varint(3));
      harness.receive(...chunks);
      expect(heard).toEqual([
        ['bytes', '\x81\x82\x03'],
        ['bytes', '\x04'],
        ['bytes', '\x85\x06'],
      ]);
    }
  });

  test('refuses a frame that is longer than max, last byte included, as soon as it is', () => {
    for (const chunks of [['\x81\x82\x83'], ['\x81', '\x82', '\x83'], ['\x81\x82\x83\x01']]) {
      const { harness } = reading(varint(3));
      harness.receive(...chunks.map((chunk) => Buffer.from(chunk, 'latin1')));
      expect(harness.failure).toMatchObject({ code: 'frame-too-long', blame: 'remote', offset: 0 });
    }
  });

  test('cut off by the end of input is truncated', () => {
    const { harness } = reading(varint(3));
    harness.receive(Buffer.of(0x81)).eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', offset: 0 });
  });

  test('with a function that throws is a mistake of this side, and nothing escapes', () => {
    const cause = new Error('a mistake');
    const { harness } = reading(
      through(
        () => {
          throw cause;
        },
        { max: 3 },
      ),
    );
    harness.receive('a');
    expect(harness.failure).toMatchObject({ blame: 'local', code: 'codec-threw', state: 'reading' });
    expect(harness.connection.failure?.cause).toBe(cause);
  });
});

describe('skipUntil', () => {
  const chunkings = (input: string): string[][] => [[input], [...input], [input.slice(0, 7), input.slice(7)]];

  test('drops what comes before the delimiter as it arrives, and then tells the machine once', () => {
    for (const chunks of chunkings('1234567890\r\r\n12\r\n3')) {
      const { harness, heard } = reading(skipUntil('\r\n'), { record: 10 });
      harness.receive(...chunks);
      expect(heard).toEqual([
        ['skipped', undefined],
        ['skipped', undefined],
      ]);
      expect(harness.connection.trace.map(({ offset, length }) => [offset, length])).toEqual([
        [0, 13],
        [13, 4],
      ]);
    }
  });

  test('holds no more than the beginning of a delimiter', () => {
    const { harness } = reading(skipUntil('\r\n'), { limits: { bufferedBytes: 10 } });
    for (let i = 0; i < 100; i++) {
      harness.receive(new Uint8Array(1_000));
      expect(harness.connection.wantsData).toBe(true);
    }
    expect(harness.connection.offsetOf('read')).toBe(100_000);
  });

  test('cut off by the end of input is truncated, at the same place for any chunking', () => {
    for (const input of ['', 'x\r\nabcdefghij', 'x\r\nabcdefghij\r']) {
      for (const chunks of chunkings(input)) {
        for (const pulled of [true, false]) {
          const { harness, heard } = reading(skipUntil('\r\n'));
          for (const chunk of chunks) {
            if (pulled) harness.receive(chunk);
            else harness.connection.receiveData(Buffer.from(chunk), 0);
          }
          harness.eof();
          if (input === '') expect(heard).toEqual(['eof']);
          else expect(harness.failure).toMatchObject({ code: 'truncated', offset: 3 });
        }
      }
    }
  });
});

describe('remainder', () => {
  test('delivers everything in one piece at the end of input, also when it is nothing', () => {
    for (const chunks of [['abc'], [...'abc'], []]) {
      const { harness, heard } = reading(remainder({ max: 3, decode: text }));
      harness.receive(...chunks);
      expect(heard).toEqual([]);
      harness.eof();
      expect(heard[0]).toEqual(['bytes', chunks.join('')]);
    }
  });

  test('refuses more than max as soon as it has arrived', () => {
    for (const chunks of [['abcd'], [...'abcd']]) {
      const { harness } = reading(remainder({ max: 3 }));
      harness.receive(...chunks);
      expect(harness.failure).toMatchObject({ code: 'frame-too-long', blame: 'remote', offset: 0 });
    }
  });

  test('cut off by a reset is not delivered', () => {
    const { harness, heard } = reading(remainder({ max: 3 }));
    harness.receive('abc').error();
    expect(heard).toEqual(['reset']);
    expect(harness.failure).toMatchObject({ code: 'ECONNRESET' });
  });

  test('of an impossible max is a mistake of this side', () => {
    const { harness } = reading(remainder({ max: ({ size }: { size: number }) => size }), { size: Number.NaN });
    harness.receive('a');
    expect(harness.failure).toMatchObject({ code: 'bad-need', blame: 'local' });
  });
});

describe('reading ahead', () => {
  test('goes on to the limit bufferedBytes while nothing is needed, and then asks to be paused', () => {
    const harness = new Harness(pausing(), { limits: { bufferedBytes: 10 } });
    expect(harness.connection.receiveData(Buffer.from('1234'), 0)).toBe(true);
    harness.run();
    expect(harness.connection.receiveData(Buffer.alloc(9), 0)).toBe(true);
    expect(harness.connection.receiveData(Buffer.alloc(1), 0)).toBe(false);
    expect(harness.connection.wantsData).toBe(false);
    harness.responded();
    expect(harness.connection.wantsData).toBe(true);
  });

  test('goes on beyond the limit when the state needs more than that', () => {
    const { harness, heard } = reading(bytes(100, { decode: (frame) => frame.length }), {
      limits: { bufferedBytes: 10 },
    });
    for (let i = 0; i < 99; i++) expect(harness.connection.receiveData(Buffer.alloc(1), 0)).toBe(true);
    harness.receive('x');
    expect(heard).toEqual([['bytes', 100]]);
  });

  test('by a caller who does not pause is refused at twice the limit', () => {
    const harness = new Harness(pausing(), { limits: { bufferedBytes: 10 } });
    harness.receive('1234');
    harness.connection.receiveData(Buffer.alloc(21), 0);
    expect(() => harness.connection.receiveData(Buffer.alloc(1), 0)).toThrow(
      expect.objectContaining({ code: 'limit-buffered-bytes', blame: 'local' }),
    );
    expect(() => harness.connection.receiveData(Buffer.alloc(1), 0)).toThrow(/21 bytes; limit bufferedBytes is 10/);
  });

  function pausing() {
    const read = setup({ types: { context: {} as HalfInput, input: {} as HalfInput } }).createMachine({
      context: ({ input }) => input,
      initial: 'reading',
      on: { malformed: '.failed', reset: '.failed' },
      states: {
        reading: { meta: { need: bytes(4) }, on: { bytes: 'responding' } },
        responding: { on: { responded: 'reading' } },
        failed: { type: 'final' },
      },
    });
    return defineProtocol<never>({ name: 'pausing', read, encode: () => {} });
  }
});

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
