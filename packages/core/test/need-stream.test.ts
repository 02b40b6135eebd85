/** The needs that last to the end of the input or of a stream: stream, rest, remainder. */
import { describe, expect, test } from 'vitest';
import { remoteError } from '../src/errors/core-errors.js';
import { remainder, stream, streamRemainder } from '../src/index.js';
import type { Harness } from './kit/harness.js';
import { reading, text } from './kit/reading.js';

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
    const { harness, heard } = reading(streamRemainder());
    harness.receive('ab', 'c').eof();
    expect(harness.types.filter((type) => type === 'piece')).toHaveLength(2);
    expect(heard).toEqual(['eof']);
    expect(harness.failure).toBeUndefined();
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
