/** Handshakes that fail: what was wrong, who found it, and that nobody else notices. */
import { connect as connectPlain, createServer, type Socket } from 'node:net';
import { DeadlineError, type Endpoint } from '@wirechart/core';
import { afterEach, expect, test } from 'vitest';
import { HandshakeError, type TlsOptions, type TlsSettings, tcp, tls, unix } from '../../src/index.js';
import { authority, TOMORROW, YESTERDAY } from '../support/certificates.js';
import { failureOf, listenTls, settled, shakeHands } from '../support/handshake.js';
import { ascii, listen } from '../support/pair.js';
import { Recorder } from '../support/recorder.js';

const { ca, issue, revoke } = await authority();
const stranger = await authority('somebody else');
const good = await issue();
const past = new Date(YESTERDAY.getTime() - 86_400_000);
const future = new Date(TOMORROW.getTime() + 86_400_000);

type Row = [what: string, server: TlsSettings, client: TlsSettings, atClient: object | undefined, atServer: object];

const ALERT = 'remote';

test.each<Row>([
  [
    'a certificate that has expired',
    await issue({ notBefore: past, notAfter: YESTERDAY }),
    { ca },
    { problem: 'expired', seenBy: 'local', code: 'CERT_HAS_EXPIRED' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'a certificate that is not valid yet',
    await issue({ notBefore: TOMORROW, notAfter: future }),
    { ca },
    { problem: 'not-yet-valid', seenBy: 'local', code: 'CERT_NOT_YET_VALID' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'a certificate for another name',
    await issue({ names: ['other.test'] }),
    { ca },
    { problem: 'other-name', seenBy: 'local', code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'a certificate of an authority that is not trusted',
    good,
    { ca: stranger.ca },
    { problem: 'unknown-authority', seenBy: 'local', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'a certificate that was revoked',
    good,
    { ca, crl: await revoke([good.cert]) },
    { problem: 'revoked', seenBy: 'local', code: 'CERT_REVOKED' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'a list of revoked certificates that is too old',
    good,
    { ca, crl: await revoke([], YESTERDAY) },
    { problem: 'revocation-unknown', seenBy: 'local', code: 'CRL_HAS_EXPIRED' },
    { problem: 'closed', seenBy: 'remote' },
  ],
  [
    'no version in common',
    { ...good, minVersion: 'TLSv1.3' },
    { ca, maxVersion: 'TLSv1.2' },
    { problem: 'no-common-version', seenBy: ALERT, code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' },
    { problem: 'no-common-version', seenBy: 'local', code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' },
  ],
  [
    'no cipher in common',
    { ...good, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
    { ca, ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' },
    { problem: 'no-common-cipher', seenBy: ALERT },
    { problem: 'no-common-cipher', seenBy: 'local', code: 'ERR_SSL_NO_SHARED_CIPHER' },
  ],
  [
    'no application protocol in common',
    { ...good, alpn: ['h2'] },
    { ca, alpn: ['smtp'] },
    { problem: 'no-common-protocol', seenBy: ALERT, code: 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' },
    { problem: 'no-common-protocol', seenBy: 'local' },
  ],
])('%s', async (_what, server, client, atClient, atServer) => {
  const outcome = await shakeHands(await listenTls(server), client);
  expect(outcome.refused).toBeInstanceOf(HandshakeError);
  expect(failureOf(outcome.refused)).toMatchObject({ stage: 'handshake', ...atClient });
  expect(failureOf(outcome.atServer.failure)).toMatchObject({ stage: 'handshake', ...atServer });
  expect(outcome.atServer.told).toEqual(['error', 'close']);
});

test('the message says whom, what and the code, in one line', async () => {
  const expired = await issue({ notBefore: past, notAfter: YESTERDAY });
  const listening = await listenTls(expired);
  const { refused } = await shakeHands(listening, { ca });
  expect((refused as Error).message).toBe(
    `TLS handshake with 127.0.0.1:${listening.port} failed: the certificate has expired (CERT_HAS_EXPIRED)`,
  );
});

test('a certificate that nobody vouches for is taken only where the dangerous word was said', async () => {
  const listening = await listenTls(good);
  const { atClient } = await shakeHands(listening, { dangerouslyAcceptAnyCertificate: true });
  expect(atClient.security).toMatchObject({ authorized: false });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a client without the certificate that is required, over %s',
  async (version) => {
    const listening = await listenTls({ ...good, ca, clientCertificates: 'required', maxVersion: version });
    const { atServer, atClient, refused } = await shakeHands(listening, { ca });
    expect(failureOf(atServer.failure)).toMatchObject({ problem: 'certificate-missing', seenBy: 'local' });
    // Under TLS 1.3 a client is done before the server has seen its certificate.
    await (refused ?? atClient.seen('close'));
    expect(failureOf(refused ?? atClient.failure)).toMatchObject({ stage: 'handshake', seenBy: 'remote' });
  },
);

test('a client with a certificate of an authority that the server does not trust', async () => {
  const listening = await listenTls({ ...good, ca, clientCertificates: 'required' });
  const { atServer } = await shakeHands(listening, { ca, ...(await stranger.issue()) });
  expect(failureOf(atServer.failure)).toMatchObject({ problem: 'unknown-authority', seenBy: 'local' });
});

test('a client whose certificate is revoked while the server runs is refused, though it has a session', async () => {
  const server = tls({ port: 0, ...good, ca, crl: await revoke([]), clientCertificates: 'required' });
  const { port, accepted } = await listen(server);
  const mine = await issue({ names: ['client'] });
  const client = tls({ port, ca, ...mine });
  const call = async () => {
    const [[dialled], accepting] = await Promise.all([Promise.allSettled([client.connect()]), accepted()]);
    const [atClient, atServer] = [new Recorder(), new Recorder()];
    accepting.start(atServer);
    if (dialled.status === 'fulfilled') dialled.value.start(atClient);
    await settled(atServer);
    // The ticket comes before it.
    accepting.write([ascii('x')]);
    if (atServer.security !== undefined) await atClient.received(1);
    return atServer;
  };
  await call();
  expect((await call()).security).toMatchObject({ authorized: true, resumed: true });
  server.renew({ crl: await revoke([mine.cert]) });
  expect(failureOf((await call()).failure)).toMatchObject({ problem: 'revoked', seenBy: 'local' });
});

// RFC 8446, 6: a record of type alert (21), fatal (2), and what it is.
test.each<[number, object]>([
  [40, { problem: 'no-common-cipher', code: expect.stringMatching(/^ERR_SSL_\S+_HANDSHAKE_FAILURE$/) }],
  [42, { problem: 'certificate-invalid', code: expect.stringMatching(/^ERR_SSL_\S+_BAD_CERTIFICATE$/) }],
  [44, { problem: 'revoked', code: expect.stringMatching(/^ERR_SSL_\S+_CERTIFICATE_REVOKED$/) }],
  [45, { problem: 'expired', code: expect.stringMatching(/^ERR_SSL_\S+_CERTIFICATE_EXPIRED$/) }],
  [48, { problem: 'unknown-authority', code: expect.stringMatching(/^ERR_SSL_\S+_UNKNOWN_CA$/) }],
  [70, { problem: 'no-common-version', code: expect.stringMatching(/^ERR_SSL_\S+_PROTOCOL_VERSION$/) }],
  [80, { problem: 'other', code: expect.stringMatching(/^ERR_SSL_\S+_INTERNAL_ERROR$/) }],
  [110, { problem: 'other', code: expect.stringMatching(/^ERR_SSL_\S+_UNSUPPORTED_EXTENSION$/) }],
  [112, { problem: 'unknown-name', code: expect.stringMatching(/^ERR_SSL_\S+_UNRECOGNIZED_NAME$/) }],
  [116, { problem: 'certificate-missing', code: expect.stringMatching(/^ERR_SSL_\S+_CERTIFICATE_REQUIRED$/) }],
  [120, { problem: 'no-common-protocol', code: expect.stringMatching(/^ERR_SSL_\S+_NO_APPLICATION_PROTOCOL$/) }],
])('a server that sends the alert %i has seen it, and says what', async (alert, expected) => {
  const port = await plainServer((socket) =>
    socket.once('data', () => socket.end(Uint8Array.of(21, 3, 3, 0, 2, 2, alert))),
  );
  const failure = await caught(tls({ port, ca }).connect());
  expect(failureOf(failure)).toMatchObject({ stage: 'handshake', seenBy: 'remote', ...expected });
  // Without addresses in memory and places in OpenSSL's code.
  expect((failure as Error).message).toMatch(/^TLS handshake with \S+ failed: \S+ says: [\w ,()]+ \(ERR_\S+\)$/);
});

test('a server that does not speak TLS', async () => {
  const port = await plainServer((socket) => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n'));
  const failure = await caught(tls({ port, ca }).connect());
  expect(failureOf(failure)).toMatchObject({ stage: 'handshake', problem: 'not-tls', seenBy: 'local' });
});

test('a server that hangs up in the middle', async () => {
  const port = await plainServer((socket) => socket.once('data', () => socket.end()));
  expect(failureOf(await caught(tls({ port, ca }).connect()))).toMatchObject({ problem: 'closed', seenBy: 'remote' });
});

test('a server that stalls runs into handshakeTimeout', async () => {
  const port = await plainServer(() => {});
  const failure = await caught(tls({ port, ca, handshakeTimeout: 20 }).connect());
  expect(failure).toBeInstanceOf(DeadlineError);
  expect(failure).toMatchObject({
    timeout: 'handshake',
    code: 'timeout-handshake',
    message: `time-out handshake: no TLS with 127.0.0.1:${port} within 20 ms`,
  });
});

test.each<[string, (socket: Socket) => void, object, number?]>([
  ['does not speak TLS', (socket) => socket.write('GET / HTTP/1.0\r\n\r\n'), { problem: 'not-tls', seenBy: 'local' }],
  ['hangs up', (socket) => socket.end(), { problem: 'closed', seenBy: 'remote' }],
  ['resets', (socket) => socket.resetAndDestroy(), { problem: 'closed', seenBy: 'remote' }],
  ['stalls', () => {}, { code: 'timeout-handshake' }, 100],
])(
  'a client that %s is refused, and others are served meanwhile',
  async (_what, misbehave, expected, handshakeTimeout = 30_000) => {
    const listening = await listenTls({ ...good, handshakeTimeout });
    const bad = connectPlain(listening.port, '127.0.0.1').on('error', () => {});
    leftovers.push(() => bad.destroy());
    const accepted = await listening.accepted();
    const sink = new Recorder();
    accepted.start(sink);
    misbehave(bad);
    const { atClient } = await shakeHands(listening, { ca });
    expect(atClient.security).toMatchObject({ authorized: true });
    await sink.seen('close');
    expect(sink.told).toEqual(['error', 'close']);
    expect(sink.failure).toMatchObject(expected);
  },
);

test.each<[string, Partial<TlsOptions>]>([
  ['handshakeTimeout', { handshakeTimeout: 0 }],
  ['serverName', { serverName: '' }],
  ['ticketKeys', { ticketKeys: new Uint8Array(16) }],
  ['alpn', { alpn: [''] }],
  ['alpn', { alpn: 'h2' as never }],
  ['minVersion', { minVersion: 'TLSv1.1' as never }],
  ['closeNotify', { closeNotify: 'require' as never }],
  ['clientCertificates', { clientCertificates: 'require' as never }],
  ['minVersion', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }],
  ['alpn', { alpn: [] }],
  ['ciphers', { ciphers: '' }],
  ['resume', { resume: 'false' as never }],
  ['dangerouslyAcceptAnyCertificate', { dangerouslyAcceptAnyCertificate: 'no' as never }],
  ['ipv6Only', { ipv6Only: 'false' as never }],
  ['cert needs key', { cert: good.cert }],
  ['key needs cert', { key: good.key }],
])('an impossible %s is refused by name: %o', (name, options) => {
  expect(() => tls({ port: 0, ...options })).toThrow(RangeError);
  expect(() => tls({ port: 0, ...options })).toThrow(name);
});

test.each<[string, (settings: TlsSettings) => Endpoint]>([
  ['at once, over TCP', (settings) => tls({ port: 0, ...settings })],
  ['at once, over a Unix socket', (settings) => tls({ path: '/tmp/never', ...settings })],
  ['later, over TCP', (startTls) => tcp({ port: 0, startTls })],
  ['later, over a Unix socket', (startTls) => unix({ path: '/tmp/never', startTls })],
])('TLS %s: a certificate that is missing or none is refused before anybody is connected', async (_, endpoint) => {
  await expect(endpoint({}).listen(() => {})).rejects.toThrow('a server of TLS needs cert and key');
  expect(() => endpoint({ cert: 'x', key: 'y' })).toThrow('cert has no certificate in PEM');
});

const leftovers: (() => unknown)[] = [];

afterEach(() => {
  for (const clear of leftovers.splice(0)) clear();
});

function plainServer(serve: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    serve(socket);
  });
  leftovers.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
}

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable('it should have failed'),
    (error: unknown) => error,
  );
}
