/**
 * A server on node:net that reads nothing of what it is asked: what node:net itself takes, and so about the most that a server on it can reach.
 * It knows by the first bytes what redis-benchmark asks, by the length how often, and answers with as many of the same reply.
 */
import { createServer, type Server, type Socket } from 'node:net';

export function createUnreadServer(): Server {
  return createServer({ noDelay: true }, serve);
}

function serve(socket: Socket): void {
  let answer = ANSWERS[0];
  /** Of a command that is not here whole. */
  let begun = 0;
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    if (begun === 0) answer = ANSWERS.find(({ begins }) => begins === chunk[MARK]);
    if (answer === undefined) return socket.write(UNKNOWN);
    begun += chunk.length;
    const count = Math.floor(begun / answer.asked);
    begun -= count * answer.asked;
    if (!socket.write(answer.replies.subarray(0, count * answer.size))) socket.pause();
    return undefined;
  });
}

/** Where the name of a command begins. */
const MARK = 8;
/** To what redis-benchmark asks before it begins: two settings. */
const UNKNOWN = '-ERR unknown\r\n'.repeat(2);
/** More than come in a chunk. */
const MOST = 64 * 1024;

const ANSWERS = [
  { command: '*1\r\n$4\r\nPING\r\n', reply: '+PONG\r\n' },
  { command: '*3\r\n$3\r\nSET\r\n$16\r\nkey:__rand_int__\r\n$3\r\nxxx\r\n', reply: '+OK\r\n' },
].map(({ command, reply }) => ({
  begins: command.charCodeAt(MARK),
  asked: command.length,
  size: reply.length,
  replies: Buffer.from(reply.repeat(MOST / reply.length)),
}));
