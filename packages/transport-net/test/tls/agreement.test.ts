/** What a handshake agrees on: names, protocols, certificates, sessions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import type { Security } from '@wirechart/core';
import { expect, test } from 'vitest';
import { tls } from '../../src/index.js';
import { authority } from '../support/certificates.js';
import { listenTls, settled, shakeHands } from '../support/handshake.js';
import { ascii, listen } from '../support/pair.js';
import { Recorder } from '../support/recorder.js';

const { ca, issue } = await authority();
const good = await issue();

test('both sides hear once what was agreed on, before any data', async () => {
  const { client, server, atClient, atServer } = await shakeHands(await listenTls({ ...good, alpn: ['b', 'a'] }), {
    ca,
    alpn: ['a', 'b'],
    serverName: 'localhost',
  });
  const agreed = {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    protocol: 'b',
    serverName: 'localhost',
    resumed: false,
  };
  expect(atClient.security).toMatchObject({ ...agreed, authorized: true, certificate: { subject: 'CN=localhost' } });
  expect(atServer.security).toMatchObject({ ...agreed, authorized: false, certificate: undefined });
  client?.write([ascii('hello')]);
  await atServer.received(5);
  server.write([ascii('good day')]);
  await atClient.received(8);
});

test('an IP address is no name to ask for, and is looked for in the certificate', async () => {
  const { atClient, atServer } = await shakeHands(await listenTls(good), { ca });
  expect(atClient.security).toMatchObject({ serverName: undefined, authorized: true });
  expect(atServer.security?.serverName).toBeUndefined();
});

test('a client that offers no protocol is served without one', async () => {
  const { atServer } = await shakeHands(await listenTls({ ...good, alpn: ['h2'] }), { ca });
  expect(atServer.security?.protocol).toBeUndefined();
});

test.each([
  ['a.test', 'a.test'],
  ['A.Test', 'a.test'],
  ['x.b.test', '*.b.test'],
  ['localhost', 'localhost'],
])('who asks for %s is shown the certificate of %s', async (asked, shown) => {
  const listening = await listenTls({
    ...good,
    hosts: { 'a.test': await issue({ names: ['a.test'] }), '*.b.test': await issue({ names: ['*.b.test'] }) },
  });
  const { atClient } = await shakeHands(listening, { ca, serverName: asked });
  expect(atClient.security?.certificate?.subject).toBe(`CN=${shown}`);
});

test('a certificate of a client that is good, one that is not, and none', async () => {
  const listening = await listenTls({ ...good, ca, clientCertificates: 'requested' });
  const seen = async (identity: object): Promise<Security | undefined> => {
    const { atServer } = await shakeHands(listening, { ca, ...identity });
    return atServer.security;
  };
  const client = await issue({ names: ['client'] });
  const stranger = await (await authority('somebody else')).issue({ names: ['stranger'] });
  expect(await seen(client)).toMatchObject({ authorized: true, certificate: { subject: 'CN=client' } });
  expect(await seen(stranger)).toMatchObject({ authorized: false, certificate: { subject: 'CN=stranger' } });
  expect(await seen({})).toMatchObject({ authorized: false, certificate: undefined });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'over %s, the second connection resumes the session of the first',
  async (maxVersion) => {
    const listening = await listenTls({ ...good, maxVersion });
    const resumed = async (endpoint: ReturnType<typeof tls>) => {
      const [client, server] = await Promise.all([endpoint.connect(), listening.accepted()]);
      const [atClient, atServer] = [new Recorder(), new Recorder()];
      client.start(atClient);
      server.start(atServer);
      server.write([ascii('x')]);
      await atClient.received(1);
      client.close();
      expect(atClient.security?.resumed).toBe(atServer.security?.resumed);
      expect(atClient.security?.authorized).toBe(true);
      return atClient.security?.resumed;
    };
    const endpoint = tls({ port: listening.port, ca });
    expect([await resumed(endpoint), await resumed(endpoint), await resumed(endpoint)]).toEqual([false, true, true]);
    const forgetful = tls({ port: listening.port, ca, resume: false });
    expect([await resumed(forgetful), await resumed(forgetful)]).toEqual([false, false]);
  },
);

test('certificates change while serving: open connections go on, new ones see the new one, sessions stay good', async () => {
  const endpoint = tls({ port: 0, ...good });
  const listening = await listen(endpoint);
  const before = await shakeHands(listening, { ca });
  endpoint.renew(await issue({ names: ['127.0.0.1', 'renewed'] }));
  const after = await shakeHands(listening, { ca });
  expect(before.atClient.security?.certificate?.subject).toBe('CN=localhost');
  expect(after.atClient.security?.certificate?.subject).toBe('CN=127.0.0.1');
  before.client?.write([ascii('still here')]);
  await before.atServer.received(10);
  expect(() => endpoint.renew({ cert: 'nonsense' })).toThrow();
  const still = await shakeHands(listening, { ca });
  expect(still.atClient.security?.certificate?.subject).toBe('CN=127.0.0.1');
});

test('servers that share ticketKeys resume each other’s sessions', async () => {
  const ticketKeys = crypto.getRandomValues(new Uint8Array(48));
  const first = await listenTls({ ...good, ticketKeys });
  const endpoint = tls({ port: first.port, ca });
  const warm = await Promise.all([endpoint.connect(), first.accepted()]);
  const sink = new Recorder();
  warm[0].start(sink);
  warm[1].start(new Recorder());
  warm[1].write([ascii('x')]);
  await sink.received(1);
  await first.listener.close();
  const second = await listen(tls({ port: first.port, ...good, ticketKeys }));
  const [client] = await Promise.all([endpoint.connect(), second.accepted().then((server) => server.start(sink))]);
  const atClient = new Recorder();
  client.start(atClient);
  await settled(atClient);
  expect(atClient.security?.resumed).toBe(true);
});

test('over a Unix socket as over TCP', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'wirechart-'));
  const path = joinPath(folder, 'x.sock');
  const listening = await listen(tls({ path, ...good }));
  const [client, server] = await Promise.all([
    tls({ path, ca, serverName: 'localhost' }).connect(),
    listening.accepted(),
  ]);
  const [atClient, atServer] = [new Recorder(), new Recorder()];
  client.start(atClient);
  server.start(atServer);
  client.write([ascii('hello')]);
  await atServer.received(5);
  expect(atClient.security?.version).toBe('TLSv1.3');
  client.reset();
  rmSync(folder, { recursive: true });
});
