/** Frames that a reader finds the end of, part by part. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emit, setup } from 'xstate';
import { remoteError } from '../src/errors/core-errors.js';
import {
  defineProtocol,
  type FrameReader,
  type HalfInput,
  type Line,
  type ReadEvent,
  type Wanted,
  whole,
} from '../src/index.js';
import { ByteQueue } from '../src/input/queue.js';
import type { ByteWindow } from '../src/input/window.js';
import { cutters } from './kit/chunkings.js';
import { countedReads } from './kit/counted-reads.js';
import { Harness } from './kit/harness.js';

const LINE: Line = { delimiter: Uint8Array.of(0x0a), max: 8 };

/** Reads so many words (a digit and a line), each a length and as many bytes, until a word of no bytes. */
class Words implements FrameReader<string> {
  #words: string[] = [];
  /** Length of the word whose bytes come next; -1 when it is a length that does. */
  #length = -1;

  read(window: ByteWindow): Wanted | undefined {
    for (;;) {
      if (this.#length < 0) {
        const length = this.#line(window);
        if (length === undefined) return LINE;
        if (length === 0) return undefined;
        this.#length = length;
      }
      if (window.length < this.#length) return this.#length;
      this.#words.push(window.latin1(0, this.#length));
      window.start += this.#length;
      this.#length = -1;
    }
  }

  take(): string {
    const words = this.#words.join(' ');
    this.#words = [];
    return words;
  }

  #line(window: ByteWindow): number | undefined {
    let end = 0;
    while (end < window.length && window.uint8(end) !== 0x0a) end += 1;
    if (end > LINE.max) throw remoteError('frame-too-long');
    if (end === window.length) return undefined;
    const length = Number(window.latin1(0, end));
    if (!Number.isInteger(length)) throw remoteError('protocol-violation', 'not a length');
    window.start += end + 1;
    return length;
  }
}

class Runaway extends Words {
  override read(window: ByteWindow): undefined {
    window.start = window.end + 1;
  }
}

function reading(reader: () => FrameReader<unknown>) {
  const need = whole(reader, { event: 'words' });
  const machine = setup({
    types: {
      context: {} as HalfInput,
      input: {} as HalfInput,
      events: {} as { readonly type: 'words'; readonly value: unknown } | ReadEvent,
      emitted: {} as { readonly type: 'message'; readonly message: unknown },
    },
  }).createMachine({
    id: 'reading',
    context: ({ input }) => input,
    initial: 'reading',
    on: { malformed: '.failed', reset: '.failed' },
    states: {
      reading: {
        meta: { need },
        on: {
          words: {
            target: 'between',
            actions: emit(({ event }) => ({
              type: 'message' as const,
              message: event.type === 'words' && event.value,
            })),
          },
          eof: 'closed',
          progress: { target: 'reading', reenter: true },
        },
        after: { 1000: 'failed' },
      },
      between: { on: { responded: 'reading' } },
      closed: { type: 'final' },
      failed: { type: 'final' },
    },
  });
  return defineProtocol<unknown, never>({ name: 'words', read: machine, encode: () => {} });
}

const open = (reader: () => FrameReader<unknown> = () => new Words(), limits = {}) =>
  new Harness(reading(reader), { role: 'client', limits });

