/** A server in several processes: connections in turn, numbers added up, one close, restarts, crashes. */
import { fileURLToPath } from 'node:url';
import { type Client, connect, type ServerMetrics } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tcp } from '../../src/index.js';
import { run } from '../support/tools.js';

vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = fileURLToPath(new URL('program.js', import.meta.url));

async function started(port = 0, closeTimeout = 30_000) {
  const program = run(process.execPath, [PROGRAM, port, closeTimeout]);
  /** The whole lines that tell of something. */
  const about = (key: string) =>
    program.output
      .split('\n')
      .slice(0, -1)
      .filter((line) => line.startsWith(`{"${key}"`))
      .map((line) => JSON.parse(line)[key]);
  const ask = async <T>(command: string, key: string): Promise<T> => {
    const before = about(key).length;
    program.stdin.write(`${command}\n`);
    // So many whole lines of it, and any others between them.
    await program.until(new RegExp(`(?:^\\{"${key}".*\n(?:(?!\\{"${key}").*\n)*){${before + 1}}`, 'm'));
    return about(key).at(-1);
  };
  await program.until(/^\{"address".*\n/m);
  const [address] = about('address') as [{ port: number }];
  const call = async (): Promise<Client<string, string>> => {
    const client = await connect(lines(), tcp({ port: address.port }));
    onTestFinished(() => client.abort());
    return client;
  };
  return { program, ask, call, port: address.port };
}

test('connections are shared, numbers are added up, and one close ends all in order', async () => {
  const { program, ask, call } = await started();
  const clients = await Promise.all(Array.from({ length: 8 }, call));
  const replies = await Promise.all(clients.map((client, at) => client.request(String(at))));
  const pids = new Set(replies.map((reply) => reply.split(' ')[0]));
  expect(pids.size).toBe(2);
  const metrics = await ask<ServerMetrics>('metrics', 'metrics');
  expect(metrics).toMatchObject({
    connections: { open: 8, accepted: 8 },
    messages: { received: 8, sent: 8 },
    bytes: { received: 16 },
  });
  const closed = await ask<ServerMetrics>('close', 'closed');
  await Promise.all(clients.map((client) => client.closed));
  expect(closed).toMatchObject({ connections: { open: 0, closed: 8 }, messages: { received: 8 } });
  expect(await program.ended).toBe(0);
});

test('a restart puts new processes in place, and refuses nobody', async () => {
  const { ask, call } = await started();
  const before = await ask<number[]>('pids', 'pids');
  let over = false;
  const served = (async () => {
    let count = 0;
    while (!over) {
      const client = await call();
      // One that closes may do so before it has read the request: that was not accepted, and can be sent again.
      const reply = await client.request('hello').catch((error: { code: string }) => error.code);
      expect(reply).toMatch(/^\d+ hello$|^closed-before-reply$/);
      await client.close().catch(() => {});
      count += 1;
    }
    return count;
  })();
  const after = await ask<number[]>('restart', 'restarted');
  over = true;
  expect(await served).toBeGreaterThan(0);
  expect(after).toHaveLength(2);
  for (const pid of before) expect(after).not.toContain(pid);
});

test('a close waits for a process that was just starting, too', async () => {
  const { ask } = await started();
  expect(await ask<number>('restart, close', 'left')).toBe(0);
});

test('a close that waits for a reply can be cut short by an abort', async () => {
  const { ask, call } = await started();
  const client = await call();
  const reply = client.request('hang').catch((error: unknown) => error);
  await expect.poll(async () => (await ask<ServerMetrics>('metrics', 'metrics')).messages.received).toBe(1);
  expect(await ask<number>('close, abort', 'left')).toBe(0);
  expect(await reply).toBeInstanceOf(Error);
  // Each process has told its last numbers once.
  expect(await ask<ServerMetrics>('metrics', 'metrics')).toMatchObject({ connections: { accepted: 1 } });
});

test('a process that is stuck is killed, so that the close of all is bounded', async () => {
  const { program, ask, call } = await started(0, 300);
  const reply = (await call()).request('stuck').catch((error: unknown) => error);
  const pid = Number((await program.until(/^\{"stuck":(\d+)\}$/m))[1]);
  // The other one too, if the machine stands still while it closes.
  expect(await ask<number[]>('close', 'killed')).toContain(pid);
  expect(await reply).toBeInstanceOf(Error);
  expect(program.output).toContain(`{"kill":${pid},"after":300}`);
  expect(await program.ended).toBe(0);
});

test('another process takes the place of one that crashed', async () => {
  const { program, ask, call } = await started();
  const before = await ask<number[]>('pids', 'pids');
  const client = await call();
  await expect(client.request('crash')).rejects.toMatchObject({ blame: expect.stringMatching(/transport|remote/) });
  await program.until(/^\{"exited":\d+,"why":7\}$/m);
  for (;;) {
    const pids = await ask<number[]>('pids', 'pids');
    if (pids.length === 2 && pids.some((pid) => !before.includes(pid))) break;
  }
  expect(await (await call()).request('hello')).toMatch(/hello$/);
});

test('whoever is on the way to a process that is killed is reset, and does not wait for ever', async () => {
  const { program, call } = await started();
  (await call()).request('stuck').catch(() => {});
  const pid = Number((await program.until(/^\{"stuck":(\d+)\}$/m))[1]);
  // One of these is handed to the process that is stuck; the others find the one that is not.
  let answered = 0;
  const replies = Array.from({ length: 4 }, async () => {
    const reply = await (await call()).request('hello').catch((error: { code: string }) => error.code);
    answered += 1;
    return reply;
  });
  await expect.poll(() => answered).toBe(3);
  process.kill(pid, 'SIGKILL');
  const others = (await Promise.all(replies)).filter((reply) => !reply.endsWith(' hello'));
  expect(others).toEqual(['ECONNRESET']);
});

test('what made the first process fail is told', async () => {
  const { port } = await started();
  const second = run(process.execPath, [PROGRAM, port]);
  await second.until(/^\{"failed":".*EADDRINUSE.*","code":"EADDRINUSE"\}$/m);
  expect(await second.ended).toBe(1);
  expect(second.output, 'nothing but that').toMatch(/^\{.*\}\n$/);
});
