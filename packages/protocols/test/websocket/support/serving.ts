/** Real sockets: our echo server, and the tools that judge it. */
import { spawnSync } from 'node:child_process';
import { type RuntimeName, type ServeOptions, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { onTestFinished } from 'vitest';
import {
  type Sendable,
  type WebSocketMessage,
  type WebSocketServerOptions,
  webSocket,
} from '../../../src/websocket/index.js';

export const RUNTIMES: readonly RuntimeName[] = ['compiled', 'xstate'];

/** Where a tool is missing the tests that need it are skipped; not in CI, which must install it. */
export const canRun = (command: string): boolean =>
  process.env['CI'] !== undefined || spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

export async function startEcho(
  options: WebSocketServerOptions = {},
  serving: ServeOptions<WebSocketMessage, Sendable> = {},
) {
  const server = await serve(
    webSocket.server(options),
    (message) => message,
    tcp({ host: '127.0.0.1', port: 0 }),
    serving,
  );
  onTestFinished(() => server.abort());
  const { address } = server;
  return { server, port: address.kind === 'ip' ? address.port : 0 };
}
