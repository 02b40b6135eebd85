/** A protocol before another one: what it may look at, what it leaves behind, and how it refuses. */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { remoteError } from '../src/errors/core-errors.js';
import {
  type Addresses,
  bytes,
  Connection,
  connect,
  defineProtocol,
  type HalfInput,
  type Peer,
  prepare,
  serve,
  until,
} from '../src/index.js';
import { lines } from './kit/lines.js';
import { world } from './kit/world.js';

/** The first line names who is spoken for; only the remote `trusted` may say so, and nobody may speak for `nobody`. */
const read = setup({
  types: {
    context: {} as HalfInput & { readonly client: string },
    input: {} as HalfInput,
    events: {} as { readonly type: string; readonly value: string },
  },
  guards: {
    isTrusted: ({ context }) =>
      context.addresses?.remote.kind === 'name' && context.addresses.remote.name === 'trusted',
    isNobody: ({ event }) => event.value === 'nobody',
  },
  actions: { remember: assign({ client: ({ event }) => event.value }) },
}).createMachine({
  id: 'prefix',
  context: ({ input }) => ({ ...input, client: '' }),
  initial: 'checking',
  on: { eof: '.failed', malformed: '.failed', reset: '.failed' },
  output: ({ context }) => (context.client === '' ? remoteError('protocol-violation', 'a stranger') : context.client),
  states: {
    checking: {
      meta: { need: bytes(0, { event: 'opened' }) },
      on: { opened: [{ guard: 'isTrusted', target: 'awaiting-client' }, { target: 'failed' }] },
    },
    'awaiting-client': {
      meta: { need: until('\n', { max: 100, event: 'client', decode: (frame) => frame.text() }) },
      on: {
        client: [
          { guard: 'isNobody', target: 'failed' },
          { target: 'known', actions: 'remember' },
        ],
      },
    },
    known: { type: 'final' },
    failed: { type: 'final' },
  },
});

const name = (text: string) => ({ kind: 'name', name: text }) as const;
const addressesOf = (client: string): Addresses | undefined =>
  client === 'itself' ? undefined : { local: name('service'), remote: name(client) };

const prefixed = defineProtocol<string>({
  name: 'prefix',
  read,
  encode: () => {},
  next: { known: lines() },
  addresses: addressesOf,
});

describe.each(['compiled', 'xstate'] as const)('a prefix, %s', (runtime) => {
  const prepared = prepare(prefixed, 'server', { runtime });
  const opened = (remote: string, ...chunks: string[]) => {
    const connection = new Connection(prepared, 0, { local: name('here'), remote: name(remote) });
    for (const chunk of chunks) connection.receiveData(Buffer.from(chunk), 0);
    return connection;
  };

  test('says where the connection comes from, and leaves its output behind', () => {
    const connection = opened('trusted', 'alice\none\n');
    expect(connection.addresses).toEqual({ local: name('here'), remote: name('trusted') });
    expect(connection.nextEvent()).toEqual({ type: 'switched', from: 'prefix', to: 'lines', leftover: 4 });
    expect(connection.addresses).toEqual({ local: name('service'), remote: name('alice') });
    expect(connection.outputs).toEqual(['alice']);
    expect(connection.nextEvent()).toEqual({ type: 'message', message: 'one' });
  });

  test('may have no news of that', () => {
    const connection = opened('trusted', 'itself\n');
    expect(connection.nextEvent()).toMatchObject({ type: 'switched' });
    expect(connection.addresses).toEqual({ local: name('here'), remote: name('trusted') });
  });

  test('is told where it runs, and refuses with an error of its own before anything has arrived', () => {
    for (const connection of [opened('stranger'), new Connection(prepared, 0)]) {
      expect(connection.nextEvent()).toMatchObject({
        type: 'failed',
        error: { blame: 'remote', code: 'protocol-violation', state: 'checking', offset: 0 },
      });
      expect(connection.failure?.message).toContain('a stranger');
    }
  });

  test('fails with the error of the event that led there, if it has one', () => {
    const connection = opened('trusted', 'x'.repeat(101));
    expect(connection.nextEvent()).toMatchObject({ type: 'failed', error: { code: 'frame-too-long' } });
    const refused = opened('trusted', 'nobody\n');
    expect(refused.nextEvent()).toMatchObject({ type: 'failed', error: { state: 'awaiting-client' } });
  });
});

test('a handler is told who is spoken for; the transport’s own ends stay in reach', async () => {
  const network = world();
  const seen: Peer<string, string>[] = [];
  const aliasOfTrusted = defineProtocol<string>({
    name: 'prefix',
    read: read.provide({ guards: { isTrusted: () => true } }),
    encode: () => {},
    next: { known: lines() },
    addresses: addressesOf,
  });
  await serve(
    aliasOfTrusted,
    (line, peer) => {
      seen.push(peer);
      return line;
    },
    network.endpoint('server'),
    { onConnection: (peer) => expect(peer.remote).toEqual(peer.via.remote) },
  );
  const client = await connect(lines(), network.endpoint('server'));
  await client.send('alice');
  await client.request('one');
  const [peer] = seen;
  expect([peer?.remote, peer?.local]).toEqual([name('alice'), name('service')]);
  expect(peer?.via).toEqual({ local: client.remote, remote: client.local });
  expect(peer?.outputs).toEqual(['alice']);
});
