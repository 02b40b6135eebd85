/** Who is at the other end of a connection that was reset: whoever is told of it can say. */
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { formatAddress, type Peer, type ServeOptions, type Server, serve, type WirechartError } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { expect, onTestFinished, test } from 'vitest';
import { tcp } from '../src/index.js';

type Bytes = Uint8Array<ArrayBufferLike>;
type RawPeer = Peer<Bytes, Bytes>;

async function serving(options: ServeOptions<Bytes, Bytes>, handler: (peer: RawPeer) => unknown = () => undefined) {
  const server = await serve(raw(), (_, peer) => void handler(peer), tcp({ port: 0 }), options);
  onTestFinished(() => server.abort());
  return server;
}

/** A client that the server has taken, and how the server is to name it. */
async function opened({ address, peers }: Server<Bytes, Bytes>): Promise<{ socket: Socket; name: string }> {
  const socket = connect(address.kind === 'ip' ? address.port : 0, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  while (peers.size === 0) await new Promise(setImmediate);
  return { socket, name: `127.0.0.1:${(socket.address() as AddressInfo).port}` };
}

/** Those that have failed, as a function that is told of them. */
function failures() {
  let tell: (failure: { readonly error: WirechartError; readonly name: string }) => void = () => {};
  const first = new Promise<{ readonly error: WirechartError; readonly name: string }>((resolve) => {
    tell = resolve;
  });
  return { first, note: (error: WirechartError, peer: RawPeer) => tell({ error, name: formatAddress(peer.remote) }) };
}

test('onError is told who it was, also if nothing has come from there', async () => {
  const { first, note } = failures();
  const server = await serving({ onError: (error, peer) => note(error, peer as RawPeer) });
  const { socket, name } = await opened(server);
  socket.resetAndDestroy();
  const failure = await first;
  expect(failure.name).toBe(name);
  expect(failure.error.message).toBe(`cannot read from ${name}: connection reset by peer (ECONNRESET)`);
});

test('onEvent can ask who it was, also if nothing has come from there', async () => {
  const { first, note } = failures();
  const server = await serving({
    onEvent: (event, peer) =>
      event.type === 'failed' && note((event as never as { error: WirechartError }).error, peer),
  });
  const { socket, name } = await opened(server);
  socket.resetAndDestroy();
  expect((await first).name).toBe(name);
});

test('whoever listens on a channel can ask who it was, also if nothing has come from there', async () => {
  const { first, note } = failures();
  const heard = (message: unknown) => {
    const { error, peer } = message as { error: WirechartError; peer: RawPeer };
    note(error, peer);
  };
  channel('wirechart.server.error').subscribe(heard);
  onTestFinished(() => void channel('wirechart.server.error').unsubscribe(heard));
  const server = await serving({});
  const { socket, name } = await opened(server);
  socket.resetAndDestroy();
  expect((await first).name).toBe(name);
});

test('a handler that is still at work can ask who it was, on a server that calls nobody back', async () => {
  let answering: (peer: RawPeer) => void = () => {};
  const asked = new Promise<RawPeer>((resolve) => {
    answering = resolve;
  });
  const server = await serving({}, answering);
  const { socket, name } = await opened(server);
  socket.write('x');
  const peer = await asked;
  const over = new Promise((resolve) => peer.signal.addEventListener('abort', resolve));
  socket.resetAndDestroy();
  await over;
  expect(formatAddress(peer.remote)).toBe(name);
});

test('whoever has asked once can ask again, on a server that calls nobody back', async () => {
  const server = await serving({});
  const { socket, name } = await opened(server);
  const [peer] = server.peers as Iterable<RawPeer>;
  expect(formatAddress(peer!.remote)).toBe(name);
  socket.resetAndDestroy();
  while (server.peers.size > 0) await new Promise(setImmediate);
  expect(formatAddress(peer!.remote)).toBe(name);
});
