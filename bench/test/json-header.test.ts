import { describe, expect, it } from 'vitest';
import { chunksOf, frameOf, repeatedFrames, searchMorpheus, variedFrames } from '../src/subjects/json-header-input.js';
import { readers } from '../src/subjects/read-path.js';

type Name = keyof typeof readers;

const names = Object.keys(readers) as Name[];

/** Everything that came out: messages, then the code of the error if there was one. */
function read(name: Name, bytes: Buffer, size: number): unknown[] {
  const out: unknown[] = [];
  try {
    const reader = readers[name]((message) => out.push(plain(message)));
    for (const chunk of chunksOf(bytes, size)) reader.push(chunk);
    reader.end();
    out.push('end');
  } catch (error) {
    out.push((error as { code: unknown }).code);
  }
  return out;
}

/** Bytes of either kind as an array, so that a Buffer and a Uint8Array compare. */
function plain(message: object): object {
  const { content } = message as { content: unknown };
  return { ...message, content: content instanceof Uint8Array ? [...content] : content };
}

function framed(header: string | Buffer, content: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(header as string);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes, Buffer.from(content as string)]);
}

const headerOf = (fields: object): string =>
  JSON.stringify({
    byteorder: 'little',
    'content-type': 'text/json',
    'content-encoding': 'utf-8',
    'content-length': 2,
    ...fields,
  });

const good: Record<string, Buffer> = {
  'the request of the tutorial': searchMorpheus,
  'the same request again and again': Buffer.concat(repeatedFrames(20)),
  'requests of many lengths': Buffer.concat(variedFrames(20)),
  'text outside of ASCII': frameOf('{"action": "search", "value": "\u{1F436} ärger \uFFFD"}'),
  'an empty content': framed(headerOf({ 'content-length': 0 })),
  'binary content': framed(
    headerOf({ 'content-type': 'application/x', 'content-length': 3 }),
    Buffer.from([0, 255, 10]),
  ),
  'UTF-16 content': framed(
    headerOf({ 'content-encoding': 'utf-16le', 'content-length': 4 }),
    Buffer.from('{}', 'utf16le'),
  ),
  'a big-endian sender': framed(headerOf({ byteorder: 'big' }), '{}'),
  'a header with a field more': framed(headerOf({ note: 'a: b', list: [{ note: 1 }] }), '{}'),
};

const bad: Record<string, [bytes: Buffer, code: string]> = {
  'a header of no bytes': [framed(''), 'header-empty'],
  'a header that is not UTF-8': [framed(Buffer.from([0x7b, 0xff, 0x7d])), 'header-not-utf8'],
  'a header that is not JSON': [framed('{"byteorder'), 'header-not-json'],
  'a header that is an array': [framed('[1]'), 'header-not-object'],
  'a header that is null': [framed('null'), 'header-not-object'],
  'a key that comes twice': [framed(`${headerOf({}).slice(0, -1)}, "byteorder": "little"}`), 'header-duplicate-key'],
  'a key that comes twice, once escaped': [
    framed(`${headerOf({}).slice(0, -1)}, "byteorde\\u0072": "little"}`),
    'header-duplicate-key',
  ],
  'no byteorder': [framed(headerOf({ byteorder: undefined })), 'header-field-missing'],
  'no content-type': [framed(headerOf({ 'content-type': undefined })), 'header-field-missing'],
  'no content-encoding': [framed(headerOf({ 'content-encoding': undefined })), 'header-field-missing'],
  'no content-length': [framed(headerOf({ 'content-length': undefined })), 'header-field-missing'],
  'a byteorder of another kind': [framed(headerOf({ byteorder: 'middle' })), 'header-field-invalid'],
  'a content-type that is a number': [framed(headerOf({ 'content-type': 1 })), 'header-field-invalid'],
  'a content-encoding that is null': [framed(headerOf({ 'content-encoding': null })), 'header-field-invalid'],
  'a negative length': [framed(headerOf({ 'content-length': -1 })), 'header-field-invalid'],
  'a fraction of a length': [framed(headerOf({ 'content-length': 1.5 })), 'header-field-invalid'],
  'a length as text': [framed(headerOf({ 'content-length': '2' })), 'header-field-invalid'],
  'a length above the limit': [framed(headerOf({ 'content-length': 2 ** 24 + 1 })), 'limit-content-bytes'],
  'an encoding that nobody knows': [framed(headerOf({ 'content-encoding': 'utf-9' })), 'content-encoding-unknown'],
  'content that is not UTF-8': [framed(headerOf({}), Buffer.from([0x22, 0xff])), 'content-not-encoded'],
  'content with an overlong form': [framed(headerOf({}), Buffer.from([0xc0, 0x80])), 'content-not-encoded'],
  'content that is not JSON': [framed(headerOf({}), '{]'), 'content-not-json'],
  'an end inside the length': [searchMorpheus.subarray(0, 1), 'truncated'],
  'an end before the header': [searchMorpheus.subarray(0, 2), 'truncated'],
  'an end inside the header': [searchMorpheus.subarray(0, 50), 'truncated'],
  'an end before the content': [searchMorpheus.subarray(0, 105), 'truncated'],
  'an end inside the content': [searchMorpheus.subarray(0, 145), 'truncated'],
};

describe.each(names)('the json-header reader "%s"', (name) => {
  it.each(Object.keys(good))('reads %s as all others do, however it is cut', (what) => {
    const bytes = good[what] as Buffer;
    const expected = read('ours', bytes, bytes.length);
    expect(expected.at(-1)).toBe('end');
    expect(expected.length).toBeGreaterThan(1);
    for (const size of [1, 2, 7, 105, bytes.length]) expect(read(name, bytes, size)).toEqual(expected);
  });

  it.each(Object.keys(bad))('refuses %s after what came before', (what) => {
    const [bytes, code] = bad[what] as [Buffer, string];
    const before = read('ours', searchMorpheus, 146)[0];
    for (const size of [1, 64 * 1024]) {
      expect(read(name, Buffer.concat([searchMorpheus, bytes]), size)).toEqual([before, code]);
    }
  });
});

describe('the input', () => {
  it('is the message of 146 bytes that is spoken of', () => {
    expect(searchMorpheus.length).toBe(2 + 103 + 41);
  });

  it('varies its headers from message to message', () => {
    const lengths = variedFrames(200).map((frame) => frame.length);
    expect(new Set(lengths).size).toBe(200);
  });
});
