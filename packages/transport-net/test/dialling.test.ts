/** Happy Eyeballs with real sockets: addresses that do not answer, that refuse, and what is told of each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type LookupFunction, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { TraceRecord } from '@wirechart/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type TcpOptions, tcp, unix } from '../src/index.js';
import { join, listen } from './support/pair.js';
import { run } from './support/tools.js';

test('while the first address does not answer, the second is tried beside it, and wins', async () => {
  const silent = await full();
  const listening = await listen(tcp({ port: silent.port, host: '127.0.0.2' }));
  const endpoint = tcp({
    host: 'two.test',
    port: silent.port,
    lookup: addresses(silent.host, '127.0.0.2'),
    attemptDelay: 10,
  });
  const { client } = await join(listening, endpoint);
  expect(client.remote).toMatchObject({ host: '127.0.0.2' });
});

test('the families take turns, whatever the look-up began with', async () => {
  const listening = await listen(tcp({ host: '::1', port: 0 }));
  const records: TraceRecord[] = [];
  const lookup = addresses('127.0.0.3', '127.0.0.4', '::1');
  // Each attempt fails by itself, however late that is heard.
  const endpoint = tcp({ host: 'mixed.test', port: listening.port, lookup, attemptDelay: 5000 });
  const client = await endpoint.connect({ onTransition: (record) => records.push(record) });
  expect(client.remote).toMatchObject({ host: '::1' });
  expect(records.map(({ connection, from, event, to }) => [connection, from, event, to].join(' '))).toEqual([
    `dial/mixed.test:${listening.port} dialling.resolving resolved dialling.attempting`,
    `dial/mixed.test:${listening.port} dialling.attempting failed dialling.attempting`,
    `dial/mixed.test:${listening.port} dialling.attempting connected connected`,
  ]);
  client.reset();
});

test('the time-out bounds the whole, and says what each address did', async () => {
  const silent = await full();
  const lookup = addresses('127.0.0.9', silent.host);
  const endpoint = tcp({ host: 'silent.test', port: silent.port, lookup, connectTimeout: 1500, attemptDelay: 10 });
  await expect(endpoint.connect()).rejects.toMatchObject({
    code: 'timeout-connect',
    message:
      `time-out connect: no connection to silent.test:${silent.port} within 1500 ms; ` +
      `127.0.0.9: connection refused (ECONNREFUSED); ${silent.host}: no answer`,
  });
});

test('an attempt that is given up is closed', async () => {
  const silent = await full();
  const listening = await listen(tcp({ port: silent.port, host: '127.0.0.2' }));
  const endpoint = tcp({
    host: 'two.test',
    port: silent.port,
    lookup: addresses(silent.host, '127.0.0.2'),
    attemptDelay: 10,
  });
  const before = sockets();
  const { client } = await join(listening, endpoint);
  client.reset();
  await expect.poll(sockets).toBeLessThanOrEqual(before + 1);
});

test('a look-up that gives what is no address is a failure like others', async () => {
  const endpoint = tcp({ host: 'odd.test', port: 1, lookup: addresses('not-an-address') });
  await expect(endpoint.connect()).rejects.toMatchObject({ blame: 'transport' });
});

test('a connection comes from the address and port that it was told', async () => {
  const listening = await listen(tcp({ host: '', port: 0 }));
  const spare = await listen(tcp({ port: 0, host: '127.0.0.5' }));
  await spare.listener.close();
  const { server } = await join(
    listening,
    tcp({ host: 'localhost', port: listening.port, localAddress: '127.0.0.5', localPort: spare.port }),
  );
  expect(server.remote).toEqual({ kind: 'ip', host: '127.0.0.5', port: spare.port, family: 4 });
});

test('a source address leaves the other family alone', async () => {
  const endpoint = tcp({ host: 'name.test', port: 1, localAddress: '127.0.0.1', lookup: addresses('::1') });
  await expect(endpoint.connect()).rejects.toMatchObject({ stage: 'resolve' });
});

test.each<[string, Partial<TcpOptions>]>([
  ['localAddress is of IPv4, and host is ::1', { host: '::1', localAddress: '127.0.0.1' }],
  ['localAddress is of IPv6, and host is 127.0.0.1', { localAddress: '::1' }],
  ['localAddress is of IPv6, and family is 4', { host: 'name.test', family: 4, localAddress: '::1' }],
])('a source address from which nobody could be called is refused: %s', (message, options) => {
  expect(() => tcp({ port: 1, ...options })).toThrow(RangeError);
  expect(() => tcp({ port: 1, ...options })).toThrow(message);
});

test('a source address that is not of this machine is EADDRNOTAVAIL', async () => {
  await expect(tcp({ port: 1, localAddress: '192.0.2.1' }).connect()).rejects.toMatchObject({
    stage: 'connect',
    code: 'EADDRNOTAVAIL',
  });
});

test.runIf(process.platform === 'linux')('an abstract name has no file, and is shown as Linux shows it', async () => {
  const path = `\0wirechart-${process.pid}`;
  const listening = await listen(unix({ path }));
  expect(listening.listener.address).toEqual({ kind: 'path', path: `@wirechart-${process.pid}` });
  const { client, server, atServer, atClient } = await join(listening, unix({ path }));
  client.start(atClient);
  server.start(atServer);
  client.write([Buffer.from('hello')]);
  await atServer.received(5);
  await expect(unix({ path }).listen(() => {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(unix({ path: '\0nobody-listens-here' }).connect()).rejects.toMatchObject({
    code: 'ECONNREFUSED',
    message: 'cannot connect to @nobody-listens-here: connection refused (ECONNREFUSED)',
  });
});

test('a socket that a service manager has opened is listened on', async () => {
  // The parent opens it, and only the child accepts: its end of the bargain is the number 3.
  const manager = createServer().listen(0, '127.0.0.1');
  await once(manager, 'listening');
  const { port } = manager.address() as { port: number };
  const { fd } = (manager as unknown as { _handle: { fd: number } })._handle;
  const dist = new URL('../dist/index.js', import.meta.url).href;
  const script = `import('${dist}').then(async ({ tcp }) => {
    const { address } = await tcp({ port: 0, fd: 3 }).listen((transport) => {
      transport.write([Buffer.from('served')]);
      transport.close();
    });
    console.log(address.port);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit', fd] });
  onTestFinished(() => void child.kill());
  expect(String((await once(child.stdout as Readable, 'data'))[0]).trim()).toBe(String(port));
  manager.close();
  const socket = connect(port, '127.0.0.1');
  expect(String((await once(socket, 'data'))[0])).toBe('served');
  socket.destroy();
});

test.runIf(process.platform === 'linux')(
  'keepAlive has the system ask after an idle remote, on both sides',
  async () => {
    const listening = await listen(tcp({ port: 0, keepAlive: 40_000 }));
    const { client } = await join(listening, tcp({ port: listening.port, keepAlive: 70_000 }));
    const { port } = client.local as { port: number };
    expect(asksIn(listening.port, port), 'the server').toBeCloseTo(40, -1);
    expect(asksIn(port, listening.port), 'the client').toBeCloseTo(70, -1);
  },
);

/** Seconds until the system asks, as proc(5) has it: a timer of the kind 2, in hundredths of a second. */
function asksIn(local: number, remote: number): number | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  const line = new RegExp(`:${hex(local)} \\w+:${hex(remote)} 01 \\w+:\\w+ 02:(\\w+)`);
  const [, ticks] = line.exec(readFileSync('/proc/net/tcp', 'utf8')) ?? [];
  return ticks === undefined ? undefined : Number.parseInt(ticks, 16) / 100;
}

