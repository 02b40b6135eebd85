/** The parts of the frames' codec, each against something simpler. */
import { Connection, prepare } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../core/test/kit/any-text.js';
import { copyMasked, mask } from '../../src/websocket/frames/mask.js';
import { Utf8Check } from '../../src/websocket/frames/utf8-check.js';
import { frames, ping, type Sendable } from '../../src/websocket/index.js';
import { framesOf } from './support/wire.js';

const key = fc.uint8Array({ minLength: 4, maxLength: 4 });
const asNumber = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array) => a | (b << 8) | (c << 16) | (d << 24);
const masked = (bytes: Uint8Array, of: Uint8Array) => bytes.map((byte, at) => byte ^ (of[at & 3] as number));

describe('masking', () => {
  test('is byte by byte what it is by words, wherever the bytes lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), key, fc.nat(7), fc.nat(7), (bytes, of, before, at) => {
        const source = Buffer.concat([new Uint8Array(before), bytes, new Uint8Array(3)]);
        const target = new Uint8Array(at + bytes.length + 3);
        copyMasked(source, before, before + bytes.length, asNumber(of), target, at);
        expect([...target]).toEqual([...new Uint8Array(at), ...masked(bytes, of), 0, 0, 0]);
        expect(source.subarray(before, -3)).toEqual(Buffer.from(bytes));
        mask(target, at, at + bytes.length, asNumber(of));
        expect([...target.subarray(at, -3)]).toEqual([...bytes]);
      }),
    );
  });
});

describe('the check for UTF-8', () => {
  /** The first byte at which a strict decoder stops, given one after the other. */
  function reference(bytes: Uint8Array): number {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    for (let at = 0; at < bytes.length; at++) {
      try {
        decoder.decode(bytes.subarray(at, at + 1), { stream: true });
      } catch {
        return at;
      }
    }
    return -1;
  }

  const nearlyText = fc
    .tuple(anyText({ maxLength: 60 }), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 2 }))
    .map(([text, changes]) => {
      const bytes = Buffer.from(text);
      for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
      return bytes;
    });

  test('finds the first byte that a strict decoder stops at, however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyText, fc.uint8Array({ maxLength: 8 })), fc.nat(200), (bytes, cut) => {
        const check = new Utf8Check();
        const at = Math.min(cut, bytes.length);
        const first = check.check(bytes, 0, at);
        expect(first >= 0 ? first : check.check(bytes, at, bytes.length)).toBe(reference(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(['', 'a', 'ä', '€', '🐰', 'long enough for words 🐰'])(
    '%j is whole, and without its last byte is as it should be',
    (text) => {
      const bytes = Buffer.from(text);
      const whole = new Utf8Check();
      expect([whole.check(bytes, 0, bytes.length), whole.isWhole]).toEqual([-1, true]);
      const cut = new Utf8Check();
      cut.check(bytes, 0, bytes.length - 1);
      expect(cut.isWhole).toBe((bytes.at(-1) ?? 0) < 0x80);
    },
  );
});

describe('frames that are sent', () => {
  function encoded(messages: readonly Sendable[], role: 'server' | 'client', frameBytes?: number, random = counting()) {
    const options = frameBytes === undefined ? {} : { frameBytes };
    const protocol = frames(role === 'server' ? { role } : { role, random }, options);
    const connection = new Connection(prepare(protocol, role), 0);
    for (const message of messages) connection.send(message, 0);
    return Buffer.concat(connection.pollTransmit() as Uint8Array[]);
  }

  const counting = () => {
    let count = 0;
    return (bytes: Uint8Array) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = count++;
    };
  };

  test.each([
    [0, '8200'],
    [125, '827d'],
    [126, '827e007e'],
    [65_535, '827effff'],
    [65_536, '827f0000000000010000'],
  ])('a length of %i is in its shortest form', (length, header) => {
    const wire = encoded([new Uint8Array(length)], 'server');
    expect(wire.subarray(0, wire.length - length).toString('hex')).toBe(header);
  });

  test.each(['', 'short', 'ü'.repeat(100), '🐰'.repeat(20_000)])(
    'text is UTF-8, of a server and of a client',
    (text) => {
      for (const role of ['server', 'client'] as const) {
        const [one, ...more] = framesOf(encoded([text], role));
        expect([one?.opcode, one?.payload.toString(), more]).toEqual([1, text, []]);
      }
    },
  );

  test('each frame of a client has a key of its own, and the bytes of the application stay as they are', () => {
    const bytes = new Uint8Array(8).fill(7);
    const wire = encoded([bytes, bytes, ping(bytes)], 'client');
    expect(bytes).toEqual(new Uint8Array(8).fill(7));
    expect([0, 14, 28].map((at) => wire.readUInt32BE(at + 2))).toEqual([0x0001_0203, 0x0405_0607, 0x0809_0a0b]);
    expect(framesOf(wire).map(({ payload }) => payload)).toEqual([bytes, bytes, bytes].map((one) => Buffer.from(one)));
  });

  test.each(['server', 'client'] as const)('a long message of a %s goes in frames of frameBytes', (role) => {
    const sent = framesOf(encoded(['abcdefgh', new Uint8Array(6), ''], role, 3));
    expect(sent.map(({ opcode, fin, payload }) => [opcode, fin, payload.length])).toEqual([
      [1, false, 3],
      [0, false, 3],
      [0, true, 2],
      [2, false, 3],
      [0, true, 3],
      [1, true, 0],
    ]);
    expect(
      sent
        .slice(0, 3)
        .map(({ payload }) => payload.toString())
        .join(''),
    ).toBe('abcdefgh');
  });

  test.each([0, -1, 1.5, Number.NaN])('frameBytes must not be %f', (frameBytes) => {
    expect(() => frames({ role: 'server' }, { frameBytes })).toThrow(RangeError);
  });
});
