/** The time-out `reply`. */
import { describe, expect, test } from 'vitest';
import { connect, defaultTimeouts, serve } from '../../src/index.js';
import { lines } from '../kit/lines.js';
import { failureOf, isSettled, world } from '../kit/world.js';
import { byKey, told } from './kit.js';

describe('a request without a reply', () => {
  test('ends with the connection after the time-out reply, where replies come in order', async () => {
    const { client, network } = await told(undefined, () => []);
    const replies = [failureOf(client.request('a')), failureOf(client.request('b'))];
    await network.advanceBy(defaultTimeouts.reply - 1);
    expect(await isSettled(Promise.all(replies))).toBe(false);
    await network.advanceBy(1);
    for (const reply of replies) {
      expect(await reply).toMatchObject({ blame: 'timeout', code: 'timeout-reply', timeout: 'reply', sent: 'maybe' });
    }
    expect(await client.closed).toMatchObject({ by: 'timeout' });
  });

  test('ends alone where replies name their request', async () => {
    const { client, network } = await told(byKey, (line) => (line.endsWith('a') ? [] : [line]), {
      timeouts: { reply: 1_000 },
    });
    const lost = failureOf(client.request('a'));
    await network.advanceBy(600);
    const other = client.request('b');
    expect(await other).toBe('1 b');
    await network.advanceBy(400);
    expect(await lost).toMatchObject({ code: 'timeout-reply' });
    expect(await client.request('c')).toBe('2 c');
  });

  test('is given its own time by the call, and Infinity takes that of the client away', async () => {
    const { client, network } = await told(undefined, () => []);
    const patient = client.request('a', { timeout: Number.POSITIVE_INFINITY });
    patient.catch(() => {});
    await network.advanceBy(10 * defaultTimeouts.reply);
    expect(await isSettled(patient)).toBe(false);
    const hasty = failureOf(client.request('b', { timeout: 50 }));
    await network.advanceBy(50);
    expect(await hasty).toMatchObject({ code: 'timeout-reply' });
  });
});

test('a request after one with a time of its own has the time-out reply from its turn on', async () => {
  const { client, network } = await told(undefined, (line) => (line === 'answer' ? ['a'] : []));
  const patient = client.request('a', { timeout: Number.POSITIVE_INFINITY });
  const next = failureOf(client.request('b'));
  await network.advanceBy(1.5 * defaultTimeouts.reply);
  await client.send('answer');
  expect(await patient).toBe('a');
  await network.advanceBy(defaultTimeouts.reply - 1);
  expect(await isSettled(next)).toBe(false);
  await network.advanceBy(1);
  expect(await isSettled(next)).toBe(true);
  expect(await next).toMatchObject({ code: 'timeout-reply' });
});

test('requests that take their turns, each within the time, are no silence', async () => {
  const network = world();
  const handler = (line: string) =>
    new Promise<string>((resolve) => network.clock.setTimer(() => resolve(line), 0.9 * defaultTimeouts.reply));
  await serve(lines(), handler, network.endpoint('server'), { timeouts: { idle: Number.POSITIVE_INFINITY } });
  const client = await connect(lines(), network.endpoint('server'), { timeouts: { idle: Number.POSITIVE_INFINITY } });
  const replies = Promise.all(['a', 'b', 'c', 'd'].map((line) => client.request(line)));
  await network.advanceBy(4 * defaultTimeouts.reply);
  expect(await replies).toEqual(['a', 'b', 'c', 'd']);
});

test('a stream whose replies nobody takes is not silent', async () => {
  const replies = Array.from({ length: 200 }, (_, i) => `0 ${i === 199 ? 'end' : i}`);
  const { client, network } = await told(byKey, () => replies);
  const stream = client.stream('all');
  await network.runUntilIdle();
  await network.advanceBy(3 * defaultTimeouts.reply);
  const taken: string[] = [];
  const taking = (async () => {
    for await (const reply of stream) taken.push(reply);
  })();
  // Each time the reader has made room, the network brings more.
  for (let round = 0; round < 1_000 && taken.length < replies.length; round++) await network.advanceBy(1);
  expect(taken).toHaveLength(replies.length);
  await taking;
  expect(taken).toEqual(replies);
});
