/** Load generators on plain node:net: the same for every server. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Subjects } from '../harness/worker.js';
import { type Exchange, type ExchangeName, exchanges } from './exchanges.js';
import { type Latencies, type Pace, Pacer, pace } from './pacer.js';

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
  /** Opens connections, makes one exchange on each, and keeps them for {@link pace}. */
  openPaced(connections: number): Promise<void>;
  /** Makes exchanges at their times, on those connections in turn. */
  pace(pace: Pace): Promise<Latencies>;
  /** Opens connections and says nothing on them. */
  idle(connections: number): Promise<void>;
}

export interface LoadOptions {
  /** Of the server, on this machine. */
  readonly port: number;
  /** What `open` and `exchange` ask it. */
  readonly exchange: ExchangeName;
}

export const subjects: Subjects = {
  load: ({ port, exchange }: LoadOptions): Load => {
    const asked = exchanges[exchange];
    const lines: Exchanger[] = [];
    const silent: Socket[] = [];
    const pacers: Pacer[] = [];
    return {
      async open(connections) {
        for (let i = 0; i < connections; i++) lines.push(await Exchanger.open(port, asked));
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
      async openPaced(connections) {
        for (let i = 0; i < connections; i++) pacers.push(await Pacer.open(port, asked));
      },
      pace: (plan) => pace(pacers, plan),
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
  readonly #request: Buffer;
  readonly #replyLength: number;
  #depth = 0;
  #requests: Buffer = NOTHING;
  #toSend = 0;
  #toCome = 0;
  #bytes = 0;
  #done: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;

  static async open(port: number, { request, lengthOf }: Exchange): Promise<Exchanger> {
    const socket = await opened(port);
    socket.write(request);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return new Exchanger(socket, request, lengthOf(reply));
  }

  private constructor(socket: Socket, request: Buffer, replyLength: number) {
    this.#socket = socket;
    this.#request = request;
    this.#replyLength = replyLength;
    socket.on('data', (chunk) => this.#data(chunk));
    socket.on('close', () => this.#failed?.(new Error('the server closed')));
  }

  exchange(exchanges: number, depth: number): Promise<void> {
    if (depth !== this.#depth) this.#requests = Buffer.concat(new Array<Buffer>(depth).fill(this.#request));
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
    this.#socket.write(this.#requests.subarray(0, count * this.#request.length));
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

const NOTHING = Buffer.alloc(0);
const PIECE = Buffer.alloc(64 * 1024, 'x');
