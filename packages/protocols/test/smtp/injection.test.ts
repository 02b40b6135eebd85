/** Whatever a program puts into a command or a mail, the server reads that one command, and that one mail. */
import { type AnyProtocol, Connection, prepare } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyValue } from '../../../core/test/kit/wrong-values.js';
import { isAddress } from '../../src/smtp/address.js';
import { contentBytes, factsOf } from '../../src/smtp/content.js';
import { authPlain, mail, noop, other, rcpt } from '../../src/smtp/index.js';
import { sessionProtocol } from '../../src/smtp/protocol.js';

const hostile = fc.oneof(
  fc.constantFrom(
    'a@b.test>\r\nRCPT TO:<c@d.test',
    'a@b.test\nDATA',
    'a@b.test\rDATA',
    '"\r\nDATA\r\n"@b.test',
    'a@[\r\nDATA\r\n]',
    'VRFY a\r\nDATA',
    'PLAIN\r\nDATA',
    '\r\n.\r\n',
    'a@b.test\u2028DATA',
    'a@b.test\u0000',
    // Half of a pair would go out as another letter, and the mail to somebody else.
    'a\udc00b@b.test',
    'a@b\ud800.test',
  ),
  fc.string({
    unit: fc.constantFrom(
      'a',
      '@',
      '.',
      '"',
      '\\',
      '<',
      '>',
      ' ',
      '\r',
      '\n',
      '\u0000',
      'é',
      '😀',
      '\ud800',
      '=',
      '[',
      ']',
    ),
  }),
);

interface Boxed {
  readonly value: unknown;
}

/** In a box: what has traps is not for fast-check to look at. */
const anything: fc.Arbitrary<Boxed> = fc.oneof(
  anyValue,
  hostile.map((value) => ({ value })),
);

const boxed = (command: fc.Arbitrary<unknown>): fc.Arbitrary<Boxed> => command.map((value) => ({ value }));

/** A command in which one part, or several, is something else. */
const spoilt = (command: object): fc.Arbitrary<Boxed> =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(command)), anything, { minKeys: 1, noNullPrototype: true })
    .map((parts) => ({ value: { ...command, ...unboxed(parts) } }));

const unboxed = (parts: Readonly<Record<string, Boxed>>) =>
  Object.fromEntries(Object.entries(parts).map(([name, { value }]) => [name, value]));

const commands = fc.oneof(
  spoilt(mail('a@b.test')),
  fc.dictionary(hostile, anything).map((parameters) => ({ value: mail('a@b.test', unboxed(parameters) as never) })),
  anything.map(({ value }) => ({ value: mail('a@b.test', { SIZE: value as never }) })),
  boxed(hostile.map((from) => mail(from, { SMTPUTF8: true }))),
  spoilt(rcpt('a@b.test')),
  boxed(hostile.map((to) => rcpt(to, {}, true))),
  spoilt(other('VRFY a')),
  spoilt(authPlain('a', 'b')),
  spoilt(noop()),
  boxed(fc.record({ kind: fc.constantFrom('following', 'next'), bytes: hostile })),
  anything,
);

test('a command is one line, or is refused', () => {
  const prepared = prepare(sessionProtocol() as AnyProtocol, 'client');
  fc.assert(
    fc.property(commands, ({ value: command }) => {
      const sender = new Connection(prepared, 0);
      try {
        sender.send(command, 0);
      } catch (error) {
        expect(error).toMatchObject({ blame: 'local', code: 'encode-failed' });
        expect(sender.pollTransmit()).toBeUndefined();
        return;
      }
      const written = Buffer.concat((sender.pollTransmit() ?? []) as Uint8Array[]).toString('utf8');
      expect(written).toMatch(/^[A-Z0-9]+(?: [^\r\n\0\uFFFD]*)?\r\n$/i);
    }),
    { numRuns: 2_000 },
  );
});

describe('the content of a mail', () => {
  /** As a server reads it: to the line of one dot, without the dots that were added (RFC 5321, 4.5.2). */
  const readBack = (bytes: Uint8Array) => {
    const text = Buffer.from(bytes).toString('latin1');
    const end = text.startsWith('.\r\n') ? 0 : text.indexOf('\r\n.\r\n') + 2;
    expect(text.slice(end)).toBe('.\r\n');
    return text.slice(0, end).replace(/^\./gm, '');
  };

  test('comes back as it was, with CRLF for every line break, and nothing after it', () => {
    const pieces = fc.array(
      fc.constantFrom('\r', '\n', '\r\n', '.', '..', 'a', 'é', '\r\n.\r\n', '\n.\n', '\r.\r', '\0'),
    );
    fc.assert(
      fc.property(pieces, fc.boolean(), (parts, asText) => {
        const content = parts.join('');
        const given = asText ? content : Buffer.from(content);
        const written = contentBytes(given);
        const lines = Buffer.from(content)
          .toString('latin1')
          .replace(/\r\n|\r|\n/g, '\r\n');
        expect(readBack(written)).toBe(lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`);
        expect(factsOf(given).size).toBe(readBack(written).length);
        // No CR or LF alone, by which servers are told apart (RFC 5321, 2.3.8).
        expect(Buffer.from(written).toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 2_000 },
    );
  });

  test('takes time in step with its length', () => {
    const [short, long] = [100_000, 1_000_000].map((length) => {
      const content = Buffer.alloc(length, '\n.');
      const from = process.cpuUsage().user;
      contentBytes(content);
      return process.cpuUsage().user - from;
    }) as [number, number];
    expect(long).toBeLessThan(100 * Math.max(short, 2_000));
  });
});

test.each<[string, boolean, boolean]>([
  ['a@b.test', true, true],
  ["o'neil+tag@sub.b-c.test", true, true],
  ['..a@b.test', true, true],
  ['"a b\\"c@d"@e.test', true, true],
  ['a@[192.0.2.1]', true, true],
  ['a@[IPv6:2001:db8::1]', true, true],
  ['größe@bücher.test', false, true],
  ['a\ud800@b.test', false, false],
  [`${'é'.repeat(124)}@b.test`, false, false],
  ['a', false, false],
  ['@b.test', false, false],
  ['a@', false, false],
  ['a b@c.test', false, false],
  ['a@b..test', false, false],
  ['a@-b.test', false, true],
  ['a@b.test>', false, false],
  ['"a"b@c.test', false, false],
  ['"a\\"@c.test', false, false],
  [`a@${'b'.repeat(260)}`, false, false],
])('%s: an address in ASCII %s, with SMTPUTF8 %s', (address, ascii, utf8) => {
  expect([isAddress(address, false), isAddress(address, true)]).toEqual([ascii, utf8]);
});
