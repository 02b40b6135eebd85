/** Whether the system holds small writes back (Nagle's delay), as it tells another program that is given the socket. */
import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Transport } from '@wirechart/core';
import { expect, test } from 'vitest';
import { listenOn } from '../src/listen.js';
import { socketOptionsFor } from '../src/socket-options.js';

test.each([true, false])('an accepted socket has TCP_NODELAY as noDelay: %s says', async (noDelay) => {
  let take: (socket: Socket) => void;
  const taken = new Promise<Socket>((resolve) => {
    take = resolve;
  });
  const listener = await listenOn(
    {
      target: { port: 0, host: '127.0.0.1' },
      options: socketOptionsFor({ noDelay }),
      name: 'here',
      addressOf: (server) => ({ kind: 'name', name: String((server.address() as { port: number }).port) }),
      wrap(socket) {
        take(socket);
        return {} as Transport;
      },
    },
    () => {},
  );
  const { address } = listener;
  const client = connect(Number(address.kind === 'name' && address.name), '127.0.0.1');
  const socket = await taken;
  expect(await optionOf(socket)).toBe(noDelay ? '1' : '0');
  client.destroy();
  socket.destroy();
  await listener.close();
});

async function optionOf(socket: Socket): Promise<string> {
  const program = 'import socket; print(socket.socket(fileno=3).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))';
  const judge = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'inherit', socket] });
  return (await text(judge.stdout as NodeJS.ReadableStream & AsyncIterable<string>)).trim();
}
