/** Load generators on plain node:net: the same for every server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Subjects } from '../harness/worker.js';
import { searchMorpheus } from './json-header-input.js';

/** Seconds are of the clock. */
export interface Load {
  /** Opens connections and makes one exchange on each. */
  open(connections: number): Promise<void>;
  /** Makes exchanges on all connections that are open, with so many under way on each; nanoseconds. */
  exchange(plan: { readonly exchanges: number; readonly depth: number }): Promise<number>;
  /** Opens and closes so many connections, some at a time, without a byte; nanoseconds. */
  turnOver(connections: number): Promise<number>;
  /** Sends bytes on a new connection, ends, and waits for the other end; nanoseconds, and bytes that came back. */
  stream(bytes: number): Promise<{ readonly elapsed: number; readonly received: number }>;
  /** Opens connections and says nothing on them. */
  idle(connections: number): Promise<void>;
}

export const subjects: Subjects = {
  /** @param port of the server, on this machine */
  load: (port: number): Load => {
    const lines: Exchanger[] = [];
    const silent: Socket[] = [];
    return {
      async open(connections) {
        for (let i = 0; i < connections; i++) lines.push(await Exchanger.open(port));
      },
      async exchange({ exchanges, depth }) {
        const each = Math.ceil(exchanges / lines.length);
        return timed(() => Promise.all(lines.map((line) => line.exchange(each, depth))));
      },
      turnOver: (connections) =>
        timed(async () => {
          let left = connections;
          const work = async () => {
            while (left > 0) {
              left -= 1;
              await openAndClose(port);
            }
          };
          await Promise.all(Array.from({ length: 32 }, work));
        }),
      stream: (bytes) => streamOver(port, bytes),
      async idle(connections) {
        for (let i = 0; i < connections; i++) silent.push(await opened(port));
      },
    };
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - began);
}

/** One connection with requests and replies of known length. */
class Exchanger {
  readonly #socket: Socket;
  readonly #replyLength: number;
  #depth = 0;
  #requests = searchMorpheus;
  #toSend = 0;
  #toCome = 0;
  #bytes = 0;
  #done: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  static async open(port: number): Promise<Exchanger> {
    const socket = await opened(port);
    socket.write(searchMorpheus);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return new Exchanger(socket, lengthOf(reply));
  }

  private constructor(socket: Socket, replyLength: number) {
    this.#socket = socket;
    this.#replyLength = replyLength;
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('close', () => this.#failed?.(new Error('the server closed')));
  }

  exchange(exchanges: number, depth: number): Promise<void> {
    if (depth !== this.#depth) this.#requests = Buffer.concat(new Array<Buffer>(depth).fill(searchMorpheus));
    this.#depth = depth;
    this.#toSend = exchanges;
    this.#toCome = exchanges;
    return new Promise((resolve, reject) => {
      this.#done = resolve;
      this.#failed = reject;
      this.#send(Math.min(depth, exchanges));
    });
  }

  #send(count: number): void {
    if (count === 0) return;
    this.#toSend -= count;
    this.#socket.write(this.#requests.subarray(0, count * searchMorpheus.length));
  }

  #data(chunk: Buffer): void {
    this.#bytes += chunk.length;
    const replies = Math.floor(this.#bytes / this.#replyLength);
    this.#bytes -= replies * this.#replyLength;
    this.#toCome -= replies;
    this.#send(Math.min(replies, this.#toSend));
    if (this.#toCome === 0) this.#done?.();
  }
}

/** The reply comes in one piece: it is small, and alone. */
function lengthOf(reply: Buffer): number {
  const headerEnd = 2 + reply.readUInt16BE();
  const header = JSON.parse(reply.toString('utf8', 2, headerEnd)) as { 'content-length': number };
  const length = headerEnd + header['content-length'];
  if (length !== reply.length) throw new Error(`a reply of ${length} bytes came as ${reply.length}`);
  return length;
}

async function opened(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function openAndClose(port: number): Promise<void> {
  const socket = await opened(port);
  socket.resume();
  socket.end();
  await once(socket, 'close');
}

async function streamOver(port: number, bytes: number): Promise<{ elapsed: number; received: number }> {
  const socket = await opened(port);
  let received = 0;
  socket.on('data', (chunk) => {
    received += chunk.length;
  });
  const closed = once(socket, 'end');
  const elapsed = await timed(async () => {
    for (let sent = 0; sent < bytes; sent += PIECE.length) {
      if (!socket.write(PIECE)) await once(socket, 'drain');
    }
    socket.end();
    await closed;
  });
  return { elapsed, received };
}

const PIECE = Buffer.alloc(64 * 1024, 'x');
