/** A server of lines: sends them all to whoever connects, as fast as they are taken, and ends. */
import { createServer } from 'node:net';
import type { Subjects } from '../harness/worker.js';
import { listening } from './servers.js';

export interface LineSource {
  readonly lines: number;
  /** Of a line, with its end. */
  readonly bytes: number;
}

export const subjects: Subjects = {
  lines: ({ lines, bytes }: LineSource) => {
    const line = `${'x'.repeat(bytes - 1)}\n`;
    const atATime = Math.max(1, Math.floor(PIECE / bytes));
    const piece = Buffer.from(line.repeat(atATime));
    return listening(
      createServer({ noDelay: true }, (socket) => {
        let left = lines;
        const send = () => {
          for (let ready = true; ready && left > 0; ) {
            const now = Math.min(left, atATime);
            left -= now;
            ready = socket.write(piece.subarray(0, now * bytes));
            if (left === 0) socket.end();
          }
        };
        socket.on('error', () => socket.destroy());
        socket.on('drain', send);
        send();
      }),
    );
  },
};

/** Bytes of a write, about. */
const PIECE = 64 * 1024;
