/** Labels of encodings, and strict decoding. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decoderFor } from '../../src/json-header/encoding.js';

const decode = (label: string, bytes: Uint8Array) => {
  const decoder = decoderFor(label);
  if (decoder === undefined) throw new Error(`${label} is not known`);
  return decoder(bytes, 0, bytes.length);
};

describe('a label', () => {
  // Of the WHATWG Encoding Standard, 4.2, those with something unusual about them, and one of each encoding.
  const whatwg = [
    'unicode-1-1-utf-8',
    'utf8',
    'x-unicode20utf8',
    'cp866',
    'csisolatin2',
    'iso-ir-101',
    'iso_8859-2',
    'iso_8859-2:1987',
    'iso_8859-3:1988',
    'iso_8859-4:1988',
    'cyrillic',
    'iso_8859-5:1988',
    'ecma-114',
    'iso_8859-6:1987',
    'greek',
    'sun_eu_greek',
    'iso_8859-7:1987',
    'hebrew',
    'iso_8859-8:1988',
    'iso-8859-8-i',
    'logical',
    'l6',
    'iso-8859-13',
    'iso-8859-14',
    'l9',
    'koi8-r',
    'koi8-u',
    'mac',
    'macintosh',
    'x-mac-roman',
    'dos-874',
    'tis-620',
    'x-cp1250',
    'windows-1251',
    'ansi_x3.4-1968',
    'ascii',
    'l1',
    'x-cp1252',
    'latin5',
    'iso_8859-9:1989',
    'windows-1255',
    'x-mac-ukrainian',
    'gb_2312-80',
    'gb2312',
    'x-gbk',
    'gb18030',
    'big5-hkscs',
    'x-x-big5',
    'cseucpkdfmtjapanese',
    'euc-jp',
    'csiso2022jp',
    'ms_kanji',
    'shift_jis',
    'windows-31j',
    'x-sjis',
    'cseuckr',
    'ks_c_5601-1987',
    'ksc_5601',
    'utf-16be',
    'ucs-2',
    'unicode',
  ];
  for (const label of whatwg) {
    test(`of the WHATWG standard is known: ${label}`, () => {
      expect(decoderFor(label)).toBeDefined();
      expect(decoderFor(` ${label.toUpperCase()}\t`)).toBeDefined();
    });
  }

  const python: [label: string, bytes: number[], text: string][] = [
    ['utf_8', [0xc3, 0xa9], 'é'],
    ['U8', [0xc3, 0xa9], 'é'],
    ['utf-8-sig', [0xef, 0xbb, 0xbf, 0x61], 'a'],
    ['utf_8_sig', [0x61], 'a'],
    ['utf-16', [0xff, 0xfe, 0x61, 0x00], 'a'],
    ['utf-16', [0xfe, 0xff, 0x00, 0x61], 'a'],
    ['utf_16', [0x61, 0x00], 'a'],
    ['utf_16_le', [0x61, 0x00], 'a'],
    ['utf-16-be', [0x00, 0x61], 'a'],
    ['latin_1', [0xe9, 0x80], 'é\x80'],
    ['latin1', [0xe9], 'é'],
    ['iso8859-1', [0x80], '\x80'],
    ['cp1252', [0x80, 0x92, 0x9f, 0xe9], '€’Ÿé'],
    ['windows_1252', [0x80], '€'],
    ['cp1251', [0xe9], 'й'],
    ['iso8859_15', [0xa4], '€'],
    ['koi8_r', [0xc1], 'а'],
    ['mac_roman', [0x80], 'Ä'],
    ['us-ascii', [0x7f], '\x7f'],
    ['646', [0x41], 'A'],
    ['shift_jis', [0x82, 0xa0], 'あ'],
    ['cp932', [0x82, 0xa0], 'あ'],
    ['euc_jp', [0xa4, 0xa2], 'あ'],
    ['iso2022_jp', [0x1b, 0x24, 0x42, 0x24, 0x22, 0x1b, 0x28, 0x42], 'あ'],
    ['euc_kr', [0xb0, 0xa1], '가'],
    ['cp949', [0xb0, 0xa1], '가'],
    ['gbk', [0xc4, 0xe3], '你'],
    ['cp936', [0xc4, 0xe3], '你'],
    ['gb2312', [0xc4, 0xe3], '你'],
    ['big5', [0xa7, 0x41], '你'],
    ['cp950', [0xa7, 0x41], '你'],
  ];
  for (const [label, bytes, text] of python) {
    test(`of Python means what Python means: ${label} ${Buffer.from(bytes).toString('hex')}`, () => {
      expect(decode(label, Uint8Array.from(bytes))).toBe(text);
      expect(decode(label.toUpperCase(), Uint8Array.from(bytes))).toBe(text);
    });
  }

  for (const label of [
    '',
    ' ',
    'utf-9',
    'binary',
    'hex',
    'rot13',
    '__proto__',
    'constructor',
    'toString',
    'x'.repeat(10_000),
  ]) {
    test(`that is none is not known: ${JSON.stringify(label).slice(0, 20)}`, () => {
      expect(decoderFor(label)).toBeUndefined();
    });
  }
});

describe('decoding is strict', () => {
  const malformed: [label: string, bytes: number[]][] = [
    ['utf-8', [0xff]],
    ['utf-8', [0xe2, 0x82]],
    ['utf-8', [0xed, 0xa0, 0x80]],
    ['utf-8-sig', [0xc3]],
    ['ascii', [0x80]],
    ['utf-16', [0x61]],
    ['utf-16-le', [0x00, 0xd8]],
    ['utf-16-be', [0xd8, 0x00, 0x00]],
    ['shift_jis', [0x82]],
    ['euc_jp', [0xa4]],
    ['euc_kr', [0xb0]],
    ['gbk', [0xc4]],
    ['gb18030', [0x81, 0x30]],
    ['big5', [0xa7]],
    ['iso-2022-jp', [0x1b, 0x24, 0x42, 0x24]],
  ];
  for (const [label, bytes] of malformed) {
    test(`of ${label}: ${Buffer.from(bytes).toString('hex')} is refused, and does not disturb what is decoded next`, () => {
      for (let i = 0; i < 2; i++) {
        expect(() => decode(label, Uint8Array.from(bytes))).toThrow(TypeError);
        const good = label.startsWith('utf-16') ? (label.endsWith('be') ? '\0A' : 'A\0') : 'A';
        expect(decode(label, Buffer.from(good, 'latin1'))).toBe('A');
      }
    });
  }

  test('of Latin-1 never fails, and keeps every byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decode('latin-1', bytes)).toBe(Buffer.from(bytes).toString('latin1'));
      }),
    );
  });
});

test('labels that remotes make up do not fill the memory: they are decoded all the same', () => {
  for (let i = 0; i < 2_000; i++) {
    const label = `${' '.repeat(i % 50)}${i % 2 === 0 ? 'UTF' : 'utf'}${'_- '[i % 3]}8${' '.repeat(Math.floor(i / 50))}`;
    expect(decode(label, Buffer.from('ok'))).toBe('ok');
  }
});
