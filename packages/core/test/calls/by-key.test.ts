/** Requests and replies that name a key. */
import { describe, expect, test } from 'vitest';
import { failureOf } from '../kit/world.js';
import { byKey, told } from './kit.js';

describe('replies by key', () => {
  test('come in any order', async () => {
    const waiting: string[] = [];
    const { client } = await told(byKey, (line) => {
      waiting.push(line);
      return waiting.length === 3 ? waiting.reverse().map((one) => one.toUpperCase()) : [];
    });
    expect(await Promise.all(['a', 'b', 'c'].map((line) => client.request(line)))).toEqual(['0 A', '1 B', '2 C']);
  });

  test('whose key nobody waits for end the connection', async () => {
    const { client } = await told(byKey, () => ['3 x']);
    expect(await failureOf(client.request('a'))).toMatchObject({
      blame: 'remote',
      code: 'reply-mismatch',
      sent: 'maybe',
    });
  });

  test('whose key nobody waits for are unasked, where the protocol says so', async () => {
    const { client } = await told(
      () => ({ ...byKey(), unknown: 'unasked' }),
      () => ['3 x', '0 a'],
    );
    expect(await client.request('a')).toBe('0 a');
    expect((await client[Symbol.asyncIterator]().next()).value).toBe('3 x');
  });

  test('without a key are unasked', async () => {
    const { client } = await told(byKey, () => ['news', '0 a']);
    expect(await client.request('a')).toBe('0 a');
    expect((await client[Symbol.asyncIterator]().next()).value).toBe('news');
  });

  test('of a stream come between others', async () => {
    const { client } = await told(byKey, (line) => (line === '1 b' ? ['0 x', '1 b', '0 end'] : []));
    const stream = client.stream('all');
    expect(await client.request('b')).toBe('1 b');
    const replies: string[] = [];
    for await (const reply of stream) replies.push(reply);
    expect(replies).toEqual(['0 x', '0 end']);
  });
});

describe('keys', () => {
  test('are given out in a circle, and none that is taken', async () => {
    const seen: string[] = [];
    const { client } = await told(byKey, (line) => {
      seen.push(line);
      return line.endsWith('slow') ? [] : [line];
    });
    void failureOf(client.request('slow'));
    for (let i = 0; i < 5; i++) await client.request('x');
    expect(seen).toEqual(['0 slow', '1 x', '2 x', '3 x', '1 x', '2 x']);
  });

  test('that are all taken refuse a request', async () => {
    const { client } = await told(byKey, () => []);
    for (let i = 0; i < 4; i++) void failureOf(client.request('x'));
    expect(await failureOf(client.request('x'))).toMatchObject({ blame: 'local', code: 'key-in-use', sent: 'no' });
  });

  test('that the caller chose twice are refused the second time', async () => {
    const { client } = await told(byKey, () => []);
    void failureOf(client.request('2 x'));
    expect(await failureOf(client.request('2 y'))).toMatchObject({ blame: 'local', code: 'key-in-use', sent: 'no' });
  });

  test('of a request that was given up stay taken until its reply has come', async () => {
    const { client, network, server } = await told(byKey, (line) => (line.endsWith('slow') ? [] : [line]));
    const slow = failureOf(client.request('slow', { timeout: 100 }));
    await network.advanceBy(100);
    expect(await slow).toMatchObject({ code: 'timeout-reply', sent: 'maybe' });
    for (let i = 0; i < 3; i++) await client.request('x');
    expect(await client.request('y')).toBe('1 y');
    for (const peer of server.peers) peer.send('0 late');
    expect(await client.request('z')).toBe('2 z');
    expect(client.underWay).toEqual({ requests: 0, unasked: 0 });
  });
});
