import type { Protocol } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decimalPrefixed,
  delimited,
  fixedLength,
  lengthPrefixed,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '../../src/framing/index.js';
import { encode, messagesOf, receive } from './exchange.js';

type Framing = Protocol<Uint8Array, Uint8Array>;

const anyBytes = fc.uint8Array({ maxLength: 300 });
const withoutLines = anyBytes.map((bytes) => bytes.filter((byte) => byte !== 10 && byte !== 13));

const lengthPrefixedWithOptions = fc
  .record({
    width: fc.integer({ min: 2, max: 8 }),
    offset: fc.integer({ min: 0, max: 4 }),
    littleEndian: fc.boolean(),
    adjustment: fc.integer({ min: -12, max: 0 }),
    stripPart: fc.nat({ max: 12 }),
  })
  .map(({ stripPart, ...options }) => ({ ...options, strip: Math.min(stripPart, options.offset + options.width) }));

const framings: [string, fc.Arbitrary<Framing>, fc.Arbitrary<Uint8Array>][] = [
  ['fixed length', fc.constant(fixedLength(5)), fc.uint8Array({ minLength: 5, maxLength: 5 })],
  ['one byte of delimiter', fc.constant(delimited('\n')), withoutLines],
  ['several bytes of delimiter', fc.constant(delimited('\r\n')), withoutLines],
  ['varint', fc.constant(varintPrefixed()), anyBytes],
  ['decimal prefix', fc.constant(decimalPrefixed()), anyBytes],
  ['netstring', fc.constant(netstring()), anyBytes],
  [
    'type byte',
    fc.constant(typed({ 1: 0, 2: 3 })),
    fc.constantFrom([1], [2, 0, 1, 2]).map((bytes) => Uint8Array.from(bytes)),
  ],
  [
    'length prefix of any width, offset, endianness and adjustment, all of the header stripped',
    lengthPrefixedWithOptions.map(({ strip: _all, ...options }) => lengthPrefixed(options)),
    anyBytes,
  ],
];

describe('what is encoded is decoded, however it is cut', () => {
  test.each(framings)('%s', (_name, framing, message) => {
    fc.assert(
      fc.property(
        framing,
        fc.array(message, { maxLength: 8 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 40 })),
        (protocol, messages, cuts) => {
          const received = receive(protocol, cut(encode(protocol, messages), cuts));
          expect(messagesOf(received)).toEqual(messages);
          expect(received.at(-1)).toEqual({ type: 'closed', error: undefined });
        },
      ),
    );
  });

  test('length prefix with a part of the header kept: the message begins with it', () => {
    fc.assert(
      fc.property(lengthPrefixedWithOptions, anyBytes, (options, body) => {
        const kept = options.offset + options.width - options.strip;
        const message = new Uint8Array(kept + body.length);
        message.set(body, kept);
        const protocol = lengthPrefixed(options);
        const [received] = messagesOf(receive(protocol, [encode(protocol, [message])]));
        expect(received?.subarray(kept)).toEqual(body);
        // What was received can be sent again, and is the same on the wire.
        expect(encode(protocol, [received as Uint8Array])).toEqual(encode(protocol, [message]));
      }),
    );
  });

  test('until close: everything is one message', () => {
    fc.assert(
      fc.property(anyBytes, fc.infiniteStream(fc.integer({ min: 0, max: 40 })), (bytes, cuts) => {
        expect(messagesOf(receive(untilClose(), cut(bytes, cuts)))).toEqual([bytes]);
      }),
    );
  });
});

describe('bytes on the wire', () => {
  const hello = new TextEncoder().encode('hello');
  test.each<[string, Framing, string]>([
    ['netstring', netstring(), '5:hello,'],
    ['lines', delimited('\r\n'), 'hello\r\n'],
    ['4-byte big-endian length', lengthPrefixed({ width: 4 }), '\0\0\0\x05hello'],
    [
      '2-byte little-endian length that counts itself',
      lengthPrefixed({ width: 2, littleEndian: true, adjustment: -2 }),
      '\x07\0hello',
    ],
    [
      '3-byte length after a magic byte',
      lengthPrefixed({ width: 3, offset: 1, prefix: Uint8Array.of(0x4d) }),
      'M\0\0\x05hello',
    ],
    ['varint', varintPrefixed(), '\x05hello'],
  ])('%s', (_name, protocol, wire) => {
    expect(Buffer.from(encode(protocol, [hello])).toString('latin1')).toBe(wire);
  });

  test('varint of two bytes: 300 is ac 02', () => {
    expect([...encode(varintPrefixed(), [new Uint8Array(300)])].slice(0, 2)).toEqual([0xac, 0x02]);
  });
});

