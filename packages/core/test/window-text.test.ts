/** Text of frames that lie in one chunk is not decoded frame by frame; what it says must not depend on that. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteQueue } from '../src/input/queue.js';
import { ByteWindow } from '../src/input/window.js';

const LF = 0x0a;
const utf8 = (bytes: Uint8Array) => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return 'not-utf8';
  }
};
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const textOf = (frame: ByteWindow, from?: number, to?: number) => {
  try {
    return frame.text(from, to);
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** Mostly ASCII, now and then something else: a character of several bytes, a part of one, a byte that is never in UTF-8. */
const bytesOfText = (maxLength: number) =>
  fc
    .array(
      fc.oneof(
        { weight: 60, arbitrary: fc.integer({ min: 0, max: 0x7f }).map((byte) => [byte]) },
        { weight: 20, arbitrary: fc.nat({ max: 60 }).map((length) => [...Buffer.alloc(length, 'ascii')]) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('é', '€', '😀', '\uFFFD', '\uFEFF').map((text) => [...Buffer.from(text)]),
        },
        { weight: 1, arbitrary: fc.constantFrom([0xff], [0x80], [0xe2, 0x82], [0xc0, 0x80]) },
      ),
      { maxLength },
    )
    .map((parts) => Uint8Array.from(parts.flat()));

const frames = fc.array(
  fc.oneof({ weight: 8, arbitrary: bytesOfText(8) }, { weight: 1, arbitrary: bytesOfText(300) }),
  { minLength: 1, maxLength: 60 },
);

/** One stream, cut into chunks, some with native decoders and some without. */
function queueOf(stream: Uint8Array, sizes: readonly number[]): ByteQueue {
  const queue = new ByteQueue();
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length] as number;
    const chunk = stream.slice(at, at + size);
    queue.push(i % 2 === 0 ? Buffer.from(chunk) : chunk);
    at += size;
  }
  return queue;
}

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 700 }), fc.constant(20_000)), { minLength: 1, maxLength: 6 });

