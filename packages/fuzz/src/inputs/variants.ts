import type { NamedInput } from './corpus.js';

/** Variants of one input, and inputs that are varied at all. */
const MOST_VARIANTS = 40;
const MOST_VARIED = 12;
const LONGEST_VARIED = 600;
/** Words, numbers and members of one input that are replaced. */
const MOST_PLACES = 3;

/**
 * Other inputs of the same format, as far as that can be guessed: what is often handled wrongly and seldom stands in a
 * corpus. The same for the same corpus.
 */
export function variantsOf(inputs: readonly NamedInput[]): NamedInput[] {
  const seen = new Set(inputs.map(({ bytes }) => latin1(bytes)));
  const varied = inputs.filter(({ bytes }) => bytes.length <= LONGEST_VARIED).slice(0, MOST_VARIED);
  return varied.flatMap(({ name, bytes }, index) => {
    const variants: NamedInput[] = [];
    const add = (what: string, text: string) => {
      if (text === '' || seen.has(text)) return;
      seen.add(text);
      variants.push({ name: `${name}, ${what}`, bytes: Buffer.from(text, 'latin1') });
    };
    const others = varied.map((other) => latin1(other.bytes));
    for (const [what, text] of namedVariants(latin1(bytes), others)) {
      if (variants.length >= MOST_VARIANTS) break;
      add(what, text);
    }
    // Long ones cost as much as many others: those of one input must do.
    if (index === 0) for (const [what, text] of sizes(latin1(bytes))) add(what, text);
    return variants;
  });
}

/** Texts stand for bytes here, a character for each. The order is that of use: the first ones find most. */
function* namedVariants(text: string, all: readonly string[]): Generator<[what: string, text: string]> {
  yield* lineEnds(text);
  yield* wideCharacters(text);
  yield* separators(text);
  yield* members(text, all);
  yield* quotes(text);
  yield* numbers(text);
}

function* lineEnds(text: string): Generator<[string, string]> {
  const bare = text.replaceAll(/\r\n|\r/g, '\n');
  if (!bare.includes('\n')) return;
  yield ['CRLF', bare.replaceAll('\n', '\r\n')];
  yield ['LF', bare];
  yield ['CR', bare.replaceAll('\n', '\r')];
  let turn = 0;
  yield ['mixed line ends', bare.replaceAll('\n', () => ['\r\n', '\n', '\r'][turn++ % 3] ?? '\n')];
}

/** Characters of 2, 3 and 4 bytes, as the bytes that they are. */
const WIDE = ['é', '€', '😀'].map((character) => Buffer.from(character, 'utf8').toString('latin1'));
const NARROW = [...WIDE].sort((a, b) => b.length - a.length);

function* wideCharacters(text: string): Generator<[string, string]> {
  let turn = 0;
  yield ['letters of several bytes', text.replaceAll(/[A-Za-z]/g, () => WIDE[turn++ % WIDE.length] ?? '')];
  // Of the same length in bytes, so that a length that stands before it stays right.
  for (const [start, word] of places(text, /[A-Za-z]{2,}/g)) {
    yield [`${JSON.stringify(word)} in characters of several bytes`, replace(text, start, word, wideOf(word.length))];
  }
  for (const pair of UTF16_PAIRS) {
    if (!pair.letters.test(text)) continue;
    yield [`letters as surrogate pairs of UTF-16`, text.replaceAll(/\0[A-Za-z]|[A-Za-z]\0/g, pair.bytes)];
  }
  if (!text.startsWith('\u00ef\u00bb\u00bf')) yield ['BOM', `\u00ef\u00bb\u00bf${text}`];
}

/** Of texts that are UTF-16 by the look of it, in either order of bytes. */
const UTF16_PAIRS = [
  { letters: /^(?:[^\0]\0){2,}$/, bytes: '\x3d\xd8\x00\xde' },
  { letters: /^(?:\0[^\0]){2,}$/, bytes: '\xd8\x3d\xde\x00' },
];

/** So many bytes of wide characters; at least two. */
function wideOf(length: number): string {
  let text = '';
  while (length - text.length >= 2) {
    const left = length - text.length;
    const fits = NARROW.filter((wide) => left - wide.length !== 1 && wide.length <= left);
    text += fits[text.length % fits.length] ?? WIDE[0];
  }
  return text;
}

