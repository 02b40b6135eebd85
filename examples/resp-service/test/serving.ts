/** Our server on a port of its own. */
import { type ConnectionOptions, serve } from '@wirechart/core';
import { respServer } from '@wirechart/protocols/resp';
import { tcp } from '@wirechart/transport-net';
import { onTestFinished } from 'vitest';
import { respService } from '../src/index.js';

/** Serves our commands until the test is over. Returns the port. */
export async function startOurs(options: ConnectionOptions = {}): Promise<number> {
  const { handler, onEvent } = respService({ now: Date.now });
  const server = await serve(respServer(), handler, tcp({ host: '127.0.0.1', port: 0 }), { ...options, onEvent });
  onTestFinished(() => server.abort());
  return (server.address as { readonly port: number }).port;
}
