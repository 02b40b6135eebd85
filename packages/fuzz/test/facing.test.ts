import { type AnyProtocol, type Client, connect, encodeUtf8, relay, serve } from '@wirechart/core';
import { assertChunkInvariant } from '@wirechart/fuzz';
import { type FacingOptions, facingSubject, type Middle } from '@wirechart/fuzz/wirechart';
import { eventStream, lines, netstring, varintPrefixed } from '@wirechart/protocols/framing';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { get, memcached } from '@wirechart/protocols/memcached';
import { modbusClient, modbusServer, responseTo, type TaggedRequest } from '@wirechart/protocols/modbus';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw, tunnel } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { describe, expect, test, vi } from 'vitest';

// They take a few seconds, and many times as long on a machine that is busy with other things.
vi.setConfig({ testTimeout: 120_000 });

const bytes = encodeUtf8('ab');
const cuts = { mutations: 0, variants: false, faults: [], budget: 100_000, unfinished: 'fail' } as const;
const same = (message: unknown) => [message];

type Pair = readonly [
  name: string,
  client: AnyProtocol,
  server: AnyProtocol,
  requests: readonly unknown[],
  replies: (message: never) => readonly unknown[],
];

const pairs: readonly Pair[] = [
  ['json-header', jsonHeader(), jsonHeader(), [json({ a: 1 }), json({ b: 'ä😀' })], same],
  ['lines', lines(), lines(), ['a', ''], same],
  ['event stream', eventStream(), eventStream(), [{ data: 'a\nb', id: '1' }], same],
  ['netstring', netstring(), netstring(), [bytes, encodeUtf8('')], (message) => [message, message]],
  ['varint-prefixed', varintPrefixed(), varintPrefixed(), [bytes, new Uint8Array(130)], same],
  ['resp', respClient(), respServer(), [['GET', 'k'], ['PING']], () => ['OK']],
  ['memcached', memcached.client(), memcached.server(), [get('k')], () => []],
  [
    'modbus',
    modbusClient(),
    modbusServer(),
    [{ function: 'read-holding-registers', unit: 1, address: 0, quantity: 1 }],
    (message) => [responseTo(message as TaggedRequest, { values: [7] })],
  ],
  [
    'PROXY, then netstring',
    withProxyHeader(netstring(), {}),
    proxied(netstring(), { trusted: () => true }),
    [bytes],
    same,
  ],
];

async function cutEverywhere(client: AnyProtocol, server: AnyProtocol, options: FacingOptions<unknown, unknown>) {
  const { subject, corpus } = await facingSubject(client, server, options);
  const report = await assertChunkInvariant(subject, { corpus, ...cuts });
  expect(report.findings.filter(({ fails }) => fails)).toEqual([]);
  return corpus[0]?.length;
}

describe('client and server face each other, cut everywhere on both sides', () => {
  test.each(pairs)('%s', async (_name, client, server, requests, replies) => {
    expect(await cutEverywhere(client, server, { requests, replies })).toBeGreaterThan(5);
  });

  test('a side that answers by what one read brought is found', async () => {
    const options = {
      requests: [encodeUtf8('abcd')],
      replies: (message: Uint8Array) => [Uint8Array.of(message.length)],
    };
    await expect(cutEverywhere(raw(), raw(), options)).rejects.toThrow('messages');
  });
});

describe('with a relay between them, cut on all four ways', () => {
  const relayed: Middle = (near, far) =>
    serve(tunnel(), () => undefined, near, {
      onConnection: (peer) => void connect(tunnel(), far).then((upstream) => relay(peer, upstream)),
    });

  const relayable = pairs.filter(([name]) => ['lines', 'netstring', 'memcached'].includes(name));
  test.each(relayable)('%s', async (_name, client, server, requests, replies) => {
    const alone = await cutEverywhere(client, server, { requests, replies });
    expect(await cutEverywhere(client, server, { requests, replies, between: relayed })).toBe(2 * (alone as number));
  });

  test('that takes PROXY headers and sends them on', async () => {
    const trusting = { trusted: () => true };
    const between: Middle = (near, far) =>
      serve(proxied(tunnel(), trusting), () => undefined, near, {
        // Joined before the header has come: bytes that come after it must not overtake it.
        onConnection: (peer) =>
          void connect(withProxyHeader(tunnel(), {}), far).then((upstream) => relay(peer, upstream)),
      });
    const client = withProxyHeader(netstring(), {}) as AnyProtocol;
    const server = proxied(netstring(), trusting) as AnyProtocol;
    expect(await cutEverywhere(client, server, { requests: [bytes], replies: same, between })).toBeGreaterThan(40);
  });

  test('that loses what has come while it dials is found', async () => {
    const between: Middle = (near, far) => {
      let upstream: Client<Uint8Array, Uint8Array> | undefined;
      const forward = (message: Uint8Array) => {
        if (upstream !== undefined) upstream.send(message);
        else void connect(tunnel(), far).then((client) => (upstream = client));
        return undefined;
      };
      return serve(tunnel(), forward, near);
    };
    await expect(cutEverywhere(lines(), lines(), { requests: ['abc'], replies: same, between })).rejects.toThrow(
      'messages',
    );
  });
});
