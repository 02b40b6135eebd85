/** Whom a limit for each remote counts as one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeOf } from '../src/app/server/place.js';
import type { Address } from '../src/index.js';

const ip = (host: string): Address => ({ kind: 'ip', host, port: 1, family: host.includes(':') ? 6 : 4 });

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1:2:3:4:5', '0:0:0:1::/64'],
  ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ['::1', '::1'],
  // All neighbours on a link share their first 64 bits.
  ['fe80::1%eth0', 'fe80::1%eth0'],
  ['fe80::2%eth0', 'fe80::2%eth0'],
])('%s counts as %s', (host, place) => {
  expect(placeOf(ip(host))).toBe(place);
});

test('the end of a Unix socket counts as nobody', () => {
  expect(placeOf({ kind: 'path', path: '/run/x' })).toBeUndefined();
  expect(placeOf({ kind: 'name', name: 'unnamed' })).toBeUndefined();
});

const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));

test('an IPv6 address counts as its first four groups, however it is written', () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(7), fc.nat(8), (groups, from, length) => {
      const written = groups.map((value) => value.toString(16));
      const zeros = groups.slice(from, from + length);
      const short = zeros.length > 0 && zeros.every((value) => value === 0);
      const host = short
        ? `${written.slice(0, from).join(':')}::${written.slice(from + length).join(':')}`
        : written.join(':');
      fc.pre((groups[0] as number) >> 6 !== 0xfe80 >> 6 && host !== '::1');
      expect(placeOf(ip(host))).toBe(`${written.slice(0, 4).join(':')}::/64`);
    }),
  );
});
