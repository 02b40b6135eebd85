import type { Address, Addresses } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { trust } from '../../src/proxy/trust.js';

const ip = (host: string): Address => ({ kind: 'ip', host, port: 4321, family: host.includes(':') ? 6 : 4 });
const comingFrom = (host: string): Addresses => ({ local: ip('192.0.2.80'), remote: ip(host) });

describe.each<[entry: string, inside: string[], outside: string[]]>([
  ['192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1'], ['192.0.2.2', '193.0.2.1', '::1', '2001:db8::192.0.2.1']],
  ['192.0.2.0/24', ['192.0.2.0', '192.0.2.255'], ['192.0.3.0', '192.0.1.255']],
  ['192.0.2.77/24', ['192.0.2.0'], ['192.0.3.0']],
  ['10.128.0.0/9', ['10.128.0.0', '10.255.255.255'], ['10.127.255.255', '11.128.0.0']],
  ['10.0.0.254/31', ['10.0.0.254', '10.0.0.255'], ['10.0.0.253']],
  ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255', '::ffff:1.2.3.4'], ['::', '::1']],
  ['2001:db8::/33', ['2001:db8::1', '2001:db8:7fff::'], ['2001:db8:8000::', '2001:db9::']],
  ['fe80::1', ['fe80::1', 'fe80::1%eth0'], ['fe80::2%eth0']],
  ['::/0', ['::1', 'ffff::'], ['127.0.0.1']],
  ['::ffff:10.0.0.0/104', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.1', '::1']],
])('%s', (entry, inside, outside) => {
  const isTrusted = trust([entry]);
  test.each(inside)('trusts %s', (host) => expect(isTrusted(comingFrom(host))).toBe(true));
  test.each(outside)('does not trust %s', (host) => expect(isTrusted(comingFrom(host))).toBe(false));
});

test('one of several is enough, and none of none is not', () => {
  expect(trust(['192.0.2.1', '10.0.0.0/8'])(comingFrom('10.1.1.1'))).toBe(true);
  expect(trust([])(comingFrom('10.1.1.1'))).toBe(false);
});

test('unix is who may open the Unix socket that is served, and nobody else', () => {
  const unix: Addresses = { local: { kind: 'path', path: '/run/x.sock' }, remote: { kind: 'name', name: 'unnamed' } };
  expect([trust(['unix'])(unix), trust(['0.0.0.0/0', '::/0'])(unix)]).toEqual([true, false]);
  expect(trust(['unix'])(comingFrom('127.0.0.1'))).toBe(false);
});

test('who is not known is not trusted, unless a function does', () => {
  const nobody: Addresses = { local: ip('192.0.2.80'), remote: { kind: 'name', name: 'unknown' } };
  for (const addresses of [nobody, undefined]) {
    expect([trust(['0.0.0.0/0', 'unix'])(addresses), trust(() => true)(addresses)]).toEqual([false, true]);
  }
});

test.each([
  '',
  'localhost',
  '10.0.0.0/33',
  '::/129',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/-1',
  '10.0.0',
  '1.2.3.4%eth0',
])("'%s' is refused when the protocol is made", (entry) => {
  expect(() => trust([entry])).toThrow(RangeError);
});
