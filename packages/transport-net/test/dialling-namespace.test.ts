/** Dialling in a network of the test's own: a firewall that drops, one that refuses, and addresses without a route. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const DIAL = fileURLToPath(new URL('support/dial-in-namespace.js', import.meta.url));

/** It takes the rights of an administrator, and the tools. */
const canUnshare = spawnSync('unshare', ['-n', 'sh', '-c', 'ip link set lo up && iptables -L -n']).status === 0;

/** Addresses of documentation (RFC 5737, RFC 3849) that are this machine's, in there. */
const SETUP = [
  'ip link set lo up',
  'ip address add 192.0.2.1/32 dev lo',
  'ip address add 192.0.2.2/32 dev lo',
  'ip -6 address add 2001:db8::1/128 dev lo nodad',
  'ip -6 address add 2001:db8::2/128 dev lo nodad',
];

/** @param timeout @param delay of the connection and between two attempts, in milliseconds. */
function dial(rules: readonly string[], addresses: readonly string[], timeout = 5000, delay = 100): unknown {
  const script = [...SETUP, ...rules, 'exec "$@"'].join(' && ');
  const args = [
    '-n',
    'sh',
    '-c',
    script,
    'sh',
    process.execPath,
    DIAL,
    addresses.join(','),
    String(timeout),
    String(delay),
  ];
  const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.skipIf(!canUnshare)('in a network of its own', () => {
  test('IPv6 that is dropped on its way: IPv4 has its turn after the attempt delay', { timeout: 30_000 }, () => {
    const rules = ['ip6tables -A INPUT -d 2001:db8::1 -p tcp --dport 4000 -j DROP'];
    expect(dial(rules, ['2001:db8::1', '192.0.2.1'])).toEqual({
      connected: '192.0.2.1',
      late: true,
      attempts: ['resolved dialling.attempting', 'attemptDelay dialling.attempting', 'connected connected'],
    });
  });

  test('IPv6 without a route: IPv4 has its turn at once', { timeout: 30_000 }, () => {
    // The delay is longer than a machine stands still: IPv4 must not have its turn by that.
    const rules = ['ip -6 route add unreachable 2001:db8:1::/48'];
    expect(dial(rules, ['2001:db8:1::1', '192.0.2.1'], 20_000, 10_000)).toMatchObject({
      connected: '192.0.2.1',
      attempts: ['resolved dialling.attempting', 'failed dialling.attempting', 'connected connected'],
    });
  });

  test('IPv6 that answers wins, though IPv4 is dropped', { timeout: 30_000 }, () => {
    const rules = ['iptables -A INPUT -d 192.0.2.1 -j DROP'];
    expect(dial(rules, ['192.0.2.1', '192.0.2.2', '2001:db8::2'])).toMatchObject({
      connected: '2001:db8::2',
      late: true,
    });
  });

  test('nobody answers, one refuses, one has no route: each is told', { timeout: 30_000 }, () => {
    const rules = [
      'ip6tables -A INPUT -d 2001:db8::1 -j DROP',
      'iptables -A INPUT -d 192.0.2.1 -p tcp --dport 4000 -j REJECT --reject-with tcp-reset',
      'ip route add unreachable 198.51.100.0/24',
    ];
    expect(dial(rules, ['2001:db8::1', '192.0.2.1', '198.51.100.1'], 2500)).toEqual({
      code: 'timeout-connect',
      message:
        'time-out connect: no connection to name.test:4000 within 2500 ms; 2001:db8::1: no answer; ' +
        '192.0.2.1: connection refused (ECONNREFUSED); 198.51.100.1: host is unreachable (EHOSTUNREACH)',
    });
  });
});
