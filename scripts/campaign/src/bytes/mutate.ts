/** Input that is nearly good: a corpus with some of its bytes changed. All of it follows from the generator. */
import type { Random } from '@wirechart/transport-memory';

export function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  const draft = DRAFT;
  draft.begin(pick(corpus, random));
  for (let left = 1 + geometric(random); left > 0; left--) mutate(draft, corpus, random);
  return draft.bytes.slice(0, Math.min(draft.length, LONGEST));
}

/** Where to cut it into chunks: not at all, everywhere (somewhere in it, where it is long), or in a few places. */
export function cutsOf(length: number, random: Random): readonly number[] {
  const kind = random.integer(0, 3);
  if (kind === 0 || length === 0) return [];
  if (kind === 1) {
    const everywhere = length <= DENSE || random.integer(0, 15) === 0;
    const from = everywhere ? 1 : random.integer(1, length - DENSE);
    return Array.from({ length: everywhere ? length - 1 : DENSE }, (_, i) => from + i);
  }
  return Array.from({ length: random.integer(1, 4) }, () => random.integer(0, length)).sort((a, b) => a - b);
}

function mutate(draft: Draft, corpus: readonly Uint8Array[], random: Random): void {
  const { bytes } = draft;
  const at = random.integer(0, draft.length);
  const length = Math.min(draft.length - at, 1 + geometric(random));
  switch (random.integer(0, 9)) {
    case 0:
      if (at < draft.length) bytes[at] = (bytes[at] as number) ^ (1 << random.integer(0, 7));
      return;
    case 1:
      draft.splice(at, 1, 1);
      bytes[at] = random.integer(0, 255);
      return;
    case 2:
      return draft.splice(at, length, 0);
    case 3:
      // What stands there twice.
      draft.splice(at, 0, length);
      bytes.copyWithin(at, at + length, at + 2 * length);
      return;
    case 4:
      draft.splice(at, 0, length);
      for (let i = at; i < at + length; i++) bytes[i] = random.integer(0, 255);
      return;
    case 5: {
      const remove = random.integer(0, length);
      return draft.put(at, remove, pick(TELLING, random));
    }
    case 6:
      return draft.splice(at, draft.length - at, 0);
    case 7: {
      const other = pick(corpus, random);
      return draft.put(at, draft.length - at, other, random.integer(0, other.length));
    }
    case 8: {
      const other = pick(corpus, random);
      const from = random.integer(0, other.length);
      return draft.put(at, 0, other, from, from + 1 + geometric(random) * 4);
    }
    default: {
      // One byte many times over.
      const byte = at < draft.length ? (bytes[at] as number) : 0;
      const times = 1 << random.integer(0, 9);
      draft.splice(at, 0, times);
      bytes.fill(byte, at, at + times);
    }
  }
}

/** Input that is being changed, all in the same memory: there are many millions of them. */
class Draft {
  /** Has room for whatever comes of one more change. */
  readonly bytes = new Uint8Array(64 * 1024);
  length = 0;

  begin(bytes: Uint8Array): void {
    this.length = 0;
    this.put(0, 0, bytes);
  }

  /** Makes room for so many bytes in place of those that stand there. */
  splice(at: number, remove: number, insert: number): void {
    const rest = Math.min(this.length, at + remove);
    this.bytes.copyWithin(at + insert, rest, this.length);
    this.length = Math.min(at + insert + this.length - rest, 2 * LONGEST);
  }

  put(at: number, remove: number, source: Uint8Array, from = 0, to = source.length): void {
    const end = Math.min(source.length, to);
    this.splice(at, remove, Math.max(0, end - from));
    for (let i = from; i < end; i++) this.bytes[at + i - from] = source[i] as number;
  }
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.integer(0, values.length - 1)] as T;
}

/** 0 half of the time, 1 a quarter of it … */
function geometric(random: Random): number {
  return Math.clz32(random.uint32() | 1);
}

/** Bytes that are cut at each in input that is longer. */
const DENSE = 48;
/** Bytes; longer input tells nothing new, and takes time. */
const LONGEST = 4_000;

const DRAFT = new Draft();

/** What parsers have stumbled over: numbers at their limits, ends of lines, text that is none. */
const TELLING: readonly Uint8Array[] = [
  ...['0', '-1', '+1', '00', '1e9', '2147483648', '4294967296', '9007199254740993', '18446744073709551616', '-0', '٣'],
  ...['\r\n', '\n', '\r', '\0', ' ', '\t', '\r\n\r\n'],
  ...['{}', '[', '"', '\\u0000', '__proto__', ':', ',', ';', '*', '$', '%'],
  ...[[0xff], [0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf]],
].map((telling) => (typeof telling === 'string' ? new TextEncoder().encode(telling) : Uint8Array.from(telling)));
