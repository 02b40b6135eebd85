/** A remote that is gone without a word is noticed, with the defaults of every protocol and in virtual time. */
import { type Client, connect, defaultTimeouts, type Protocol, serve } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { describe, expect, test } from 'vitest';
import { lines } from '../src/framing/index.js';
import { json, jsonHeader } from '../src/json-header/index.js';
import { get, memcached } from '../src/memcached/index.js';
import { respClient, respServer } from '../src/resp/index.js';
import { webSocket } from '../src/websocket/index.js';
import { outcomes, scripted } from './support/scripted.js';

const { heartbeat, reply } = defaultTimeouts;

interface Row {
  // biome-ignore lint/suspicious/noExplicitAny: protocols of all kinds
  readonly client: Protocol<any, any>;
  // biome-ignore lint/suspicious/noExplicitAny: protocols of all kinds
  readonly server: Protocol<any, any>;
  readonly request: unknown;
  readonly answer: (request: unknown) => unknown;
  /** Whether the client finds out while it asks for nothing. */
  readonly beats: boolean;
}

let random = 0;
const rows: readonly (readonly [string, Row])[] = [
  [
    'json-header',
    { client: jsonHeader(), server: jsonHeader(), request: json('x'), answer: () => json('y'), beats: false },
  ],
  ['lines', { client: lines(), server: lines(), request: 'x', answer: () => 'y', beats: false }],
  ['RESP', { client: respClient(), server: respServer(), request: ['PING'], answer: () => 'PONG', beats: true }],
  ...(['text', 'binary'] as const).map((speaks): readonly [string, Row] => [
    `memcached, ${speaks}`,
    {
      client: memcached.client({ speaks }),
      server: memcached.server(),
      request: get('a'),
      answer: (to) => ({
        to,
        reply:
          (to as { type: string }).type === 'get'
            ? { type: 'values', items: [], more: false }
            : (to as { type: string }).type === 'version'
              ? { type: 'version', version: '1' }
              : { type: 'ok', cas: undefined },
      }),
      beats: true,
    },
  ]),
  [
    'WebSocket',
    {
      client: webSocket.client({ url: 'ws://server/', random: (bytes) => bytes.fill(random++ & 0xff) }),
      server: webSocket.server(),
      request: 'x',
      answer: () => 'y',
      beats: true,
    },
  ],
];

describe.each(rows)(
  '%s',
  (_, row) => {
    async function opened() {
      const network = simulatedNetwork({ seed: 1 });
      const errors: string[] = [];
      const server = await serve(row.server, row.answer, network.endpoint('server'), {
        onError: ({ code }) => void errors.push(code),
      });
      const client: Client<unknown, unknown> = await connect(
        row.client,
        network.endpoint('server', { from: 'client' }),
      );
      expect(await client.request(row.request)).toBeDefined();
      return { network, server, client, errors };
    }

    test('a client that asks for nothing finds out that it is parted from its server', async () => {
      const { network, client } = await opened();
      network.hold('client', 'server');
      await network.advanceBy(2 * heartbeat);
      if (row.beats) {
        expect(await client.closed).toMatchObject({ by: 'timeout', error: { code: 'timeout-heartbeat' } });
      } else {
        const lost = outcomes([client.request(row.request)]);
        await network.advanceBy(reply);
        expect(await lost).toEqual(['timeout-reply maybe']);
      }
    });

    test('a request finds out', async () => {
      const { network, client } = await opened();
      network.hold('client', 'server');
      const lost = outcomes([client.request(row.request)]);
      await network.advanceBy(reply);
      expect(await lost).toEqual(['timeout-reply maybe']);
    });

    // Not memcached's, which leaves it to TCP's keep-alive.
    test.skipIf(row.server.name === 'memcached')('a server finds out', async () => {
      const { network, server, errors } = await opened();
      network.hold('client', 'server');
      await network.advanceBy(600_000);
      expect(server.peers.size).toBe(0);
      expect(errors).toEqual([expect.stringMatching(/^timeout-(idle|heartbeat)$/)]);
    });

    test.runIf(row.beats)('as long as both are there, neither is given up', async () => {
      const { network, client, errors } = await opened();
      await network.advanceBy(10 * heartbeat);
      expect(await client.request(row.request)).toBeDefined();
      expect(errors).toEqual([]);
      expect(client.underWay).toEqual({ requests: 0, unasked: 0 });
    });
  },
  20_000,
);

describe('a heartbeat of RESP', () => {
  test('is no reply to anything, and keeps out of transactions', async () => {
    const { client, network, say, heard } = await scripted(respClient());
    await network.advanceBy(heartbeat);
    expect(heard()).toBe('*1\r\n$4\r\nPING\r\n');
    const get = client.request(['GET', 'a']);
    await say('+PONG\r\n$1\r\n1\r\n');
    expect(await get).toEqual(Uint8Array.of(0x31));
    const multi = client.request(['MULTI']);
    await say('+OK\r\n');
    await multi;
    const before = heard();
    await network.advanceBy(10 * heartbeat);
    expect(heard()).toBe(before);
  });

  test('is not sent while a request waits: BLPOP may take long', async () => {
    const { client, network, say, heard } = await scripted(respClient());
    const popped = client.request(['BLPOP', 'a', 0], { timeout: Number.POSITIVE_INFINITY });
    await network.advanceBy(100 * heartbeat);
    expect(heard()).not.toContain('PING');
    await say('*-1\r\n');
    expect(await popped).toBeNull();
  });
});