describe('bad input', () => {
  const limits = { limits: { contentBytes: 4 } };
  test.each<[string, Framing, string, string, string, number]>([
    ['netstring without its comma', netstring(), '1:a;', 'terminator-missing', 'awaiting-body', 3],
    ['netstring with a leading zero', netstring(), '01:a,', 'length-invalid', 'awaiting-header', 0],
    ['netstring with a sign', netstring(), '-1:a,', 'length-invalid', 'awaiting-header', 0],
    ['netstring of endless digits', netstring(), '9'.repeat(40), 'frame-too-long', 'awaiting-header', 0],
    ['decimal length above 2^53', decimalPrefixed(), '9999999999999999\n', 'length-invalid', 'awaiting-header', 0],
    ['varint without an end', varintPrefixed(), '\xff'.repeat(20), 'frame-too-long', 'awaiting-header', 0],
    ['varint above 2^53', varintPrefixed(), `${'\xff'.repeat(7)}\x7f`, 'length-invalid', 'awaiting-header', 0],
    [
      '8-byte length near 2^63',
      lengthPrefixed({ width: 8 }),
      '\x7f\xff\xff\xff\xff\xff\xff\xff',
      'length-invalid',
      'awaiting-header',
      0,
    ],
    [
      'length that is negative after the adjustment',
      lengthPrefixed({ width: 2, adjustment: -2 }),
      '\0\x01',
      'length-invalid',
      'awaiting-header',
      0,
    ],
    ['type that is not known', typed({ 1: 1 }), '\x02', 'type-unknown', 'awaiting-header', 0],
    [
      'length above the limit',
      lengthPrefixed({ width: 1, ...limits }),
      '\x05',
      'limit-frame-bytes',
      'awaiting-header',
      0,
    ],
    ['line above the limit', delimited('\n', limits), 'abcde', 'frame-too-long', 'awaiting-frame', 0],
    ['until close above the limit', untilClose(limits), 'abcde', 'frame-too-long', 'awaiting-end', 0],
    ['end in the middle of a header', lengthPrefixed({ width: 2 }), '\0', 'truncated', 'awaiting-header', 0],
    ['end in the middle of a body', lengthPrefixed({ width: 1 }), '\x02a', 'truncated', 'awaiting-body', 1],
    ['end in the middle of a line', delimited('\n'), 'ab\ncd', 'truncated', 'awaiting-frame', 3],
    ['end between \\r and \\n', delimited('\r\n'), 'ab\r', 'truncated', 'awaiting-frame', 0],
    [
      'end while discarding',
      delimited('\n', { oversize: 'discard', ...limits }),
      'abcdefg',
      'truncated',
      'discarding',
      0,
    ],
  ])('%s', (_name, protocol, wire, code, state, offset) => {
    const whole = Buffer.from(wire, 'latin1');
    for (const chunks of [[whole], [...whole].map((byte) => Uint8Array.of(byte))]) {
      const error = receive(protocol, chunks).find((event) => event.type === 'failed')?.error;
      expect(error).toMatchObject({ blame: 'remote', code, state, offset });
    }
  });

  test.each<[string, Framing, string, unknown[]]>([
    [
      'length prefix',
      lengthPrefixed({ width: 1, oversize: 'discard', ...limits }),
      '\x06toobig\x02ok',
      [{ type: 'oversize', length: 6 }, 'ok'],
    ],
    [
      'netstring',
      netstring({ oversize: 'discard', ...limits }),
      '6:toobig,2:ok,',
      [{ type: 'oversize', length: 6 }, 'ok'],
    ],
    [
      'lines',
      delimited('\r\n', { oversize: 'discard', ...limits }),
      'toobig\r\nok\r\n',
      [{ type: 'oversize', length: undefined }, 'ok'],
    ],
  ])('discarding what is too long, %s: told once, and the next frame is whole', (_name, protocol, wire, expected) => {
    const whole = Buffer.from(wire, 'latin1');
    for (const chunks of [[whole], [...whole].map((byte) => Uint8Array.of(byte))]) {
      const seen = receive(protocol, chunks).map((event) =>
        event.type === 'message' ? Buffer.from(event.message).toString() : event,
      );
      expect(seen.slice(0, 2)).toEqual(expected);
    }
  });
});

describe('refused when sending', () => {
  test.each<[string, Framing, Uint8Array]>([
    ['a length that a field of 1 byte cannot hold', lengthPrefixed({ width: 1 }), new Uint8Array(256)],
    ['a length that is negative after the adjustment', lengthPrefixed({ width: 1, adjustment: 4 }), new Uint8Array(3)],
    ['a fixed length that is another', fixedLength(3), new Uint8Array(2)],
    ['a line with the delimiter in it', delimited('\n'), Uint8Array.of(1, 10, 2)],
    ['a message whose end makes the delimiter come early', delimited('aa'), Uint8Array.of(97)],
    ['a type that is not known', typed({ 1: 1 }), Uint8Array.of(9, 9)],
    ['a type with too much after it', typed({ 1: 1 }), Uint8Array.of(1, 2, 3)],
  ])('%s', (_name, protocol, message) => {
    expect(() => encode(protocol, [message])).toThrow(
      expect.objectContaining({ code: 'encode-failed', blame: 'local' }),
    );
  });

  test.each([
    ['width 0', () => lengthPrefixed({ width: 0 })],
    ['width 9', () => lengthPrefixed({ width: 9 })],
    ['strip beyond the header', () => lengthPrefixed({ width: 2, strip: 3 })],
    ['an empty delimiter', () => delimited('')],
    ['a fixed length of 0', () => fixedLength(0)],
    ['a type above 255', () => typed({ 256: 1 })],
  ])('options: %s', (_name, make) => {
    expect(make).toThrow(RangeError);
  });
});

function cut(bytes: Uint8Array, sizes: Iterator<number>): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes.next().value as number;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}
