/** A load generator on plain node:tls: the same for every server. */
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import type { Subjects } from '../harness/worker.js';
import { fixture } from './tls-fixture.js';

export interface TlsLoad {
  /** Sends bytes on a new connection, ends, and waits for the other end; nanoseconds. */
  stream(bytes: number): Promise<number>;
  /** So many handshakes, some at a time, each with certificates; nanoseconds. */
  handshakes(count: number): Promise<number>;
}

export const subjects: Subjects = {
  load: (port: number): TlsLoad => ({
    stream: (bytes) =>
      timed(async () => {
        const socket = await opened(port);
        for (let left = bytes; left > 0; left -= PIECE.length) {
          if (!socket.write(PIECE)) await once(socket, 'drain');
        }
        socket.end();
        await once(socket.resume(), 'end');
        socket.destroy();
      }),
    handshakes: (count) =>
      timed(async () => {
        let left = count;
        const work = async () => {
          while (left > 0) {
            left -= 1;
            const socket = await opened(port);
            const closed = once(socket, 'close');
            socket.end().resume();
            await closed;
          }
        };
        await Promise.all(Array.from({ length: 8 }, work));
      }),
  }),
};

const PIECE = new Uint8Array(64 * 1024);

async function opened(port: number): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ca: fixture.cert });
  await once(socket, 'secureConnect');
  return socket;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begun);
}
