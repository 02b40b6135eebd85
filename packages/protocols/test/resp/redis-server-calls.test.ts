/** Subscriptions, MONITOR, and a server that is stopped or hangs up: with Debian's redis-server. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@wirechart/core';
import { unix } from '@wirechart/transport-net';
import { describe, expect, test } from 'vitest';
import { type RespClientOptions, respClient } from '../../src/resp/index.js';
import { withRedisServer } from './support/redis-server.js';
import { canRun } from './support/tools.js';

describe.skipIf(!canRun('redis-server'))('redis-server', () => {
  const path = withRedisServer();
  const open = (options: RespClientOptions = {}) =>
    connect(respClient({ bulk: 'text', ...options }), unix({ path: path() }));

  test.each([2, 3] as const)('publishes to a subscription, in version %d', async (version) => {
    await using listener = await open({ version });
    await using speaker = await open();
    const news = listener.subscribe(['SUBSCRIBE', 'news', 'sport']);
    const patterns = listener.subscribe(['PSUBSCRIBE', 's*']);
    expect(await listener.request(['PING'])).toEqual(version === 2 ? ['pong', ''] : 'PONG');
    await speaker.request(['PUBLISH', 'news', 'one']);
    await speaker.request(['PUBLISH', 'sport', 'two']);
    const seen: unknown[] = [];
    for await (const message of news) {
      seen.push(message);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([
      ['message', 'news', 'one'],
      ['message', 'sport', 'two'],
    ]);
    expect((await patterns.next()).value).toEqual(['pmessage', 's*', 'sport', 'two']);
    await patterns.return?.();
    // Nothing is subscribed to any more: in version 2, too, all commands are taken again.
    expect(await listener.request(['ECHO', 'hello'])).toBe('hello');
  });

  test.each([2, 3] as const)('refuses a subscription for want of permission, in version %d', async (version) => {
    await using admin = await open();
    await admin.request(['ACL', 'SETUSER', 'guest', 'on', 'nopass', '+@all', '~*', 'resetchannels']);
    await using guest = await open({ version, auth: { username: 'guest', password: '' } });
    const requests = [guest.request(['SUBSCRIBE', 'news']), guest.request(['GET', 'none']), guest.request(['PING'])];
    await expect(requests[0]).rejects.toMatchObject({
      code: 'subscription-refused',
      message: expect.stringContaining('NOPERM'),
    });
    expect(await Promise.all(requests.slice(1))).toEqual([null, 'PONG']);
  });

  test('is monitored, and goes on after RESET', async () => {
    await using watcher = await open();
    await using other = await open();
    const lines = watcher.subscribe(['MONITOR']);
    expect(await watcher.request(['PING'])).toBe('PONG');
    await other.request(['SET', 'k', 'v']);
    const seen: string[] = [];
    for await (const line of lines) {
      seen.push(String(line));
      if (String(line).includes('"SET"')) break;
    }
    expect(seen.at(-1)).toMatch(/^\d+\.\d{6} \[0 .*\] "SET" "k" "v"$/);
    expect(await watcher.request(['RESET'])).toBe('RESET');
    expect(await watcher.request(['GET', 'k'])).toBe('v');
  });

  test('runs transactions', async () => {
    await using client = await open();
    const replies = await Promise.all([
      client.request(['WATCH', 't']),
      client.request(['MULTI']),
      client.request(['SET', 't', 1]),
      client.request(['INCR', 't']),
      client.request(['EXEC']),
      client.request(['GET', 't']),
    ]);
    expect(replies).toEqual(['OK', 'OK', 'QUEUED', 'QUEUED', ['OK', 2], '2']);
  });

  test('kills a client: the next request says that it was the remote, and that nothing was sent', async () => {
    await using admin = await open();
    const victim = await open();
    const id = await victim.request(['CLIENT', 'ID']);
    expect(await admin.request(['CLIENT', 'KILL', 'ID', String(id)])).toBe(1);
    await victim.closed;
    await expect(victim.request(['GET', 'k'])).rejects.toMatchObject({
      blame: expect.stringMatching(/remote|transport/),
      sent: 'no',
    });
  });
});

describe.skipIf(!canRun('redis-server'))('a redis-server that is stopped (SIGSTOP)', () => {
  test('does not keep a client from closing, nor from an end of its request', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'resp-'));
    const path = join(folder, 'redis.sock');
    const child = spawn('redis-server', ['--port', '0', '--unixsocket', path, '--save', '', '--dir', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await new Promise<void>((resolve) => {
        child.stdout.setEncoding('utf8').on('data', (text) => /ready to accept/i.test(text) && resolve());
      });
      const client = await connect(respClient(), unix({ path }), { timeouts: { drain: 200 } });
      expect(await client.request(['PING'])).toBe('PONG');
      child.kill('SIGSTOP');
      const lost = client.request(['PING']).catch((error: unknown) => error);
      await client.close();
      expect(await lost).toMatchObject({ blame: 'timeout', code: 'timeout-drain', sent: 'maybe' });
      expect(await client.closed).toMatchObject({ by: 'timeout' });
    } finally {
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
