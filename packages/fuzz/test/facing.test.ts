import { type AnyProtocol, encodeUtf8 } from '@wirechart/core';
import { assertChunkInvariant } from '@wirechart/fuzz';
import { facingSubject } from '@wirechart/fuzz/wirechart';
import { netstring } from '@wirechart/protocols/framing';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { proxied, withProxyHeader } from '@wirechart/protocols/proxy';
import { raw } from '@wirechart/protocols/raw';
import { respClient, respServer } from '@wirechart/protocols/resp';
import { describe, expect, test } from 'vitest';

const bytes = encodeUtf8('ab');

describe('client and server face each other, cut everywhere on both sides', () => {
  const cuts = { mutations: 0, variants: false, faults: [], budget: 20_000, unfinished: 'fail' } as const;
  const all: readonly [
    name: string,
    client: AnyProtocol,
    server: AnyProtocol,
    requests: readonly unknown[],
    replies: (message: never) => readonly unknown[],
  ][] = [
    ['json-header', jsonHeader(), jsonHeader(), [json({ a: 1 }), json({ b: 'ä😀' })], (message) => [message]],
    ['netstring', netstring(), netstring(), [bytes, encodeUtf8('')], (message) => [message, message]],
    ['resp', respClient(), respServer(), [['GET', 'k'], ['PING']], () => ['OK']],
    [
      'PROXY, then netstring',
      withProxyHeader(netstring(), {}),
      proxied(netstring(), { trusted: () => true }),
      [bytes],
      (message) => [message],
    ],
  ];

  test.each(all)('%s', { timeout: 60_000 }, async (_name, client, server, requests, replies) => {
    const { subject, corpus } = facingSubject(client, server, { requests, replies });
    const report = await assertChunkInvariant(subject, { corpus, ...cuts });
    expect(report.findings.filter(({ fails }) => fails)).toEqual([]);
    expect(corpus[0]?.length).toBeGreaterThan(8);
  });

  test('a side that answers by what one read brought is found', async () => {
    const { subject, corpus } = facingSubject(raw(), raw(), {
      requests: [encodeUtf8('abcd')],
      replies: (message: Uint8Array) => [Uint8Array.of(message.length)],
    });
    await expect(assertChunkInvariant(subject, { corpus, ...cuts })).rejects.toThrow('messages');
  });
});
