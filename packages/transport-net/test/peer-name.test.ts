/** What is kept of a remote's address says the same as the system did. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipAddress } from '../src/addresses.js';
import { packHost, unpackHost } from '../src/peer-name.js';

const kept = (host: string) => ipAddress(unpackHost(packHost(host)), 7);

test('every IPv4 address, also as a dual-stack listener has it, is kept as a number', () => {
  fc.assert(
    fc.property(fc.ipV4(), (host) => {
      expect(packHost(host)).toBeTypeOf('number');
      expect(kept(host)).toEqual({ kind: 'ip', host, port: 7, family: 4 });
      expect(kept(`::ffff:${host}`)).toEqual({ kind: 'ip', host, port: 7, family: 4 });
    }),
    { examples: [['255.255.255.255'], ['0.0.0.0'], ['127.0.0.1'], ['128.0.0.1']] },
  );
});

test.each(['::1', '2001:db8::1', 'fe80::1%eth0', '::ffff:0:192.0.2.1', '64:ff9b::192.0.2.1'])(
  '%s is kept as it is',
  (host) => {
    expect(kept(host)).toEqual({ kind: 'ip', host, port: 7, family: 6 });
  },
);
