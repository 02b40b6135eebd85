/** Servers that stand: without free files, under too many connections from one address, and what they tell of it. */
import { spawn } from 'node:child_process';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@wirechart/core';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { tcp } from '../src/index.js';
import { lines } from './support/lines.js';
import { run } from './support/tools.js';

const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A server that may have 64 files open, in a process of its own, as the limit is the process's. */
async function serverWithFewFiles() {
  const dist = (name: string) => new URL(`../../${name}/dist/index.js`, import.meta.url).href;
  const script = `
    import { execFileSync } from 'node:child_process';
    import { serve } from '${dist('core')}';
    import { tcp } from '${dist('transport-net')}';
    import { raw } from '${new URL('../../protocols/dist/raw/index.js', import.meta.url).href}';
    const server = await serve(raw(), (piece) => piece, tcp({ port: 0 }), { onError: (error) => console.log(error.code) });
    // Modules are read many at a time, so the limit comes after them.
    execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=64:64']);
    console.log(server.address.port);
    process.stdin.on('data', () => console.log('open ' + server.peers.size));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  let told = '';
  const waiting = new Set<() => void>();
  (child.stdout as Readable).setEncoding('utf8').on('data', (text) => {
    told += text;
    for (const look of waiting) look();
  });
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const look = () => {
        const found = pattern.exec(told);
        if (found === null) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const [port] = await until(/^\d+$/m);
  return {
    port: Number(port),
    until,
    told: () => told,
    ask: () => (child.stdin as Writable).write('open?\n'),
  };
}

/** Connects, sends, and says whether it came back. */
async function isServed(port: number): Promise<boolean> {
  const socket = connectPlain(port, '127.0.0.1');
  sockets.push(socket);
  const outcome = Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)]).catch(
    () => false,
  );
  socket.on('error', () => {});
  socket.write('hello');
  return outcome;
}

test.runIf(process.platform === 'linux')(
  '200 connections to a server with 64 files: some are served, the others refused, it says so, and goes on',
  async () => {
    const { port, until, told, ask } = await serverWithFewFiles();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => isServed(port)));
    const served = outcomes.filter(Boolean).length;
    expect(served).toBeGreaterThan(10);
    expect(served).toBeLessThan(64);
    await until(/EMFILE/);
    // Those that it has are served still.
    ask();
    await until(new RegExp(`open ${served}`));
    for (const socket of sockets) if (!socket.destroyed) socket.write('again');
    // Told once, and not for each.
    expect(told().match(/EMFILE/g)).toHaveLength(1);
    // When there are free ones again, it accepts again.
    for (const socket of sockets.splice(0)) socket.destroy();
    for (;;) if (await isServed(port)) break;
  },
);

test('connections from one address are limited, and others are not touched', async () => {
  const errors: string[] = [];
  const server = await serve(lines, (line) => line, tcp({ port: 0, host: '' }), {
    connectionsPerRemote: 2,
    onError: (error) => errors.push(error.message),
  });
  onTestFinished(() => server.abort());
  const { port } = server.address as { port: number };
  const from = (localAddress: string) => connect(lines, tcp({ port, localAddress }));
  const [first, second] = [await from('127.0.0.1'), await from('127.0.0.1')];
  // It is reset when it has been accepted, which the client may hear before or after it is connected itself.
  await from('127.0.0.1').then(
    (client) => client.closed,
    () => {},
  );
  const other = await from('127.0.0.2');
  for (const client of [first, second, other]) expect(await client.request('hello')).toBe('hello');
  expect(errors).toEqual(['too many connections from one address: limit connectionsPerRemote is 2, for 127.0.0.1']);
  expect(server.metrics().connections).toMatchObject({ open: 3, refused: { 'limit-connections-per-remote': 1 } });
  // One that has gone makes room.
  await first.close();
  while (server.peers.size > 2) await new Promise(setImmediate);
  const next = await from('127.0.0.1');
  expect(await next.request('hello')).toBe('hello');
});

test('diagnostics_channel is told of connections, messages, errors and ends', async () => {
  const told: string[] = [];
  const names = ['connection', 'message', 'reply', 'error', 'close'];
  for (const name of names) {
    const heard = (message: unknown) => {
      const { message: line, error } = message as { message?: string; error?: { code: string } };
      told.push([name, line ?? error?.code].filter(Boolean).join(' '));
    };
    channel(`wirechart.server.${name}`).subscribe(heard);
    onTestFinished(() => void channel(`wirechart.server.${name}`).unsubscribe(heard));
  }
  const server = await serve(lines, (line) => line.toUpperCase(), tcp({ port: 0 }), { onError() {} });
  onTestFinished(() => server.abort());
  const { port } = server.address as { port: number };
  const client = await connect(lines, tcp({ port }));
  await client.request('hello');
  await client.abort();
  while (server.peers.size > 0) await new Promise(setImmediate);
  expect(told).toEqual(['connection', 'message hello', 'reply HELLO', 'error ECONNRESET', 'close ECONNRESET']);
});

test('a listener that was closed at once and started again on the same port takes connections', async () => {
  const first = await serve(lines, (line) => `1 ${line}`, tcp({ port: 0 }), { onError() {} });
  const { port } = first.address as { port: number };
  const client = await connect(lines, tcp({ port }));
  expect(await client.request('hello')).toBe('1 hello');
  await first.abort();
  const second = await serve(lines, (line) => `2 ${line}`, tcp({ port }));
  onTestFinished(() => second.abort());
  expect(await (await connect(lines, tcp({ port }))).request('hello')).toBe('2 hello');
});

test('so does one whose process was killed, and its client is told', { timeout: 30_000 }, async () => {
  const program = fileURLToPath(new URL('support/draining-server.js', import.meta.url));
  const first = run(process.execPath, [program, 0]);
  const port = Number((await first.until(/listening on (\d+)/))[1]);
  const client = await connect(lines, tcp({ port }));
  expect(await client.request('hello')).toBe('hello');
  // It is at work, and has not read what comes after: the system resets for it.
  const [reply, later] = [client.request('busy'), client.request('later')].map((one) => one.catch((error) => error));
  first.signal('SIGKILL');
  expect(await reply).toBeInstanceOf(Error);
  expect(await later).toBeInstanceOf(Error);
  await first.ended;
  await expect(tcp({ port }).connect()).rejects.toMatchObject({ stage: 'connect', code: 'ECONNREFUSED' });
  const second = run(process.execPath, [program, 0, port]);
  await second.until(new RegExp(`listening on ${port}`));
  const again = await connect(lines, tcp({ port }));
  expect(await again.request('hello')).toBe('hello');
  await again.close();
});