test('how often the system asks after an idle remote is set on both sides, or refused where Node cannot', async () => {
  const set = vi.spyOn(Socket.prototype, 'setKeepAlive');
  onTestFinished(() => set.mockRestore());
  const options = { keepAlive: 5000, keepAliveInterval: 2000, keepAliveCount: 3 };
  if (!ASKS_AS_TOLD) return expect(() => tcp({ port: 0, ...options })).toThrow('keepAliveInterval needs Node 26.4');
  const listening = await listen(tcp({ port: 0, ...options }));
  await join(listening, tcp({ port: listening.port, ...options }));
  const told = set.mock.calls.filter((call) => (call as unknown[]).length === 4);
  expect(told).toEqual([
    [true, 5000, 2000, 3],
    [true, 5000, 2000, 3],
  ]);
});

test.each([
  ['attemptDelay', { port: 1, attemptDelay: 9 }],
  ['localPort', { port: 1, localPort: 65_536 }],
  ['localAddress', { port: 1, localAddress: 'localhost' }],
  ['keepAlive', { port: 1, keepAlive: 10 }],
  ['keepAliveInterval', { port: 1, keepAlive: 1000, keepAliveInterval: 10 }],
  ['keepAliveInterval needs keepAlive', { port: 1, keepAliveInterval: 1000 }],
  ['keepAliveCount', { port: 1, keepAlive: 1000, keepAliveCount: 128 }],
  ['keepAliveCount needs keepAlive', { port: 1, keepAliveCount: 3 }],
])('an impossible %s is refused by name: %o', (name, options) => {
  expect(() => tcp(options)).toThrow(RangeError);
  expect(() => tcp(options)).toThrow(name);
});

const ASKS_AS_TOLD = Socket.prototype.setKeepAlive.length >= 4;

function addresses(...found: string[]): LookupFunction {
  const list = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_host, _options, done) => done(null, list);
}

/** Somewhere that answers nobody any more: its queue is full. */
async function full(): Promise<{ readonly host: string; readonly port: number }> {
  const host = '127.0.0.1';
  const { port } = await listenUnheard(host);
  const held = Array.from({ length: 4 }, () => tcp({ host, port, connectTimeout: 50 }).connect());
  await Promise.allSettled(held);
  return { host, port };
}

/** Node accepts whatever comes, but for one that is busy with something else. */
async function listenUnheard(host: string): Promise<{ readonly port: number }> {
  const script = `require('net').createServer().listen({ host: '${host}', port: 0, backlog: 1 }, function () {
    require('fs').writeSync(1, this.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const [text] = await run(process.execPath, ['-e', script]).until(/^\d+$/m);
  return { port: Number(text) };
}

function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}