describe('whole', () => {
  test('delivers frame after frame, and leaves what comes after', () => {
    const harness = open().receive('3\nabc1\nd0\n0\n2');
    expect(harness.messages).toEqual(['abc d', '']);
    expect(harness.connection.offsetOf('read')).toBe(12);
    harness.receive('\nef0\n');
    expect(harness.messages).toEqual(['abc d', '', 'ef']);
  });

  test('gives the same for every cut, of frames of every length', () => {
    const frames = fc.array(
      fc.array(fc.string({ unit: fc.constantFrom('a', '0', '\n'), minLength: 1, maxLength: 700 })),
    );
    fc.assert(
      fc.property(frames, cutters(), (messages, cut) => {
        const written = messages.map((words) => `${words.map((word) => `${word.length}\n${word}`).join('')}0\n`);
        const harness = open().receive(...cut(Buffer.from(written.join(''))));
        expect(harness.messages).toEqual(messages.map((words) => words.join(' ')));
        expect(harness.eof().failure).toBeUndefined();
      }),
    );
  });

  test.each([
    ['in a line', '1', 0],
    ['after a line', '1\n', 0],
    ['in a part', '0\n4\nab', 2],
  ])('an end of input %s is truncated, and the frame is named by its offset', (_, input, offset) => {
    const harness = open().receive(input).eof();
    expect(harness.failure).toMatchObject({ code: 'truncated', blame: 'remote', offset });
  });

  test('a part that is refused is named by its offset, however the input is cut', () => {
    const input = Buffer.from('2\nab0\n3\nabcx\n');
    for (let size = 1; size <= input.length; size++) {
      const chunks = Array.from({ length: Math.ceil(input.length / size) }, (_, at) =>
        input.subarray(at * size, (at + 1) * size),
      );
      const harness = open().receive(...chunks);
      expect(harness.messages).toEqual(['ab']);
      expect(harness.failure).toMatchObject({ code: 'protocol-violation', offset: 11 });
    }
  });

  test.each(['123456789', '123456789\n'])('a line that is too long is shown to the reader: %j', (line) => {
    for (const chunks of [[line], [...line]]) {
      expect(open().receive(...chunks).failure).toMatchObject({ code: 'frame-too-long' });
    }
  });

  test('a frame may be refused when it is whole, and is named by its offset', () => {
    class Picky extends Words {
      override take(): string {
        const words = super.take();
        if (words === 'no') throw remoteError('protocol-violation', words);
        return words;
      }
    }
    const harness = open(() => new Picky()).receive('3\nyes0\n2\nno0\n');
    expect(harness.messages).toEqual(['yes']);
    expect(harness.failure).toMatchObject({ code: 'protocol-violation', offset: 7 });
  });

  test('a line of the greatest length passes', () => {
    for (const chunks of [['00000001\nx0\n'], [...'00000001\nx0\n']]) {
      expect(open().receive(...chunks).messages).toEqual(['x']);
    }
  });

  test('goes on in the middle of a frame when its state is entered anew', () => {
    const harness = open().receive('3\nab');
    harness.advance(900).receive('c2\nd').advance(900).receive('e0\n');
    expect(harness.messages).toEqual(['abc de']);
  });

  test('wants more than may be buffered when a part is longer', () => {
    const harness = open(() => new Words(), { bufferedBytes: 16 });
    const part = 'x'.repeat(100);
    harness.receive('100\n', part.slice(0, 40));
    expect(harness.connection.wantsData).toBe(true);
    harness.receive(part.slice(40), '0\n');
    expect(harness.messages).toEqual([part]);
  });

  test('looks at each byte a bounded number of times, byte by byte', () => {
    const cost = (words: number) => {
      const reads = { count: 0 };
      const harness = open();
      for (const byte of Buffer.from(`${'7\n1234567'.repeat(words)}0\n`)) {
        harness.receive(countedReads(Uint8Array.of(byte), reads));
      }
      expect(harness.messages.length).toBe(1);
      return reads.count;
    };
    expect(cost(400)).toBeLessThan(2.2 * cost(200));
  });

  test.each<[string, FrameReader<string>]>([
    ['asks for bytes that it has', { read: (window) => window.length, take: () => '' }],
    ['asks for a line that it has', { read: () => LINE, take: () => '' }],
    ['asks for no number', { read: () => Number.NaN, take: () => '' }],
  ])('a reader that %s is a mistake of this side', (_, reader) => {
    expect(open(() => reader).receive('1\n').failure).toMatchObject({ code: 'bad-need', blame: 'local' });
  });

  test.each<[string, () => FrameReader<string>, string]>([
    ['leaves its window', () => new Runaway(), 'codec-threw'],
    ['reads outside of it', () => ({ read: (window) => window.uint8(window.length), take: () => '' }), 'codec-threw'],
    [
      'cannot be made',
      () => {
        throw new Error('no');
      },
      'bad-need',
    ],
    ['is none', () => undefined as never, 'bad-need'],
    ['gives no value', () => ({ read: () => undefined }) as never, 'bad-need'],
  ])('a reader that %s is a mistake of this side', (_, reader, code) => {
    expect(open(reader).receive('1\n').failure).toMatchObject({ code, blame: 'local' });
  });
});

test('frames of several kinds are several events', () => {
  const need = whole(() => new Words(), { event: (words) => (words === '' ? 'nothing' : 'something') });
  const machine = setup({
    types: { emitted: {} as { readonly type: 'message'; readonly message: string } },
  }).createMachine({
    initial: 'reading',
    states: {
      reading: {
        meta: { need },
        on: {
          something: { actions: emit(({ event }) => ({ type: 'message', message: event['value'] })) },
          nothing: { actions: emit({ type: 'message', message: '(nothing)' }) },
        },
      },
    },
  });
  const harness = new Harness(defineProtocol<string, never>({ name: 'kinds', read: machine, encode: () => {} }));
  harness.receive('0\n3\nabc0\n0\n');
  expect(harness.messages).toEqual(['(nothing)', 'abc', '(nothing)']);
});

describe('ByteQueue.peek', () => {
  test('shows what lies in one piece, and joins what does not, without reading', () => {
    const queue = new ByteQueue();
    const first = new Uint8Array(600).fill(1);
    const second = new Uint8Array(600).fill(2);
    queue.push(first);
    queue.push(second);
    queue.skip(100);
    const some = queue.peek(10);
    expect([some.buffer === first, some.start, some.length]).toEqual([true, 100, 500]);
    const more = queue.peek(502);
    expect([more.length, more.uint8(499), more.uint8(500)]).toEqual([502, 1, 2]);
    expect([queue.length, queue.offset]).toEqual([1100, 100]);
  });
});