describe('the text of a frame', () => {
  test('is that of its own bytes, wherever it lies among others', () => {
    fc.assert(
      fc.property(frames, sizes, (frames, sizes) => {
        const queue = queueOf(Buffer.concat(frames), sizes);
        for (const bytes of frames) {
          const frame = queue.take(bytes.length);
          expect(textOf(frame)).toBe(utf8(bytes));
          expect(frame.latin1()).toBe(latin1(bytes));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('is that of its part, whatever parts were read before', () => {
    const parts = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(bytesOfText(400), parts, fc.boolean(), (bytes, parts, native) => {
        const queue = new ByteQueue();
        queue.push(native ? Buffer.from(bytes) : bytes.slice());
        if (bytes.length === 0) return;
        const frame = queue.peek(bytes.length);
        for (const [a, b] of parts) {
          const from = a % (bytes.length + 1);
          const to = from + (b % (bytes.length + 1 - from));
          expect(textOf(frame, from, to)).toBe(utf8(bytes.subarray(from, to)));
          expect(frame.latin1(from, to)).toBe(latin1(bytes.subarray(from, to)));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('is that of its own line, read as a connection reads', () => {
    const word = fc.oneof(
      { weight: 200, arbitrary: fc.nat({ max: 60 }).map((length) => 'x'.repeat(length)) },
      { weight: 2, arbitrary: fc.integer({ min: 200, max: 6000 }).map((length) => 'y'.repeat(length)) },
      { weight: 1, arbitrary: fc.constantFrom('ä', 'xä', '\uFFFD'.repeat(3)) },
    );
    const block = fc.tuple(fc.array(word, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 20 }));
    const sizes = fc.array(fc.constantFrom(1, 7, 60, 700, 4200, 20_000, 65_536), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), sizes, (blocks, sizes) => {
        const lines = blocks.flatMap(([words, times]) => Array.from({ length: times }, () => words).flat());
        readMuchAscii();
        const queue = queueOf(Buffer.from(`${lines.join('\n')}\n`), sizes);
        const window = new ByteWindow();
        const LINE_END = Uint8Array.of(LF);
        const read = lines.map(() => {
          const at = queue.indexInText('\n');
          return textOf(queue.takeBefore(1, at < 0 ? queue.indexOf(LINE_END) : at, window));
        });
        expect(read).toEqual(lines);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    [
      'is longer than the part before',
      [['', '', '', '', 'aaa', 'ä', '', '', '', 'x'.repeat(40), ...Array(90).fill('x')]],
    ],
    [
      'is long, after a chunk of short ones',
      [Array(90).fill('x'.repeat(55)), ['y'.repeat(10_000), 'z'.repeat(55_000)]],
    ],
  ])('is whole where it %s', (_, chunks) => {
    readMuchAscii();
    const window = new ByteWindow();
    for (const lines of chunks) {
      const queue = new ByteQueue();
      queue.push(Buffer.from(`${lines.join('\n')}\n`));
      for (const line of lines) {
        expect(queue.takeBefore(1, Buffer.byteLength(line), window).text()).toBe(line);
      }
    }
  });

  test('tells where a byte is as the bytes do, or does not tell', () => {
    fc.assert(
      fc.property(frames, sizes, fc.constantFrom(0x61, 0x00, 0x7f, 0xc3), (frames, sizes, byte) => {
        const queue = queueOf(Buffer.concat(frames), sizes);
        for (const bytes of frames) {
          const found = queue.indexInText(String.fromCharCode(byte));
          expect([-1, queue.indexOf(Uint8Array.of(byte))]).toContain(found);
          textOf(queue.take(bytes.length));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('does not tell where a byte is in another chunk, before it, or beyond ASCII', () => {
    const lines = (word: string) => Buffer.from(`${word}\n`.repeat(2000));
    const at = (chunk: Uint8Array, byte: number) => {
      const queue = new ByteQueue();
      queue.push(chunk);
      return queue.indexInText(String.fromCharCode(byte));
    };
    const chunk = lines('undefined');
    readText(chunk, 10);
    expect(at(lines('a word'), LF)).toBe(-1);
    expect(at(chunk, LF)).toBe(-1);
    const again = lines('undefined');
    const queue = new ByteQueue();
    queue.push(again);
    for (let i = 0; i < 5; i++) queue.take(10).text();
    expect(queue.indexInText('\n')).toBe(9);
    expect(queue.indexInText('\xff')).toBe(-1);
    const other = new ByteQueue();
    other.push(lines('a word'));
    other.skip(50);
    expect(other.indexInText('\n')).toBe(-1);
  });

  test('is that of the bytes that are there when it is read, in a buffer that still grows', () => {
    // Short chunks that wait are joined in one buffer, whose end is filled as they arrive.
    const queue = new ByteQueue();
    const line = (i: number) => `line ${String(i).padStart(5, '0')}`;
    queue.push(Buffer.from('head'));
    let read = 0;
    for (let i = 0; i < 2_000; i++) {
      queue.push(Buffer.from(line(i)));
      if (i === 4) queue.take(4);
      if (i % 3 === 0 || i < 4) continue;
      expect(queue.take(10).text()).toBe(line(read));
      read += 1;
    }
  });

  test('is decoded in parts of bounded size, which a text may keep alive, and hardly any twice', () => {
    const decoded: number[] = [];
    const chunk = countedDecoding(1 << 20, decoded);
    const queue = new ByteQueue();
    queue.push(chunk);
    while (queue.length > 0) {
      expect(queue.take(64).text().length).toBe(64);
    }
    expect(Math.max(...decoded)).toBeLessThanOrEqual(65536);
    expect(decoded.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1.1 * chunk.length);
  });

  test('is decoded in parts that are small at first, and larger where they were used up', () => {
    const decoded: number[] = [];
    readText(countedDecoding(1 << 16, decoded), 64);
    expect(decoded.slice(0, 6)).toEqual([64, 64, 4096, 8192, 16_384, 32_768]);
  });

  test('stays in small parts where most of a chunk is something else', () => {
    const decoded: number[] = [];
    const window = new ByteWindow();
    for (let chunks = 0; chunks < 3; chunks++) {
      const queue = new ByteQueue();
      queue.push(countedDecoding(1 << 17, decoded));
      while (queue.length > 16_384) {
        for (let read = 0; read < 8; read++) queue.take(64, window).text();
        queue.skip(16_000);
      }
      queue.takeBefore(2, queue.length - 2, window);
    }
    expect(Math.max(...decoded)).toBe(4096);
  });

  test('is in small parts again after something else', () => {
    const decoded: number[] = [];
    const queue = new ByteQueue();
    queue.push(countedDecoding(1 << 17, decoded));
    for (let read = 0; read < 150; read++) queue.take(64).text();
    expect(decoded.at(-1)).toBe(8192);
    queue.skip(20_000);
    decoded.length = 0;
    for (let read = 0; read < 8; read++) queue.take(64).text();
    expect(Math.max(...decoded)).toBe(4096);
  });

  test('is at hand where the next delimiter is looked for, also where a part ends, and parts grow', () => {
    const decoded: number[] = [];
    const line = `${'x'.repeat(63)}\n`;
    const queue = new ByteQueue();
    queue.push(counted(Buffer.from(line.repeat(1024)), decoded));
    let unknown = 0;
    while (queue.length > 0) {
      const found = queue.indexInText('\n');
      if (found < 0) unknown += 1;
      else expect(found).toBe(63);
      queue.take(64).text();
    }
    // The first three are read alone.
    expect(unknown).toBe(3);
    expect(decoded.slice(2, 5)).toEqual([4096, 8192, 16_384]);
  });

  test('is decoded a whole chunk at a time where the one before was short texts to its end, for this reader alone', () => {
    const decoded: number[] = [];
    const read = (window: ByteWindow, most = 1024, lines = 1024) => {
      const queue = new ByteQueue();
      queue.push(counted(Buffer.from(`${'x'.repeat(63)}\n`.repeat(lines)), decoded));
      decoded.length = 0;
      for (let texts = 0; texts < most; texts++) queue.takeBefore(1, 63, window).text();
      return decoded[0];
    };
    const [window, other] = [new ByteWindow(), new ByteWindow()];
    expect(read(window)).toBe(63);
    expect(read(window)).toBeGreaterThan(65_000);
    expect(read(window)).toBeGreaterThan(65_000);
    expect(read(other)).toBe(63);
    // It is still so for the one, but where it reads no more than the beginning, no longer.
    expect(read(window, 8)).toBeGreaterThan(65_000);
    expect(read(window, 8)).toBe(63);
    expect(decoded).toContain(4096);
    // Nor more than there was.
    read(window);
    read(window, 128, 128);
    expect(read(window)).toBeLessThanOrEqual(8192);
  });

  test('of a frame that crossed chunks is no sign that chunks are short', () => {
    const decoded: number[] = [];
    const window = new ByteWindow();
    const queue = new ByteQueue();
    const line = `${'x'.repeat(62)}\n`;
    const stream = line.repeat(8192);
    for (let at = 0; at < stream.length; at += 1 << 16)
      queue.push(counted(Buffer.from(stream.slice(at, at + (1 << 16))), decoded));
    while (queue.length > 0) queue.takeBefore(1, 62, window).text();
    // All but the first few parts are nearly whole chunks, and there are eight.
    expect(decoded.filter((size) => size > 60_000).length).toBeGreaterThanOrEqual(6);
    expect(decoded.length).toBeLessThan(40);
  });

  test('says nothing of a delimiter that is beyond the next part', () => {
    const queue = new ByteQueue();
    const line = `${'x'.repeat(63)}\n`;
    queue.push(Buffer.from(`${line.repeat(66)}${'x'.repeat(50_000)}\n`));
    for (let read = 0; read < 66; read++) queue.take(64).text();
    expect(queue.indexInText('\n')).toBe(-1);
    expect(queue.indexOf(Uint8Array.of(LF))).toBe(50_000);
  });

  test.each([
    ['malformed, one character for each byte', [0xff]],
    ['malformed in a row', [0x80, 0x80, 0xc0, 0x80]],
    ['of several bytes', [...Buffer.from('é€😀')]],
    ['U+FFFD itself', [...Buffer.from('\uFFFD')]],
  ])('after much ASCII is its own where some is %s', (_, other) => {
    readMuchAscii();
    const chunk = Buffer.alloc(8192, 'y');
    chunk.set(other, 5000);
    for (const [at, text] of readText(chunk, 64).entries()) {
      expect(text).toBe(utf8(chunk.subarray(64 * at, 64 * (at + 1))));
    }
  });

  test('that is not ASCII is not decoded again and again for its neighbours', () => {
    const decoded: number[] = [];
    const chunk = Buffer.from('é'.repeat(1 << 19));
    const utf8Slice = (start: number, end: number) => {
      decoded.push(end - start);
      return chunk.toString('utf8', start, end);
    };
    readText(Object.assign(Buffer.from(chunk), { utf8Slice }), 64);
    expect(decoded.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1.25 * chunk.length);
  });

  test('that is the only one of a chunk is decoded alone', () => {
    const decoded: number[] = [];
    for (let i = 0; i < 4; i++) {
      const queue = new ByteQueue();
      queue.push(countedDecoding(4000, decoded));
      expect(queue.take(40).text()).toBe('x'.repeat(40));
    }
    expect(decoded).toEqual([40, 40, 40, 40]);
  });
});

/** What is not ASCII is looked for first for a while where there was some; after this it is not. */
function readMuchAscii(): void {
  for (let chunks = 0; chunks < 70; chunks++) readText(Buffer.alloc(1024, 'x'), 64);
}

function readText(chunk: Uint8Array, size: number): (string | undefined)[] {
  const queue = new ByteQueue();
  queue.push(chunk);
  return Array.from({ length: chunk.length / size }, () => textOf(queue.take(size)));
}

/** A chunk of ASCII whose native decoders tell how many bytes they are asked for. */
const countedDecoding = (length: number, decoded: number[]): Uint8Array => counted(Buffer.alloc(length, 'x'), decoded);

function counted(chunk: Buffer, decoded: number[]): Uint8Array {
  const decode = (start: number, end: number) => {
    decoded.push(end - start);
    return chunk.toString('ascii', start, end);
  };
  return Object.assign(Buffer.from(chunk), { latin1Slice: decode, utf8Slice: decode });
}
