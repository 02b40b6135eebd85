/** Listening: addresses, errors, backlog, closing. */
import { TransportError } from '@wirechart/core';
import { expect, test } from 'vitest';
import { type TcpOptions, tcp } from '../src/index.js';
import { join, listen } from './support/pair.js';

test('port 0 lets the system choose, on 127.0.0.1 by default', async () => {
  const { listener, port } = await listen(tcp({ port: 0 }));
  expect(listener.address).toEqual({ kind: 'ip', host: '127.0.0.1', port, family: 4 });
  expect(port).toBeGreaterThan(0);
});

test('each side knows both addresses, as the other knows them', async () => {
  const listening = await listen(tcp({ port: 0 }));
  const { client, server } = await join(listening, tcp({ port: listening.port }));
  expect(client.remote).toEqual(listening.listener.address);
  expect(server.local).toEqual(listening.listener.address);
  expect(server.remote).toEqual(client.local);
  expect(client.local).toMatchObject({ kind: 'ip', host: '127.0.0.1', family: 4 });
});

test('addresses are still known when the connection is gone', async () => {
  const listening = await listen(tcp({ port: 0 }));
  const { client, server, atServer, atClient } = await join(listening, tcp({ port: listening.port }));
  const { remote } = server;
  server.start(atServer);
  client.start(atClient);
  client.reset();
  await atServer.seen('close');
  expect(server.remote).toEqual(remote);
  expect(client.local).toEqual(remote);
});

test('IPv6 works like IPv4', async () => {
  const listening = await listen(tcp({ host: '::1', port: 0 }));
  expect(listening.listener.address).toMatchObject({ host: '::1', family: 6 });
  const { client, server } = await join(listening, tcp({ host: '::1', port: listening.port }));
  expect(server.remote).toMatchObject({ kind: 'ip', host: '::1', family: 6 });
  expect(client.remote).toEqual(listening.listener.address);
});

test('host "" is every interface, and an IPv4 remote looks like one', async () => {
  const listening = await listen(tcp({ host: '', port: 0 }));
  for (const host of ['127.0.0.1', '::1']) {
    const { server } = await join(listening, tcp({ host, port: listening.port }));
    const family = host === '::1' ? 6 : 4;
    expect(server.local).toEqual({ kind: 'ip', host, port: listening.port, family });
    expect(server.remote).toMatchObject({ kind: 'ip', host, family });
  }
});

test('host "" connects to this machine', async () => {
  const listening = await listen(tcp({ port: 0 }));
  const { client } = await join(listening, tcp({ host: '', port: listening.port }));
  expect(client.remote).toEqual(listening.listener.address);
});

test('family 4 and ipv6Only each leave the other family alone', async () => {
  const four = await listen(tcp({ host: '', family: 4, port: 0 }));
  expect(four.listener.address).toMatchObject({ host: '0.0.0.0', family: 4 });
  const six = await listen(tcp({ host: '', ipv6Only: true, port: 0 }));
  await expect(tcp({ port: six.port }).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await expect(tcp({ host: '::1', port: four.port }).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a name is looked up, in the family that was asked for', async () => {
  const asked: unknown[] = [];
  const endpoint = tcp({
    host: 'here.test',
    family: 4,
    port: 0,
    lookup(host, options, done) {
      asked.push([host, options.family]);
      done(null, '127.0.0.1', 4);
    },
  });
  const { listener } = await listen(endpoint);
  expect(asked).toEqual([['here.test', 4]]);
  expect(listener.address).toMatchObject({ host: '127.0.0.1' });
});

test('a name that has no address is a failure to resolve', async () => {
  const endpoint = tcp({ host: 'nowhere.test', port: 0, lookup: (_host, _options, done) => done(null, []) });
  await expect(endpoint.listen(() => {})).rejects.toMatchObject({
    stage: 'resolve',
    code: 'ENOTFOUND',
    message: 'cannot resolve nowhere.test: no such host (ENOTFOUND)',
  });
});

test('a port in use is EADDRINUSE', async () => {
  const { port } = await listen(tcp({ port: 0 }));
  const failure = await tcp({ port })
    .listen(() => {})
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TransportError);
  expect(failure).toMatchObject({
    stage: 'listen',
    code: 'EADDRINUSE',
    message: `cannot listen on 127.0.0.1:${port}: address already in use (EADDRINUSE)`,
  });
});

test('an address that is not ours is EADDRNOTAVAIL', async () => {
  await expect(tcp({ host: '192.0.2.1', port: 0 }).listen(() => {})).rejects.toMatchObject({
    stage: 'listen',
    code: 'EADDRNOTAVAIL',
  });
});

test('a closed listener takes no new connections, leaves open ones alone, and frees its address at once', async () => {
  const first = await listen(tcp({ port: 0 }));
  const { port } = first;
  const { client, server, atClient, atServer } = await join(first, tcp({ port }));
  client.start(atClient);
  server.start(atServer);
  await first.listener.close();
  await first.listener.close();
  await expect(tcp({ port }).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  client.write([Buffer.from('still here')]);
  await atServer.received(10);

  const second = await listen(tcp({ port }));
  const { client: newcomer } = await join(second, tcp({ port }));
  expect(newcomer.remote).toEqual(second.listener.address);
});

test('an address can be listened on again although its server closed connections first', async () => {
  const first = await listen(tcp({ port: 0 }));
  const { port } = first;
  const { client, server, atClient, atServer } = await join(first, tcp({ port }));
  client.start(atClient);
  server.start(atServer);
  // Who closes first keeps the address in TIME-WAIT (RFC 9293, 3.6).
  server.end();
  await atClient.seen('end');
  client.end();
  await Promise.all([atClient.seen('close'), atServer.seen('close')]);
  await first.listener.close();
  expect((await listen(tcp({ port }))).port).toBe(port);
});

// Linux holds one more than it was told, and does not answer the others until there is room.
test.runIf(process.platform === 'linux')(
  'the backlog limits who is held, and the others run into connectTimeout',
  async () => {
    const outcomes = async (backlog: number, connectTimeout: number) => {
      const { port } = await listen(tcp({ port: 0, backlog }));
      const endpoint = tcp({ port, connectTimeout });
      const settled = await Promise.allSettled(Array.from({ length: 8 }, () => endpoint.connect()));
      for (const one of settled) if (one.status === 'fulfilled') one.value.reset();
      return settled.map((one) => (one.status === 'fulfilled' ? 'open' : (one.reason as { code: string }).code));
    };
    expect(await outcomes(8, 20_000)).toEqual(Array(8).fill('open'));
    // Shorter than the second after which the system asks a full backlog again (RFC 6298, 2.1). If the machine stands still for that
    // long, those that are held are late too: then once more.
    let left: string[];
    do left = (await outcomes(1, 700)).filter((outcome) => outcome === 'timeout-connect');
    while (left.length === 8);
    expect(left).toHaveLength(6);
  },
);

test.each<[string, TcpOptions]>([
  ['port', { port: -1 }],
  ['port', { port: 65_536 }],
  ['port', { port: Number.NaN }],
  ['backlog', { port: 0, backlog: 0 }],
  ['family', { port: 0, family: 5 as never }],
  ['fd', { port: 0, fd: -1 }],
  ['fd', { port: 0, fd: Number.NaN }],
  ['connectTimeout', { port: 0, connectTimeout: 0 }],
  ['closeTimeout', { port: 0, closeTimeout: Number.NaN }],
])('an impossible %s is refused by name: %o', (name, options) => {
  expect(() => tcp(options)).toThrow(RangeError);
  expect(() => tcp(options)).toThrow(name);
});
