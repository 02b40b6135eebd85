/** Encodings of text content, by the names that programs give them. */
import { decodeLatin1, decodeUtf8, encodeUtf8 } from '@wirechart/core';

export type Decoder = (buffer: Uint8Array, start: number, end: number) => string;

/**
 * Finds the strict decoder for a label of the WHATWG Encoding Standard or a usual Python name, in any case, with `-`, `_`
 * or a blank between its parts. Undefined for a label that is not known.
 *
 * Two differences from the WHATWG table, both towards what Python's sender means: `ascii` refuses bytes from 0x80 on, and
 * `latin-1` is ISO 8859-1 (not windows-1252), so that no byte changes its meaning.
 */
export function decoderFor(label: string): Decoder | undefined {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  const found = findDecoder(label);
  // Labels come from the remote: the memory is bounded.
  if (found !== undefined && decoders.size < 256) decoders.set(label, found);
  return found;
}

/**
 * Encodes text. Knows UTF-8, UTF-16 (with a byte order mark, as Python writes it; `-le` and `-be` without), ISO 8859-1 and ASCII.
 *
 * @throws RangeError for an unknown encoding, or text that it cannot express.
 */
export function encodeText(text: string, label: string): Uint8Array {
  switch (canonical(label)) {
    case 'utf-8':
      return encodeUtf8(text);
    case 'utf-8-sig':
      return encodeUtf8(`\uFEFF${text}`);
    case 'utf-16':
      return encodeUtf16(`\uFEFF${text}`, true);
    case 'utf-16le':
      return encodeUtf16(text, true);
    case 'utf-16be':
      return encodeUtf16(text, false);
    case 'latin-1':
      return encodeSingleByte(text, 0xff, label);
    case 'ascii':
      return encodeSingleByte(text, 0x7f, label);
    default:
      throw new RangeError(`cannot write the encoding ${JSON.stringify(label)}`);
  }
}

/** Whether a label means UTF-8 without a byte order mark. */
export const isUtf8 = (label: string): boolean => label === 'utf-8' || canonical(label) === 'utf-8';

const decoders = new Map<string, Decoder>();

function findDecoder(label: string): Decoder | undefined {
  const name = canonical(label);
  switch (name) {
    case 'utf-8':
      return decodeUtf8;
    case 'ascii':
      return decodeAscii;
    case 'latin-1':
      return decodeLatin1;
    case 'utf-16':
      return decodeUtf16;
    case 'utf-8-sig':
      return whatwg('utf-8');
    default:
      // Some labels of the standard differ from others in nothing but such a sign: `iso_8859-2:1987`.
      return whatwg(name) ?? whatwg(label);
  }
}

/** Undefined also for what the platform's TextDecoder lacks (ICU has no `iso-8859-16`). */
function whatwg(label: string): Decoder | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding === 'windows-1252') return decodeWindows1252;
    return (buffer, start, end) => decoder.decode(buffer.subarray(start, end));
  } catch {
    return undefined;
  }
}

const decodeAscii: Decoder = (buffer, start, end) => {
  for (let i = start; i < end; i++) {
    if ((buffer[i] as number) >= 0x80) throw new TypeError(`byte ${i - start} is not ASCII`);
  }
  return decodeLatin1(buffer, start, end);
};

/** By a table: Node 20 decodes it as if it were ISO 8859-1. */
const decodeWindows1252: Decoder = (buffer, start, end) =>
  decodeLatin1(buffer, start, end).replace(/[\x80-\x9f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80] as string);

/** The bytes 0x80 to 0x9f (WHATWG Encoding Standard, index windows-1252); the five without a meaning stay what they are. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** As Python: the byte order mark decides; without one, little-endian as on most machines (and as WHATWG says). */
const decodeUtf16: Decoder = (buffer, start, end) => {
  const bigEndian = end - start >= 2 && buffer[start] === 0xfe && buffer[start + 1] === 0xff;
  return (decoderFor(bigEndian ? 'utf-16be' : 'utf-16le') as Decoder)(buffer, start, end);
};

/** One name for the many spellings. */
function canonical(label: string): string {
  const name = label.trim().toLowerCase().replace(/[\s_]/g, '-');
  return PYTHON_NAMES.get(name) ?? name;
}

/** Python's aliases (Lib/encodings/aliases.py) that the WHATWG table lacks or understands otherwise. */
const PYTHON_NAMES = new Map<string, string>(
  Object.entries({
    'utf-8': 'u8 utf utf8 utf8-ucs2 utf8-ucs4 cp65001 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8',
    'utf-16': 'u16 utf16',
    'utf-16le': 'utf-16-le utf-16le unicodelittleunmarked',
    'utf-16be': 'utf-16-be utf-16be unicodebigunmarked',
    ascii:
      '646 us us-ascii ansi-x3.4-1968 ansi-x3-4-1968 ansi-x3.4-1986 cp367 csascii ibm367 iso646-us iso-646.irv-1991 iso-ir-6',
    'latin-1':
      'latin1 latin l1 8859 cp819 ibm819 iso-8859-1 iso8859-1 iso88591 iso-8859-1-1987 iso-8859-1:1987 iso-ir-100 csisolatin1',
    'iso-8859-2': 'iso8859-2 latin-2',
    'iso-8859-3': 'iso8859-3 latin-3',
    'iso-8859-4': 'iso8859-4 latin-4',
    'iso-8859-5': 'iso8859-5',
    'iso-8859-6': 'iso8859-6',
    'iso-8859-7': 'iso8859-7 greek8',
    'iso-8859-8': 'iso8859-8',
    'windows-1254': 'iso8859-9 latin-5',
    'iso-8859-10': 'iso8859-10 latin-6',
    'iso-8859-13': 'iso8859-13 latin-7',
    'iso-8859-14': 'iso8859-14 latin-8',
    'iso-8859-15': 'iso8859-15 latin-9',
    'iso-8859-16': 'iso8859-16 latin-10',
    ibm866: 'cp866',
    'windows-874': 'cp874 iso8859-11 thai',
    'windows-1250': 'cp1250',
    'windows-1251': 'cp1251',
    'windows-1252': 'cp1252',
    'windows-1253': 'cp1253',
    'windows-1255': 'cp1255',
    'windows-1256': 'cp1256',
    'windows-1257': 'cp1257',
    'windows-1258': 'cp1258',
    macintosh: 'mac-roman macroman',
    'x-mac-cyrillic': 'mac-cyrillic maccyrillic',
    'shift-jis': 'sjis s-jis csshiftjis cp932 ms932 mskanji ms-kanji',
    'euc-jp': 'eucjp ujis',
    'iso-2022-jp': 'iso2022jp iso2022-jp csiso2022jp',
    'euc-kr': 'euckr cp949 uhc ms949 ks-c-5601-1987',
    gbk: 'cp936 ms936 936',
    gb18030: 'gb18030-2000',
    big5: 'big5-tw csbig5 cp950 950',
    'big5-hkscs': 'big5hkscs hkscs',
  }).flatMap(([name, aliases]) => aliases.split(' ').map((alias): [string, string] => [alias, name])),
);

function encodeUtf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian);
  return bytes;
}

function encodeSingleByte(text: string, max: number, label: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > max) throw new RangeError(`${JSON.stringify(text[i])} cannot be written in ${label}`);
    bytes[i] = unit;
  }
  return bytes;
}
