import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ByteQueue } from '../src/input/queue.js';
import { countedReads } from './kit/counted-reads.js';

type Step =
  | { readonly do: 'push'; readonly chunk: Uint8Array }
  | { readonly do: 'take' | 'peek' | 'skip' | 'piece'; readonly share: number }
  | { readonly do: 'find'; readonly delimiter: Uint8Array; readonly afresh: boolean }
  | { readonly do: 'clear' };

// Few different bytes, so that delimiters are found, and nearly found, all the time.
const someBytes = (constraints: fc.IntArrayConstraints) =>
  fc.uint8Array({ min: 0, max: 3, ...constraints }) as fc.Arbitrary<Uint8Array>;

const chunk = fc.oneof(
  { weight: 6, arbitrary: someBytes({ maxLength: 8 }) },
  { weight: 2, arbitrary: someBytes({ minLength: 500, maxLength: 530 }) },
  { weight: 1, arbitrary: someBytes({ minLength: 1000, maxLength: 3000 }) },
);
// Plain or with native methods: they are searched in different ways.
const asEither = (bytes: Uint8Array) => (bytes.length % 2 === 0 ? bytes.slice() : Buffer.from(bytes));
const share = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true }));

/** One delimiter per run, looked for again and again, sometimes with another one in between. */
const steps = (delimiter: Uint8Array): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: chunk.map((chunk): Step => ({ do: 'push', chunk })) },
      { weight: 2, arbitrary: share.map((share): Step => ({ do: 'take', share })) },
      { weight: 1, arbitrary: share.map((share): Step => ({ do: 'peek', share })) },
      { weight: 1, arbitrary: share.map((share): Step => ({ do: 'skip', share })) },
      { weight: 1, arbitrary: share.map((share): Step => ({ do: 'piece', share })) },
      { weight: 4, arbitrary: fc.boolean().map((afresh): Step => ({ do: 'find', delimiter, afresh })) },
      { weight: 1, arbitrary: fc.constant<Step>({ do: 'clear' }) },
    ),
    { maxLength: 60 },
  );

