/** A raw socket to a server: what is written, and what comes back. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export async function rawSocket(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined).on('data', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** A request of json-header, with a part of its header or content of one's own. */
export function jsonRequest(content: string, extra: Record<string, unknown> = {}): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.from(
    JSON.stringify({
      byteorder: 'little',
      'content-type': 'text/json',
      'content-encoding': 'utf-8',
      'content-length': body.length,
      ...extra,
    }),
  );
  return Buffer.concat([Buffer.from([header.length >> 8, header.length & 0xff]), header, body]);
}

/** What a WebSocket begins with. */
export const UPGRADE =
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
