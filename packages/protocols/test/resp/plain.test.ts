/**
 * What is read at one go comes to the same as what is read part by part: byte by byte nothing is ever whole enough for
 * the quick way. Within narrow bounds, with bytes changed, with a chunk that ends anywhere.
 */
import { type ConnectionOptions, encodeUtf8, type Protocol, type Role } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { respClient, respServer } from '../../src/resp/index.js';

const strings = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '$', '0'), maxLength: 12 });
const zeros = fc.constantFrom('', '', '', '0');
const bulk = fc.tuple(zeros, strings).map(([zero, text]) => `$${zero}${text.length}\r\n${text}\r\n`);
const element = fc.oneof(
  bulk,
  fc.constantFrom(
    ':0\r\n',
    ':00\r\n',
    ':123456789\r\n',
    ':1234567890\r\n',
    '+OK\r\n',
    '+ok\r\n',
    '$-1\r\n',
    '$01\r\na\r\n',
  ),
);
const arrayOf = (part: fc.Arbitrary<string>) =>
  fc.array(part, { maxLength: 11 }).map((parts) => `*${parts.length}\r\n${parts.join('')}`);
const requests = fc.array(fc.oneof(arrayOf(bulk), fc.constant('PING\r\n')), { minLength: 1, maxLength: 3 });
const replies = fc.array(fc.oneof(element, arrayOf(element), arrayOf(arrayOf(element))), {
  minLength: 1,
  maxLength: 3,
});

const MOST_ELEMENTS = 12;

interface Case {
  readonly text: string;
  readonly length: number;
  readonly change: { readonly at: number; readonly byte: number } | undefined;
  readonly elements: number;
  readonly contentBytes: number;
}

function cases(parts: fc.Arbitrary<string[]>): fc.Arbitrary<Case> {
  const change = fc.record({ at: fc.nat(200), byte: fc.constantFrom(0, 0x0a, 0x0d, 0x24, 0x2a, 0x2d, 0x30, 0x39) });
  return fc.record({
    text: parts.map((all) => all.join('')),
    length: fc.nat(200),
    change: fc.option(change, { nil: undefined }),
    elements: fc.integer({ min: 1, max: MOST_ELEMENTS }),
    contentBytes: fc.integer({ min: 1, max: 40 }),
  });
}

/** The bytes of a case: changed, and cut off. */
function chunkOf({ text, length, change }: Case): Uint8Array {
  const bytes = encodeUtf8(text);
  if (change !== undefined && change.at < bytes.length) bytes[change.at] = change.byte;
  return bytes.subarray(0, Math.min(length, bytes.length));
}

function outcome(
  protocol: Protocol<never, never>,
  role: Role,
  options: ConnectionOptions,
  chunks: readonly Uint8Array[],
) {
  const harness = new Harness(protocol, { role, ...options, answer: () => undefined });
  harness.receive(...chunks);
  return [harness.messages, harness.failure, harness.connection.failure?.message];
}

describe.each([
  ['server', 'requests', (elements: number) => respServer({ elements }), cases(requests)],
  ['client', 'replies', (elements: number) => respClient({ elements }), cases(replies)],
  ['client', 'replies as text', (elements: number) => respClient({ elements, bulk: 'text' }), cases(replies)],
] as const)('a %s', (role, what, protocolFor, given) => {
  // A protocol made for each run would have its machine compiled for each run: that costs more than the reading.
  const protocols = Array.from(
    { length: MOST_ELEMENTS },
    (_, i) => protocolFor(i + 1) as unknown as Protocol<never, never>,
  );

  test(`reads ${what} alike, at one go and byte by byte`, () => {
    fc.assert(
      fc.property(given, (one) => {
        const protocol = protocols[one.elements - 1]!;
        const limits = { limits: { contentBytes: one.contentBytes } };
        const chunk = chunkOf(one);
        const bytes = Array.from(chunk, (byte) => Uint8Array.of(byte));
        expect(outcome(protocol, role, limits, [chunk])).toEqual(outcome(protocol, role, limits, bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

test('bounds are those of one message', () => {
  const harness = new Harness(respClient({ elements: 3, limits: { contentBytes: 8 } }), { role: 'client' });
  const nested = '*1\r\n*1\r\n$8\r\n12345678\r\n';
  harness.receive(nested.repeat(5), '*2\r\n$4\r\n1234\r\n$4\r\n1234\r\n'.repeat(5));
  expect([harness.messages.length, harness.failure]).toEqual([10, undefined]);
});
