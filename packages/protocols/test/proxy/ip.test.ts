import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ipAddress, ipv6Text, parseIp } from '../../src/proxy/ip.js';

const group = fc.constantFrom('0', '1', 'ffff', 'FFFF', '0db8', '00001', 'g', '');
const ipv4Like = fc.array(fc.oneof(fc.nat(300).map(String), fc.constantFrom('00', '01', '', '1e1', ' 1', '+1')), {
  maxLength: 5,
});
const ipv6Like = fc
  .tuple(fc.array(group, { maxLength: 9 }), fc.array(group, { maxLength: 9 }), fc.constantFrom(':', '::', ':::', ''))
  .chain(([head, tail, middle]) =>
    fc
      .constantFrom('', '1.2.3.4', '1.2.3.256', ':1.2.3.4')
      .map((last) => `${head.join(':')}${middle}${tail.join(':')}${last}`),
  );

/** Mostly zeros and ones, so that runs of zeros are of every length. */
const ipv6Bytes = fc
  .array(fc.constantFrom(0, 0, 0, 1, 0x2b), { minLength: 16, maxLength: 16 })
  .map((bytes) => Uint8Array.from(bytes));

describe('text that is an address is told from text that is none, as the system does', () => {
  test('IPv4', () => {
    fc.assert(
      fc.property(ipv4Like, (parts) => {
        const text = parts.join('.');
        expect(parseIp(text, 4) !== undefined).toBe(isIPv4(text));
      }),
    );
  });

  test('IPv6', () => {
    fc.assert(
      fc.property(ipv6Like, (text) => {
        expect(parseIp(text, 6) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('bytes and text', () => {
  test('IPv4 goes back and forth', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
        expect(parseIp(ipAddress(bytes, 0).host, 4)).toEqual(bytes);
      }),
    );
  });

  test('IPv6 goes back and forth, in the form that browsers write', () => {
    fc.assert(
      fc.property(ipv6Bytes, (bytes) => {
        const text = ipv6Text(bytes);
        expect(parseIp(text, 6)).toEqual(bytes);
        expect(`[${text}]`).toBe(new URL(`http://[${text}]`).hostname);
        expect(parseIp(text.toUpperCase(), 6)).toEqual(bytes);
      }),
    );
  });

  test('an IPv4 address within an IPv6 one is an IPv4 address', () => {
    const bytes = parseIp('::ffff:192.0.2.1', 6);
    expect(ipAddress(bytes as Uint8Array, 80)).toEqual({ kind: 'ip', host: '192.0.2.1', port: 80, family: 4 });
  });
});
