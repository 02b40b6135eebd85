/** WebSockets of the npm package `ws`, on this machine. */
import type { Address, Endpoint } from '@wirechart/core';
import WebSocket, { WebSocketServer } from 'ws';
import { webClock, webSocketEndpoint, webSocketServerEndpoint } from '../../src/index.js';

const WebSocketClass = WebSocket as never;

/** Somewhere to listen for WebSockets that nobody else uses, and how to connect to it. */
export async function webSocketPlace() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const url = `ws://127.0.0.1:${port}`;
  return {
    listening: webSocketServerEndpoint(server as never, url),
    connecting: (_address: Address): Endpoint => ({
      ...webSocketEndpoint({ url, WebSocket: WebSocketClass }),
      clock: webClock,
    }),
    clear() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
