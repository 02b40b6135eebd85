/** Input that is nearly good: a corpus with some of its bytes changed. All of it follows from the generator. */
import type { Random } from '@wirechart/transport-memory';

export function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = pick(corpus, random);
  for (let left = 1 + geometric(random); left > 0; left--) bytes = mutation(bytes, corpus, random);
  return bytes.length > LONGEST ? bytes.slice(0, LONGEST) : bytes;
}

/** Where to cut it into chunks: not at all, everywhere, or in a few places. */
export function cutsOf(length: number, random: Random): readonly number[] {
  const kind = random.integer(0, 3);
  if (kind === 0 || length === 0) return [];
  if (kind === 1) return Array.from({ length: length - 1 }, (_, i) => i + 1);
  return Array.from({ length: random.integer(1, 4) }, () => random.integer(0, length)).sort((a, b) => a - b);
}

function mutation(bytes: Uint8Array, corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.integer(0, bytes.length);
  const length = Math.min(bytes.length - at, 1 + geometric(random));
  switch (random.integer(0, 9)) {
    case 0: {
      const flipped = bytes.slice();
      if (at < bytes.length) flipped[at] = (bytes[at] as number) ^ (1 << random.integer(0, 7));
      return flipped;
    }
    case 1:
      return splice(bytes, at, 1, Uint8Array.of(random.integer(0, 255)));
    case 2:
      return splice(bytes, at, length, NOTHING);
    case 3:
      return splice(bytes, at, 0, bytes.subarray(at, at + length));
    case 4:
      return splice(
        bytes,
        at,
        0,
        Uint8Array.from({ length }, () => random.integer(0, 255)),
      );
    case 5:
      return splice(bytes, at, random.integer(0, length), pick(TELLING, random));
    case 6:
      return bytes.slice(0, at);
    case 7: {
      const other = pick(corpus, random);
      return splice(bytes, at, bytes.length - at, other.subarray(random.integer(0, other.length)));
    }
    case 8: {
      const other = pick(corpus, random);
      const from = random.integer(0, other.length);
      return splice(bytes, at, 0, other.subarray(from, from + 1 + geometric(random) * 4));
    }
    default: {
      // One byte many times over.
      const byte = at < bytes.length ? (bytes[at] as number) : 0;
      return splice(bytes, at, 0, new Uint8Array(1 << random.integer(0, 9)).fill(byte));
    }
  }
}

function splice(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove));
  const joined = new Uint8Array(at + insert.length + rest.length);
  joined.set(bytes.subarray(0, at));
  joined.set(insert, at);
  joined.set(rest, at + insert.length);
  return joined;
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.integer(0, values.length - 1)] as T;
}

/** 0 half of the time, 1 a quarter of it … */
function geometric(random: Random): number {
  return Math.clz32(random.uint32() | 1);
}

const NOTHING = new Uint8Array(0);
/** Bytes; longer input tells nothing new, and takes time. */
const LONGEST = 4_000;

/** What parsers have stumbled over: numbers at their limits, ends of lines, text that is none. */
const TELLING: readonly Uint8Array[] = [
  ...['0', '-1', '+1', '00', '1e9', '2147483648', '4294967296', '9007199254740993', '18446744073709551616', '-0', '٣'],
  ...['\r\n', '\n', '\r', '\0', ' ', '\t', '\r\n\r\n'],
  ...['{}', '[', '"', '\\u0000', '__proto__', ':', ',', ';', '*', '$', '%'],
  ...[[0xff], [0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf]],
].map((telling) => (typeof telling === 'string' ? new TextEncoder().encode(telling) : Uint8Array.from(telling)));
