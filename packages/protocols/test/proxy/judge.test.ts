/** The judge: Debian's haproxy sends headers to our servers, takes ours, and passes on what it has understood. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { type Address, connect, type RuntimeName, serve } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { tcp, unix } from '../../../transport-net/src/index.js';
import { type JsonHeaderMessage, json, jsonHeader } from '../../src/json-header/index.js';
import { type ProxyHeader, proxied, proxyHeaderOf, withProxyHeader } from '../../src/proxy/index.js';
import { raw } from '../../src/raw/index.js';
import { canRunHaproxy, freePort, scratchFolder, startHaproxy } from './haproxy.js';

const RUNTIMES: readonly RuntimeName[] = ['compiled', 'xstate'];

interface Seen {
  readonly header: ProxyHeader | undefined;
  readonly remote: Address;
  readonly local: Address;
}

/** A server on a Unix socket that answers with what it was asked, and keeps what the header of each request's connection said. */
async function serving(path: string, runtime: RuntimeName) {
  const seen: Seen[] = [];
  const server = await serve<JsonHeaderMessage, JsonHeaderMessage>(
    proxied(jsonHeader(), { trusted: ['unix'] }),
    (request, peer) => {
      seen.push({ header: proxyHeaderOf(peer), remote: peer.remote, local: peer.local });
      return request;
    },
    unix({ path }),
    { runtime },
  );
  return { seen, server };
}

const ip = (host: string, port: number): Address => ({ kind: 'ip', host, port, family: host.includes(':') ? 6 : 4 });
const pairs: readonly (readonly [string, Address, Address])[] = [
  ['IPv4', ip('192.0.2.1', 1), ip('198.51.100.7', 65535)],
  ['IPv6', ip('2001:db8::1', 56324), ip('2001:db8:0:0:8000::', 443)],
];

