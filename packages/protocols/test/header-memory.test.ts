import { defaultLimits, defaultTimeouts } from '@wirechart/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWindow } from '../../core/src/input/window.js';
import { readHeader } from '../src/json-header/header.js';

const input = { limits: defaultLimits, timeouts: defaultTimeouts, previous: undefined, addresses: undefined };

/** What a header means by the slow way: JSON.parse and nothing remembered. */
function meaning(text: string): unknown {
  try {
    const fields = JSON.parse(text) as Record<string, unknown>;
    const contentLength = fields['content-length'];
    if (typeof contentLength !== 'number' || !Number.isSafeInteger(contentLength) || contentLength < 0)
      return 'refused';
    if (contentLength > defaultLimits.contentBytes) return 'refused';
    return {
      byteorder: fields['byteorder'],
      contentType: fields['content-type'],
      contentEncoding: fields['content-encoding'],
      contentLength,
    };
  } catch {
    return 'refused';
  }
}

function read(text: string): unknown {
  // In the middle of other bytes, as in a chunk.
  const frame = new ByteWindow(Buffer.from(`xx${text}}}0`), 2, 2 + Buffer.byteLength(text));
  try {
    return readHeader(frame, input);
  } catch {
    return 'refused';
  }
}

const number = fc.oneof(
  fc.nat(20).map(String),
  fc.nat().map(String),
  fc.constantFrom('00', '01', '-1', '1.0', '1e3', '9007199254740993', '99999999999999999999', '"5"', 'null', ''),
);
const blank = fc.constantFrom('', ' ', '  ');
const type = fc.constantFrom('"text/json"', '"a\\"b"', '"{\\"content-length\\": 1"', '"x"');
const header = fc
  .record({
    type,
    number,
    blank,
    order: fc.constantFrom('last', 'first', 'nested'),
    end: fc.constantFrom('}', ' }', '}}', ''),
  })
  .map(({ type, number, blank, order, end }) => {
    const others = `"byteorder":${blank}"big",${blank}"content-type":${blank}${type},${blank}"content-encoding":${blank}"utf-8"`;
    const length = `"content-length"${blank}:${blank}${number}`;
    if (order === 'last') return `{${others},${blank}${length}${end}`;
    if (order === 'first') return `{${length},${others}${end}`;
    return `{${others},"content-length": 3,"x":{${length}${end}`;
  });

test('a header means the same whatever was met before it', () => {
  fc.assert(
    fc.property(fc.array(header, { minLength: 1, maxLength: 30 }), (headers) => {
      for (const text of headers) expect(read(text)).toEqual(meaning(text));
    }),
    { numRuns: 500 },
  );
});
