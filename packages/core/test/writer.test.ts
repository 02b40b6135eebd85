import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../src/output/writer.js';
import { anyText } from './kit/any-text.js';
import { anyValue } from './kit/wrong-values.js';

type Write = (out: ByteWriter) => Buffer;

const write: fc.Arbitrary<Write> = fc.oneof(
  fc.integer({ min: 0, max: 0xff }).map((value) => (out: ByteWriter) => {
    out.uint8(value);
    return Buffer.from([value]);
  }),
  fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.boolean()).map(([value, little]) => (out: ByteWriter) => {
    out.uint16(value, little);
    const expected = Buffer.alloc(2);
    if (little) expected.writeUInt16LE(value);
    else expected.writeUInt16BE(value);
    return expected;
  }),
  fc.tuple(fc.integer({ min: 0, max: 0xffff_ffff }), fc.boolean()).map(([value, little]) => (out: ByteWriter) => {
    out.uint32(value, little);
    const expected = Buffer.alloc(4);
    if (little) expected.writeUInt32LE(value);
    else expected.writeUInt32BE(value);
    return expected;
  }),
  fc.tuple(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.boolean()).map(([value, little]) => (out: ByteWriter) => {
    out.uint64(value, little);
    const expected = Buffer.alloc(8);
    if (little) expected.writeBigUInt64LE(value);
    else expected.writeBigUInt64BE(value);
    return expected;
  }),
  fc
    .oneof(
      anyText({ maxLength: 200 }),
      // Beyond the length from which text gets memory of its own.
      fc
        .tuple(anyText({ minLength: 1, maxLength: 3 }), fc.integer({ min: 1000, max: 4000 }))
        .map(([text, times]) => text.repeat(times)),
    )
    .map((text) => (out: ByteWriter) => {
      out.text(text);
      return Buffer.from(text);
    }),
  fc.oneof(fc.uint8Array(), fc.constant(new Uint8Array(70_000).fill(0xe4))).map((bytes) => (out: ByteWriter) => {
    out.latin1(Buffer.from(bytes).toString('latin1'));
    return Buffer.from(bytes);
  }),
  fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 16 * 1024 })).map((length) => (out: ByteWriter) => {
    const bytes = new Uint8Array(length).fill(length);
    expect(out.fill(copyOf, bytes)).toBe(true);
    return Buffer.from(bytes);
  }),
  fc
    .oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 4090, max: 4100 }), fc.constant(70_000))
    .chain((length) => fc.integer({ min: 0, max: 255 }).map((byte) => Buffer.alloc(length, byte)))
    .map((bytes) => (out: ByteWriter) => {
      out.bytes(bytes);
      return bytes;
    }),
);

function copyOf(bytes: Uint8Array, memory: Uint8Array, at: number): number {
  if (at + bytes.length > memory.length) {
    memory.fill(0xee, at);
    return -1;
  }
  memory.set(bytes, at);
  return at + bytes.length;
}

const taken = (out: ByteWriter) => Buffer.concat(out.take());

