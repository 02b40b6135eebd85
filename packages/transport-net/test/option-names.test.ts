/** An option that is misspelt is an error that says which was meant, and no setting that is silently not made. */
import { expect, test } from 'vitest';
import { tcp, tls, unix } from '../src/index.js';

test.each<[string, string, string, (options: object) => unknown]>([
  ['tcp', 'conectTimeout', 'connectTimeout', (options) => tcp({ port: 0, ...options })],
  ['unix', 'backlogs', 'backlog', (options) => unix({ path: '/tmp/x', ...options })],
  ['tls over TCP', 'clientCertificate', 'clientCertificates', (options) => tls({ port: 0, ...options })],
  ['tls over TCP', 'hostt', 'host', (options) => tls({ port: 0, ...options })],
  ['tls over a Unix socket', 'keys', 'key', (options) => tls({ path: '/tmp/x', ...options })],
  ['startTls of tcp', 'clientCertificate', 'clientCertificates', (startTls) => tcp({ port: 0, startTls })],
  ['startTls of unix', 'certs', 'cert', (startTls) => unix({ path: '/tmp/x', startTls })],
])('%s: %s is taken for %s', (_, wrong, meant, call) => {
  expect(() => call({ [wrong]: 1 })).toThrow(TypeError);
  expect(() => call({ [wrong]: 1 })).toThrow(`'${meant}'`);
});