describe.skipIf(!canRunHaproxy).each(RUNTIMES)('haproxy, %s', (runtime) => {
  test('sends the address of a client, in both versions', async () => {
    const folder = scratchFolder();
    const { seen, server } = await serving(`${folder}/server`, runtime);
    await using _ = server;
    const ports = [await freePort(), await freePort()];
    startHaproxy(
      folder,
      ['send-proxy', 'send-proxy-v2']
        .map(
          (send, index) => `
listen ${send}
  bind 127.0.0.1:${ports[index]}
  server s unix@${folder}/server ${send}`,
        )
        .join('\n'),
    );
    for (const port of ports) {
      await using client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port }));
      expect(await client.request(json('ping'))).toMatchObject({ content: 'ping' });
      const last = seen.at(-1);
      expect([last?.remote, last?.local]).toEqual([client.local, client.remote]);
      expect(last?.header).toMatchObject({ transport: 'stream', source: client.local });
    }
    expect(seen.map(({ header }) => header?.version)).toEqual([1, 2]);
  });

  test('sends what it knows of TLS, names and the connection, with a checksum', async () => {
    const folder = scratchFolder();
    const { seen, server } = await serving(`${folder}/server`, runtime);
    await using _ = server;
    const port = await freePort();
    makeCertificate(folder);
    startHaproxy(
      folder,
      `
listen tls
  bind 127.0.0.1:${port} ssl crt ${folder}/tls.pem ca-file ${folder}/cert.pem verify optional alpn h2,wirechart
  unique-id-format "id %ci"
  server s unix@${folder}/server send-proxy-v2 proxy-v2-options ssl,cert-cn,ssl-cipher,cert-sig,cert-key,authority,crc32c,unique-id`,
    );
    const certificate = readFileSync(`${folder}/tls.pem`);
    await requestOverTls(port, { cert: certificate, key: certificate });
    expect(seen[0]?.header).toMatchObject({
      version: 2,
      authority: 'wirechart.example',
      alpn: Uint8Array.from(Buffer.from('wirechart')),
      uniqueId: Uint8Array.from(Buffer.from('id 127.0.0.1')),
      tls: { version: 'TLSv1.3', commonName: 'wirechart.example', certificate: 'connection', verified: true },
    });
    expect(seen[0]?.header?.tls?.cipher).toMatch(/^TLS_/);
    expect(seen[0]?.header?.tls?.keyAlgorithm).toMatch(/^EC/);
    expect(seen[0]?.header?.tlvs.map(({ type }) => type)).toContain(3);
    await requestOverTls(port, {});
    expect(seen[1]?.header?.tls).toMatchObject({ certificate: undefined, verified: false, commonName: undefined });
  });

  test.each(['send-proxy', 'send-proxy-v2', 'send-proxy-v2 proxy-v2-options crc32c'])(
    'takes our headers and passes them on with %s',
    async (send) => {
      const folder = scratchFolder();
      const { seen, server } = await serving(`${folder}/server`, runtime);
      await using _ = server;
      startHaproxy(
        folder,
        `
listen chain
  bind unix@${folder}/front accept-proxy
  server s unix@${folder}/server ${send}`,
      );
      for (const [, source, destination] of pairs) {
        for (const header of [{ version: 1 }, { version: 2 }, { version: 2, checksum: true }] as const) {
          const protocol = withProxyHeader(jsonHeader(), { ...header, source, destination });
          await using client = await connect(protocol, unix({ path: `${folder}/front` }), { runtime });
          expect(await client.request(json(1))).toMatchObject({ content: 1 });
          expect([seen.at(-1)?.remote, seen.at(-1)?.local]).toEqual([source, destination].map(canonical));
        }
      }
    },
  );

  test('understands our headers as they were meant', async () => {
    const folder = scratchFolder();
    startHaproxy(
      folder,
      `
listen front
  mode http
  bind unix@${folder}/front accept-proxy
  http-request return status 200 content-type text/plain lf-string "src=%[src] %[src_port] dst=%[dst] %[dst_port] authority=%[fc_pp_authority] id=%[fc_pp_unique_id]"`,
    );
    const tlvs = [
      { type: 0xe0, value: new Uint8Array(300) },
      { type: 2, value: Buffer.from('wirechart.example') },
      { type: 5, value: Buffer.from('seven') },
    ];
    for (const [, source, destination] of pairs) {
      for (const header of [{ version: 1 }, { tlvs, checksum: true }] as const) {
        const protocol = withProxyHeader(raw(), { ...header, source, destination });
        await using client = await connect(protocol, unix({ path: `${folder}/front` }), { runtime });
        await client.send(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
        let answer = '';
        for await (const piece of client) answer += Buffer.from(piece).toString();
        const [from, to] = [source, destination].map(canonical).map((address) => `${address.host} ${address.port}`);
        const known = 'tlvs' in header ? 'authority=wirechart.example id=seven' : 'authority= id=';
        expect(answer).toContain(`src=${from} dst=${to} ${known}`);
      }
    }
  });

  test('finds a wrong checksum of ours', async () => {
    const folder = scratchFolder();
    const { seen, server } = await serving(`${folder}/server`, runtime);
    await using _ = server;
    startHaproxy(
      folder,
      `
listen chain
  bind unix@${folder}/front accept-proxy
  server s unix@${folder}/server send-proxy-v2`,
    );
    const [, source, destination] = pairs[0] as (typeof pairs)[0];
    const wrong = { type: 3, value: Uint8Array.of(1, 2, 3, 4) };
    const protocol = withProxyHeader(jsonHeader(), { source, destination, tlvs: [wrong] });
    await using client = await connect(protocol, unix({ path: `${folder}/front` }), { runtime });
    await expect(client.request(json(1))).rejects.toThrow();
    expect(seen).toEqual([]);
  });
});

/** As addresses are read: in the form of RFC 5952. */
function canonical(address: Address): Extract<Address, { kind: 'ip' }> {
  if (address.kind !== 'ip') throw new TypeError('not an IP address');
  if (address.family === 4) return address;
  return { ...address, host: new URL(`http://[${address.host}]`).hostname.slice(1, -1) };
}

/** A certificate that is its own authority, and its key. */
function makeCertificate(folder: string): void {
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`, '-subj', '/CN=wirechart.example'];
  const { status, stderr } = spawnSync('openssl', [...request, ...files], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
  writeFileSync(`${folder}/tls.pem`, ['cert', 'key'].map((name) => readFileSync(`${folder}/${name}.pem`)).join('\n'));
}

/** One request, written by hand: what is judged here is the header. */
async function requestOverTls(
  port: number,
  identity: { readonly cert?: Buffer; readonly key?: Buffer },
): Promise<void> {
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername: 'wirechart.example',
    ALPNProtocols: ['wirechart'],
    rejectUnauthorized: false,
    ...identity,
  });
  const header = '{"byteorder":"big","content-type":"x","content-encoding":"","content-length":0}';
  socket.write(Buffer.concat([Buffer.of(0, header.length), Buffer.from(header)]));
  await new Promise<void>((resolve, reject) => {
    socket.once('data', () => resolve());
    socket.once('error', reject);
    socket.once('end', () => reject(new Error('the server has gone')));
  });
  socket.destroy();
}