describe('a byte writer', () => {
  test('writes what the writes say, also while others write in between', () => {
    const turns = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.oneof(write, fc.constant('take' as const))), {
      maxLength: 80,
    });
    fc.assert(
      fc.property(turns, (turns) => {
        const writers = [0, 1, 2].map(() => ({
          out: new ByteWriter(),
          expected: Buffer.alloc(0),
          got: Buffer.alloc(0),
        }));
        for (const [who, turn] of turns) {
          const writer = writers[who] as (typeof writers)[number];
          if (turn === 'take') writer.got = Buffer.concat([writer.got, ...writer.out.take()]);
          else writer.expected = Buffer.concat([writer.expected, turn(writer.out)]);
          expect(writer.out.length).toBe(writer.expected.length - writer.got.length);
        }
        for (const { out, expected, got } of writers) {
          expect(Buffer.concat([got, ...out.take()]).equals(expected)).toBe(true);
        }
      }),
    );
  });

  test('forgets on truncate what was written beyond, and goes on from there', () => {
    const writes = fc.array(fc.tuple(fc.boolean(), write), { maxLength: 12 });
    fc.assert(
      fc.property(writes, fc.double({ min: 0, max: 1, noNaN: true }), writes, (before, share, after) => {
        const out = new ByteWriter();
        const other = new ByteWriter();
        let expected = Buffer.alloc(0);
        const run = (writes: [boolean, Write][]) => {
          for (const [disturbed, write] of writes) {
            if (disturbed) other.uint8(0);
            expected = Buffer.concat([expected, write(out)]);
          }
        };
        run(before);
        const length = Math.floor(share * expected.length);
        out.truncate(length);
        expected = expected.subarray(0, length);
        expect(out.length).toBe(length);
        run(after);
        expect(taken(out).equals(expected)).toBe(true);
      }),
    );
  });

  test('gives what was written without another writer in between in one piece', () => {
    const out = new ByteWriter();
    for (let i = 0; i < 100; i++) out.uint16(i).text('reply');
    expect(out.take()).toHaveLength(1);
  });

  test('takes 4 KiB and more by reference, less by copy', () => {
    const out = new ByteWriter();
    const large = new Uint8Array(4096);
    const small = new Uint8Array(4095);
    out.bytes(large).bytes(small);
    const [first, second] = out.take();
    expect(first).toBe(large);
    expect(second).not.toBe(small);
    small.fill(1);
    expect(second?.[0]).toBe(0);
  });

  test('leaves nothing of what did not fit when it was filled in', () => {
    const out = new ByteWriter().uint8(1);
    expect(out.fill(copyOf, new Uint8Array(100_000))).toBe(false);
    expect(out.length).toBe(1);
    expect(taken(out.uint8(2))).toEqual(Buffer.from([1, 2]));
  });

  test('fills in what writes something else meanwhile, to the same writer and to another', () => {
    const out = new ByteWriter().text('a');
    const other = new ByteWriter().text('x');
    const withOthers = (bytes: Uint8Array, memory: Uint8Array, at: number) => {
      memory.set(bytes, at);
      out.text('b').fill(copyOf, Buffer.from('c'));
      other.text('y');
      return at + bytes.length;
    };
    expect(out.fill(withOthers, Buffer.from('d'))).toBe(true);
    expect(taken(out.text('e')).toString()).toBe('abcde');
    expect(taken(other).toString()).toBe('xy');
  });

  test('goes on after a value that threw while it was filled in', () => {
    const out = new ByteWriter().text('a');
    const throwing = () => {
      throw new TypeError('no');
    };
    expect(() => out.fill(throwing, undefined)).toThrow('no');
    expect(taken(out.text('b').fill(copyOf, Buffer.from('c')) ? out : out.text('not filled')).toString()).toBe('abc');
  });

  test('does not change what it has given out when more is written', () => {
    const out = new ByteWriter();
    const first = out.text('first').take();
    const copy = Buffer.concat(first);
    for (let i = 0; i < 20_000; i++) out.text('second');
    expect(Buffer.concat(first)).toEqual(copy);
    expect(out.length).toBe(120_000);
  });

  const refused: [string, (out: ByteWriter) => void][] = [
    ['uint8 of 256', (out) => out.uint8(256)],
    ['uint8 of -1', (out) => out.uint8(-1)],
    ['uint8 of 1.5', (out) => out.uint8(1.5)],
    ['uint16 of 65,536', (out) => out.uint16(0x1_0000)],
    ['uint16 of NaN', (out) => out.uint16(Number.NaN)],
    ['uint32 of 2^32', (out) => out.uint32(2 ** 32)],
    ['uint64 of 2^64', (out) => out.uint64(2n ** 64n)],
    ['uint64 of -1', (out) => out.uint64(-1n)],
    ['latin1 of a letter beyond', (out) => out.latin1('aĀ')],
  ];
  for (const [what, call] of refused) {
    test(`refuses a value that the field cannot hold: ${what}`, () => {
      const out = new ByteWriter().uint8(7);
      expect(() => call(out)).toThrow(RangeError);
      expect(out.length).toBe(1);
      expect(taken(out)).toEqual(Buffer.from([7]));
    });
  }
});

describe('a byte writer that gets a wrong value', () => {
  const calls = ['uint8', 'uint16', 'uint32', 'uint64', 'text', 'latin1', 'bytes'] as const;
  const wrong = fc.oneof(
    fc.tuple(fc.constantFrom(...calls), anyValue).map(([call, { value }]) => (out: ByteWriter) => {
      (out[call] as (value: unknown) => unknown).call(out, value);
    }),
    anyValue.map(
      ({ value: end }) =>
        (out: ByteWriter) =>
          void out.fill(() => end as number, undefined),
    ),
    fc.double().map((end) => (out: ByteWriter) => void out.fill((_, __, at) => at + end, undefined)),
  );

  test('refuses it or writes it, and spoils neither what it has nor what others write', () => {
    const turns = fc.array(fc.tuple(fc.nat({ max: 1 }), fc.oneof(write, wrong)), { maxLength: 40 });
    fc.assert(
      fc.property(turns, (turns) => {
        const writers = [0, 1].map(() => ({ out: new ByteWriter(), expected: Buffer.alloc(0) }));
        for (const [who, turn] of turns) {
          const writer = writers[who] as (typeof writers)[number];
          const before = writer.out.length;
          let written: unknown;
          try {
            written = turn(writer.out);
          } catch {
            expect(writer.out.length).toBe(before);
          }
          // What was wrong and was taken all the same (an empty string for text, say) is not looked at here.
          if (Buffer.isBuffer(written)) writer.expected = Buffer.concat([writer.expected, written]);
          else writer.out.truncate(before);
          expect(writer.out.length).toBe(writer.expected.length);
        }
        for (const { out, expected } of writers) expect(taken(out).equals(expected)).toBe(true);
      }),
    );
  });

  test('has the memory back that an encoder used before it failed', () => {
    const out = new ByteWriter().text('a');
    const [before] = out.take();
    out.text('to be forgotten').truncate(0);
    const [after] = out.text('b').take();
    expect((after as Uint8Array).byteOffset).toBe((before as Uint8Array).byteOffset + 1);
  });
});
