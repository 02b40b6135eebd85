/** The needs that end at a delimiter or a last byte: until, through, skipUntil. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { skipUntil, through, until } from '../src/index.js';
import { cutters } from './kit/chunkings.js';
import { reading, text } from './kit/reading.js';

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

  // What comes often is read by a function of its own, which finds ends of lines in text that was decoded for those before.
  test.each(['\n', '\r\n', '\rb'])(
    'delivers frame after frame of text up to %j, however many and however cut',
    (delimiter) => {
      const frames = fc.array(
        fc
          .array(fc.constantFrom('a', 'b', '\r', '\r\r', 'ä', 'a word'), { maxLength: 8 })
          .map((parts) => parts.join('')),
        { minLength: 100, maxLength: 300 },
      );
      fc.assert(
        fc.property(frames, cutters(), fc.boolean(), (words, cut, native) => {
          const whole = Buffer.from(words.map((word) => word + delimiter).join(''), 'latin1');
          const { harness, heard } = reading(until(delimiter, { max: 100, decode: text }));
          for (const chunk of cut(whole)) harness.receive(native ? Buffer.from(chunk) : chunk);
          const expected = whole.toString('latin1').split(delimiter).slice(0, -1);
          expect(heard).toEqual(expected.map((word) => ['bytes', word]));
        }),
        { numRuns: 200 },
      );
    },
  );

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
