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
    const piece = Buffer.from(line.repeat(LINES_AT_A_TIME));
    return listening(
      createServer({ noDelay: true }, (socket) => {
        let left = lines;
        const send = () => {
          for (let ready = true; ready && left > 0; ) {
            const now = Math.min(left, LINES_AT_A_TIME);
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

const LINES_AT_A_TIME = 64;
