/** What is open in a process can be found, and is not kept from being collected. */
import { expect, test } from 'vitest';
import {
  connect,
  LIVE_SOURCES,
  liveSources,
  serve,
  type Watchable,
  type WatchedConnection,
  type Watcher,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { world } from './kit/world.js';

const others = new Set(liveSources());
const open = () => [...liveSources()].filter((source) => !others.has(source));
const silent = { onError() {} };

test('servers and clients are among what is open for as long as they are', async () => {
  const network = world();
  const server = await serve(lines(), (line) => line, network.endpoint('server'), silent);
  const client = await connect(lines(), network.endpoint('server'));
  expect(open()).toEqual([server, client]);
  await client.abort();
  expect(open()).toEqual([server]);
  await server.close();
  expect(open()).toEqual([]);
});

test('a client that the remote has ended is none of them any more', async () => {
  const network = world();
  const server = await serve(lines(), (line) => line, network.endpoint('server'), silent);
  const client = await connect(lines(), network.endpoint('server'));
  await server.abort();
  await client.closed;
  expect(open()).toEqual([]);
});

test('who looks is told that a client is over, after its connection', async () => {
  const told: string[] = [];
  const watcher: Watcher = {
    begun: () => told.push('begun'),
    over: () => told.push('over'),
    opened: () => told.push('opened'),
    turned: () => undefined,
    closed: () => told.push('closed'),
  };
  const network = world();
  await using _server = await serve(lines(), (line) => line, network.endpoint('server'), silent);
  const client = await connect(lines(), network.endpoint('server'), { watcher });
  expect(client.watcher).toBe(watcher);
  await client.close();
  expect(told).toEqual(['begun', 'opened', 'closed', 'over']);
});

test('who looks is told of the turns of those connections that it has put a tag on', async () => {
  const turned: unknown[] = [];
  const seen: WatchedConnection[] = [];
  const watcher: Watcher = {
    opened: (connection) => seen.push(connection),
    turned: ({ tag }) => turned.push(tag),
    closed: () => undefined,
  };
  const network = world();
  await using server = await serve(lines(), (line) => line, network.endpoint('server'), silent);
  server.watch(watcher);
  await using client = await connect(lines(), network.endpoint('server'));
  await client.request('one');
  expect(turned).toEqual([]);
  (seen[0] as WatchedConnection).tag = 'mine';
  await client.request('two');
  expect(new Set(turned)).toEqual(new Set(['mine']));
  const told = turned.length;
  (seen[0] as WatchedConnection).tag = undefined;
  await client.request('three');
  expect(turned.length).toBe(told);
});

test('whoever comes later is told of, and found where another copy of the package looks', async () => {
  const live = (globalThis as unknown as Record<symbol, unknown>)[Symbol.for(LIVE_SOURCES)];
  expect(live).toBe(liveSources());
  const begun: Watchable[] = [];
  liveSources().begun = (source) => begun.push(source);
  await using server = await serve(lines(), (line) => line, world().endpoint('server'), silent);
  liveSources().begun = undefined;
  expect(begun).toEqual([server]);
});