function* separators(text: string): Generator<[string, string]> {
  const last = /(\r\n|[^A-Za-z0-9])$/s.exec(text)?.[0];
  if (last === undefined) {
    if (text.includes('\n')) yield ['a line end at the end', `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`];
  } else {
    yield ['without its end', text.slice(0, -last.length)];
    yield ['its end twice', text + last];
  }
  for (const separator of [',', ';', '&', '\t', ' ']) {
    const at = text.lastIndexOf(separator);
    if (at < 0) continue;
    yield [`${JSON.stringify(separator)} twice`, `${text.slice(0, at)}${separator}${text.slice(at)}`];
    yield [`${JSON.stringify(separator)} at the end`, text.replace(/(\r?\n)?$/, (end) => separator + end)];
  }
  if (text.includes('"')) yield ['doubled quotes', text.replaceAll(/"([^"]*)"/g, '"$1""$1"')];
}

function* members(text: string, all: readonly string[]): Generator<[string, string]> {
  yield ['twice', text + text];
  const lines = text.split(/(?<=\n)/);
  if (lines.length > 1) {
    yield ['each line twice', lines.flatMap((line) => [line, line]).join('')];
    yield ['its last line first', [...lines.slice(-1), ...lines.slice(0, -1)].join('')];
    yield [
      'an empty line inside',
      `${lines[0]}${/\r?\n$/.exec(lines[0] ?? '')?.[0] ?? '\n'}${lines.slice(1).join('')}`,
    ];
  }
  for (const other of all.slice(0, MOST_PLACES)) if (other !== text) yield ['joined to another', text + other];
  for (const [start, word] of places(text, /[A-Za-z]+/g)) {
    yield [`${JSON.stringify(word)} repeated`, replace(text, start, word, word.repeat(3))];
    yield [`without ${JSON.stringify(word)}`, replace(text, start, word, '')];
  }
}

/** What quotes and escapes keep from ending a member. */
function* quotes(text: string): Generator<[string, string]> {
  for (const [start, word] of places(text, /[A-Za-z]+/g).slice(0, 1)) {
    yield [`${JSON.stringify(word)} in quotes, with quotes inside`, replace(text, start, word, `"${word}""${word}"`)];
    yield [`${JSON.stringify(word)} with escapes`, replace(text, start, word, `${word}\\"\\\\${word}`)];
  }
  for (const [start, separator] of places(text, /\r?\n|[,;&\t|]/g).slice(0, 1)) {
    yield [`${JSON.stringify(separator)} escaped`, replace(text, start, separator, `\\${separator}`)];
  }
}

/** Beyond sizes that buffers and queues have: 16 objects in a stream of Node, 256 bytes and the powers of two below. */
function* sizes(text: string): Generator<[string, string]> {
  for (const [start, word] of places(text, /[A-Za-z]+/g).slice(0, 1)) {
    const long = word.repeat(Math.ceil(LONG_WORD / word.length)).slice(0, LONG_WORD);
    yield [`${JSON.stringify(word)} for ${LONG_WORD} bytes`, replace(text, start, word, long)];
  }
  const times = Math.min(MANY_TIMES, Math.floor(MANY_BYTES / text.length));
  if (times > 2) yield [`${times} times`, text.repeat(times)];
}

const LONG_WORD = 260;
const MANY_TIMES = 18;
const MANY_BYTES = 300;

function* numbers(text: string): Generator<[string, string]> {
  for (const [start, digits] of places(text, /\d+(\.\d+)?/g)) {
    for (const other of ['0', '7', '42', '65535', '1234567890123456789', '-1.5e3']) {
      yield [`${digits} as ${other}`, replace(text, start, digits, other)];
    }
  }
}

/** The first, a middle and the last match, each with its place. */
function places(text: string, pattern: RegExp): [start: number, match: string][] {
  const all = [...text.matchAll(pattern)].map((match): [number, string] => [match.index, match[0]]);
  if (all.length <= MOST_PLACES) return all;
  return [0, Math.floor(all.length / 2), all.length - 1].map((index) => all[index] as [number, string]);
}

function replace(text: string, start: number, old: string, by: string): string {
  return text.slice(0, start) + by + text.slice(start + old.length);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Bytes at which streams of Node hold up what is written, and the size of a page of memory. */
const MARKS = [1024, 4096, 16_384];
const LONGEST_REPEATED = 17 * 1024;

/** The input again and again, until it is longer than what streams hold at once. Undefined for one that is by itself. */
export function beyondMarks({ name, bytes }: NamedInput): NamedInput | undefined {
  const times = Math.ceil(LONGEST_REPEATED / Math.max(1, bytes.length));
  if (times < 2 || bytes.length === 0) return undefined;
  return { name: `${name}, ${times} times`, bytes: Buffer.concat(Array.from({ length: times }, () => bytes)) };
}

/** A cut at each of those marks, and chunks of that size. */
export function* cutsAtMarks(length: number): Generator<readonly number[]> {
  for (const mark of MARKS) {
    if (mark < length) yield [mark];
    yield Array.from({ length: Math.ceil(length / mark) - 1 }, (_, index) => (index + 1) * mark);
  }
}
