/** Nagle's delay, as the system has it. */
import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type TcpOptions, tcp } from '../src/index.js';
import { join, listen } from './support/pair.js';
import { canRun } from './support/tools.js';

describe.skipIf(!canRun('python3'))('what is accepted sends at once what is written', () => {
  test.each<[string, TcpOptions, boolean]>([
    ['unless it is asked not to', { port: 0, noDelay: false }, false],
    ['which those that came first are told', { port: 0 }, true],
    ['and others have from the socket that listens', { port: 0, backlog: 1 }, true],
  ])('%s', async (_, options, expected) => {
    const sockets = acceptedSockets();
    const listening = await listen(tcp(options));
    // More than may have waited: of the last ones each had to be told nothing.
    for (let i = 0; i < 4; i++) await join(listening, tcp({ ...options, port: listening.port }));
    expect(areNoDelay(sockets)).toEqual(Array(4).fill(expected));
  });
});

/** Node's, as they are accepted from here on. */
function acceptedSockets(): Socket[] {
  const sockets: Socket[] = [];
  const note = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
  subscribe('net.server.socket', note);
  onTestFinished(() => void unsubscribe('net.server.socket', note));
  return sockets;
}

/** Node cannot ask, so a process that has the sockets too does. */
function areNoDelay(sockets: readonly Socket[]): boolean[] {
  const fds = sockets.map((socket) => (socket as unknown as { _handle: { fd: number } })._handle.fd);
  const asked = spawnSync('python3', ['-c', ASK], { stdio: ['ignore', 'pipe', 'inherit', ...fds], encoding: 'utf8' });
  return asked.stdout
    .trim()
    .split(' ')
    .map((told) => told !== '0');
}

/** Of the sockets from 3 on. */
const ASK = `
import socket
print(*[socket.socket(fileno=fd).getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for fd in range(3, 7)])
`;