describe('a byte queue', () => {
  test('does what one long buffer would do', () => {
    const runs = someBytes({ minLength: 1, maxLength: 4 }).chain((delimiter) => steps(delimiter));
    fc.assert(
      fc.property(runs, (steps) => {
        const queue = new ByteQueue();
        let waiting = Buffer.alloc(0);
        let offset = 0;
        const read = (count: number) => {
          waiting = waiting.subarray(count);
          offset += count;
        };
        for (const step of steps) {
          switch (step.do) {
            case 'push':
              queue.push(asEither(step.chunk));
              waiting = Buffer.concat([waiting, step.chunk]);
              break;
            case 'take': {
              const count = Math.round(step.share * waiting.length);
              const frame = queue.take(count);
              expect(Buffer.from(frame.bytes())).toEqual(waiting.subarray(0, count));
              read(count);
              break;
            }
            case 'peek': {
              const count = Math.round(step.share * waiting.length);
              const frame = queue.peek(count);
              // More may lie in the same piece; it is what follows.
              expect(frame.length).toBeGreaterThanOrEqual(count);
              expect(Buffer.from(frame.bytes())).toEqual(waiting.subarray(0, frame.length));
              break;
            }
            case 'skip': {
              const count = Math.round(step.share * waiting.length);
              queue.skip(count);
              read(count);
              break;
            }
            case 'piece': {
              if (waiting.length === 0) break;
              const max = Math.max(1, Math.round(step.share * waiting.length));
              const frame = queue.takePiece(max);
              expect(frame.length).toBeGreaterThan(0);
              expect(frame.length).toBeLessThanOrEqual(max);
              expect(Buffer.from(frame.bytes())).toEqual(waiting.subarray(0, frame.length));
              read(frame.length);
              break;
            }
            case 'find': {
              const found = waiting.indexOf(step.delimiter);
              if (step.afresh) queue.indexOf(Uint8Array.of(9));
              expect(queue.indexOf(step.delimiter)).toBe(found);
              // What is known not to begin a delimiter never reaches past where one may begin.
              const least = found < 0 ? Math.max(0, waiting.length - step.delimiter.length + 1) : found;
              expect(queue.scanned).toBeGreaterThanOrEqual(least);
              if (found >= 0) expect(queue.scanned).toBe(found);
              break;
            }
            case 'clear':
              queue.clear();
              waiting = Buffer.alloc(0);
              break;
          }
          expect(queue.length).toBe(waiting.length);
          expect(queue.offset).toBe(offset);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('hands out bytes that never change, whatever is pushed and read afterwards', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(chunk, share), { maxLength: 60 }), (steps) => {
        const queue = new ByteQueue();
        const kept: { readonly view: Uint8Array; readonly copy: Uint8Array }[] = [];
        for (const [chunk, share] of steps) {
          queue.push(chunk);
          const view = queue.take(Math.round(share * queue.length)).bytes();
          kept.push({ view, copy: view.slice() });
        }
        for (const { view, copy } of kept) expect(view).toEqual(copy);
      }),
    );
  });

  test('reads what lies in one chunk in place, and copies nothing', () => {
    const queue = new ByteQueue();
    const chunk = new Uint8Array(100);
    queue.push(chunk);
    queue.take(10);
    const frame = queue.take(20);
    expect(frame.bytes().buffer).toBe(chunk.buffer);
    expect(frame.bytes().byteOffset).toBe(10);
  });

  test('does not modify the chunks that it was given', () => {
    const queue = new ByteQueue();
    const chunks = Array.from({ length: 50 }, (_, i) => new Uint8Array(i % 7 === 0 ? 600 : 3).fill(i));
    for (const chunk of chunks) queue.push(chunk);
    queue.take(queue.length);
    chunks.forEach((chunk, i) => {
      expect(chunk.every((byte) => byte === i)).toBe(true);
    });
  });

  test('holds a bounded number of chunks for input of one byte at a time', () => {
    const queue = new ByteQueue();
    for (let i = 0; i < 100_000; i++) queue.push(Uint8Array.of(i & 0xff));
    expect(queue.length).toBe(100_000);
    expect(queue.chunks).toBeLessThan(12);
  });

  test('ignores empty chunks', () => {
    const queue = new ByteQueue();
    const pushEmpty = () => {
      for (let i = 0; i < 1000; i++) queue.push(new Uint8Array(0));
    };
    pushEmpty();
    expect([queue.length, queue.chunks]).toEqual([0, 0]);
    queue.push(new Uint8Array(600));
    pushEmpty();
    expect([queue.length, queue.chunks]).toEqual([600, 1]);
  });

  test('goes on with a search in the right chunk, however many were read in between', () => {
    for (let read = 1; read < 200; read += 7) {
      const queue = new ByteQueue();
      const delimiter = Uint8Array.of(9);
      for (let i = 0; i < 200; i++) queue.push(new Uint8Array(600));
      expect(queue.indexOf(delimiter)).toBe(-1);
      for (let i = 0; i < read; i++) queue.skip(600);
      queue.push(new Uint8Array(600).fill(9, 5));
      expect(queue.indexOf(delimiter)).toBe((200 - read) * 600 + 5);
    }
  });

  test('forgets chunks that were read: a long queue that never runs empty does not grow', () => {
    const queue = new ByteQueue();
    for (let i = 0; i < 10; i++) queue.push(new Uint8Array(600));
    for (let i = 0; i < 5_000; i++) {
      queue.push(new Uint8Array(600));
      queue.take(600);
    }
    expect(queue.chunks).toBeLessThanOrEqual(11);
  });
});

describe('the search for a delimiter looks at a bounded number of bytes', () => {
  const total = 64 * 1024;
  const chunkings = { 'in chunks of 512': 512, 'in chunks of 4,096': 4096, 'all at once': total };
  const inputs = {
    'without a first byte of it': () => new Uint8Array(total),
    'with nothing but first bytes of it': () => new Uint8Array(total).fill(0x0d),
    'with all but the last byte of it, again and again': () =>
      new Uint8Array(total).map((_, i) => [0x0d, 0x0a, 0x0d, 0x0d][i % 4] as number),
  };
  const delimiter = Buffer.from('\r\n\r\n');

  for (const [how, size] of Object.entries(chunkings)) {
    for (const [what, make] of Object.entries(inputs)) {
      test(`${what}, ${how}`, () => {
        const queue = new ByteQueue();
        const bytes = make();
        const reads = { count: 0 };
        const words = vi.spyOn(DataView.prototype, 'getInt32');
        for (let at = 0; at < total; at += size) {
          queue.push(countedReads(bytes.subarray(at, at + size), reads));
          expect(queue.indexOf(delimiter)).toBe(-1);
        }
        const looked = reads.count + words.mock.calls.length * 4;
        words.mockRestore();
        expect(looked).toBeGreaterThanOrEqual(total - delimiter.length);
        expect(looked).toBeLessThanOrEqual(total * delimiter.length * 2);
      });
    }
  }

  test('of one byte at a time: what was scanned is not scanned again', () => {
    const queue = new ByteQueue();
    for (let i = 1; i <= 50_000; i++) {
      queue.push(Uint8Array.of(0x61));
      queue.indexOf(delimiter);
      expect(queue.scanned).toBe(i);
    }
  });

  test('and at a bounded number of chunks, however many wait', () => {
    const queue = new ByteQueue();
    const chunk = new Uint8Array(512);
    chunk[0] = 0x0d;
    const before = process.cpuUsage();
    for (let i = 0; i < 80_000; i++) {
      queue.push(chunk);
      queue.indexOf(delimiter);
    }
    const { user } = process.cpuUsage(before);
    // Three thousand million visits, many seconds, when all chunks that wait are visited each time.
    expect(user / 1000).toBeLessThan(1_500);
  });
});
