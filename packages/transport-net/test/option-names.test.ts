/** An option that is misspelt is an error that says which was meant, and no setting that is silently not made. */
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { onAllCores } from '../src/cluster/index.js';
import { duplexTransport, tcp, tls, unix } from '../src/index.js';
import { authority } from './support/certificates.js';

const good = await (await authority()).issue();

test.each<[string, string, string, (options: object) => unknown]>([
  ['tcp', 'conectTimeout', 'connectTimeout', (options) => tcp({ port: 0, ...options })],
  ['unix', 'backlogs', 'backlog', (options) => unix({ path: '/tmp/x', ...options })],
  ['tls over TCP', 'clientCertificate', 'clientCertificates', (options) => tls({ port: 0, ...options })],
  ['tls over TCP', 'hostt', 'host', (options) => tls({ port: 0, ...options })],
  ['tls over a Unix socket', 'keys', 'key', (options) => tls({ path: '/tmp/x', ...options })],
  ['a host of tls', 'kye', 'key', (host) => tls({ port: 0, hosts: { 'a.example': host as never } })],
  ['renew', 'clr', 'crl', (renewed) => tls({ port: 0, ...good }).renew(renewed)],
  ['a host of renew', 'certs', 'cert', (host) => tls({ port: 0, ...good }).renew({ hosts: { a: host as never } })],
  ['startTls of tcp', 'clientCertificate', 'clientCertificates', (startTls) => tcp({ port: 0, startTls })],
  ['startTls of unix', 'certs', 'cert', (startTls) => unix({ path: '/tmp/x', startTls })],
  ['duplexTransport', 'closeTimeot', 'closeTimeout', (options) => duplexTransport(new PassThrough(), options)],
])('%s: %s is taken for %s', (_, wrong, meant, call) => {
  expect(() => call({ [wrong]: 1 })).toThrow(TypeError);
  expect(() => call({ [wrong]: 1 })).toThrow(`'${meant}'`);
});

test('onAllCores: core is taken for cores, before a process starts', async () => {
  const misspelt = { core: 2 } as object;
  await expect(onAllCores(() => Promise.reject(new Error('started')), misspelt)).rejects.toThrow("'cores'");
});

test.each<[string, () => unknown, string]>([
  ['a host that is a number', () => tcp({ host: 5 as never, port: 1 }), 'host must be a text, not 5'],
  ['a port that is text', () => tcp({ port: '8080' as never }), "port must be an integer from 0 to 65535, not '8080'"],
  ['a port alone', () => tcp(8080 as never), 'the options of tcp must be an object, not 8080.'],
  ['no path', () => unix({} as never), 'path must be a text, not undefined'],
  ['a path alone', () => unix('/run/x.sock' as never), "the options of unix must be an object, not '/run/x.sock'."],
])('%s is told as it was given', (_, call, told) => {
  expect(call).toThrow(told);
});
