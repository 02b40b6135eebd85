/** A server of the json-header protocol on node:net, written by hand. */
import { createServer, type Server, type Socket } from 'node:net';
import { encodeJson } from './codec.js';
import { Parser } from './parser.js';

/** Milliseconds without a byte after which a connection is closed. */
const IDLE = 60_000;

export function createJsonServer(answer: (request: unknown) => unknown): Server {
  return createServer({ noDelay: true }, (socket) => serve(socket, answer));
}

/** The replies to what one chunk brought leave in one write; a remote that does not read is not read from. */
function serve(socket: Socket, answer: (request: unknown) => unknown): void {
  let replies: Buffer[] = [];
  const parser = new Parser(({ content }) => replies.push(encodeJson(answer(content))));
  socket.setTimeout(IDLE, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    try {
      parser.push(chunk);
    } catch {
      socket.destroy();
      return;
    }
    if (replies.length === 0) return;
    const [first] = replies;
    const ready = socket.write(replies.length === 1 ? (first as Buffer) : Buffer.concat(replies));
    replies = [];
    if (!ready) socket.pause();
  });
}
