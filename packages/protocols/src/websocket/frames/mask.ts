/** Masking (RFC 6455, 5.3): byte i of a payload is combined with byte i mod 4 of the key. The same undoes it. */

/** A key as a number, its first byte the lowest. */
export type MaskKey = number;

/** The key with which to go on after `count` bytes. */
export function turned(key: MaskKey, count: number): MaskKey {
  const bits = (count & 3) << 3;
  return bits === 0 ? key : (key >>> bits) | (key << (32 - bits));
}

/** Writes `source` from `start` to `end`, combined with the key, into `target` at `at`. The source stays as it is. A key of 0 changes nothing. */
export function copyMasked(
  source: Uint8Array,
  start: number,
  end: number,
  key: MaskKey,
  target: Uint8Array,
  at: number,
): void {
  const length = end - start;
  if (length < SHORT) {
    for (let i = 0; i < length; i++) target[at + i] = (source[start + i] as number) ^ (key >>> ((i & 3) << 3));
    return;
  }
  target.set(new Uint8Array(source.buffer, source.byteOffset + start, length), at);
  if (key !== 0) mask(target, at, at + length, key);
}

/** As {@link copyMasked}, by words wherever they lie. Returns whether what is written is ASCII. */
export function copyMaskedWords(
  source: DataView,
  start: number,
  length: number,
  key: MaskKey,
  target: DataView,
  at: number,
): boolean {
  let all = 0;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    const word = source.getInt32(start + i, true) ^ key;
    target.setInt32(at + i, word, true);
    all |= word;
  }
  for (; i < length; i++) {
    const byte = source.getUint8(start + i) ^ ((key >>> ((i & 3) << 3)) & 0xff);
    target.setUint8(at + i, byte);
    all |= byte;
  }
  return (all & NOT_ASCII) === 0;
}

/** The top bit of each byte of a word. */
const NOT_ASCII = 0x8080_8080;

/** Combines bytes with the key where they are, by words in the middle. */
export function mask(bytes: Uint8Array, start: number, end: number, key: MaskKey): void {
  const lead = Math.min(end, start + (-(bytes.byteOffset + start) & 3));
  maskBytes(bytes, start, lead, key);
  const rest = turned(key, lead - start);
  const count = (end - lead) >> 2;
  // Where there is no word there need not be a place for one either.
  if (count > 0) maskWords(new Int32Array(bytes.buffer, bytes.byteOffset + lead, count), rest);
  maskBytes(bytes, lead + 4 * count, end, rest);
}

function maskBytes(bytes: Uint8Array, start: number, end: number, key: MaskKey): void {
  for (let i = start; i < end; i++) bytes[i] = (bytes[i] as number) ^ (key >>> (((i - start) & 3) << 3));
}

function maskWords(words: Int32Array, key: MaskKey): void {
  const word = IS_LITTLE_ENDIAN ? key : swapped(key);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) ^ word;
}

function swapped(key: MaskKey): number {
  return (key << 24) | ((key & 0xff00) << 8) | ((key >>> 8) & 0xff00) | (key >>> 24);
}

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Below this length byte by byte is faster than to make views. */
const SHORT = 48;
