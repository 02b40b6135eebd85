/** Who is there in the storm: those that behave, and those that do not. Plain sockets, so that the library is judged by others. */
import { connect, type Socket } from 'node:net';

/** Requests with numbers that nobody else uses, so many at a time; and what became of each. */
export class GoodClient {
  readonly #socket: Socket;
  readonly #next: () => number;
  readonly #latency: (milliseconds: number) => void;
  /** Those without a reply, in their order, and when they were sent. */
  readonly #waiting: [number, number][] = [];
  #heard = '';
  #stopped = false;
  answered = 0;
  /** Replies to nothing that was asked. */
  stray = 0;
  /** Ended in order, or what ended it. */
  readonly ended: Promise<string>;

  constructor(port: number, depth: number, pause: number, next: () => number, latency: (milliseconds: number) => void) {
    this.#next = next;
    this.#latency = latency;
    this.#socket = connect(port, '127.0.0.1', () => {
      for (let i = 0; i < depth; i++) this.#ask();
    });
    this.#socket.setNoDelay(true);
    this.#socket.setEncoding('utf8').on('data', (text: string) => this.#hear(text, pause));
    this.ended = new Promise((resolve) => {
      let how = 'end';
      this.#socket.on('error', (error: NodeJS.ErrnoException) => {
        how = String(error.code);
      });
      this.#socket.on('close', () => resolve(how));
    });
  }

  /** Asked, and not answered. */
  get unanswered(): readonly number[] {
    return this.#waiting.map(([id]) => id);
  }

  stop(): void {
    this.#stopped = true;
  }

  #ask(): void {
    if (this.#stopped || this.#socket.destroyed) return;
    const id = this.#next();
    this.#waiting.push([id, performance.now()]);
    this.#socket.write(`${id}\n`);
  }

  #hear(text: string, pause: number): void {
    this.#heard += text;
    const lines = this.#heard.split('\n');
    this.#heard = lines.pop() as string;
    for (const line of lines) {
      const first = this.#waiting[0];
      if (first === undefined || String(first[0]) !== line) {
        this.stray += 1;
        continue;
      }
      this.#waiting.shift();
      this.answered += 1;
      this.#latency(performance.now() - first[1]);
      if (pause === 0) this.#ask();
      else setTimeout(() => this.#ask(), pause);
    }
  }
}

/** How it misbehaves, again and again until it is told to stop. */
export type Misbehaviour = (port: number) => Socket;

const quietly = (port: number, then: (socket: Socket) => void): Socket => {
  const socket = connect(port, '127.0.0.1', () => then(socket));
  return socket.on('error', () => {});
};

export const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  'does not read': (port) =>
    quietly(port, (socket) => {
      socket.pause();
      socket.write('big\n'.repeat(20));
    }),
  'slow-loris': (port) =>
    quietly(port, (socket) => {
      const timer = setInterval(() => socket.write('x'), 400);
      socket.resume().on('close', () => clearInterval(timer));
    }),
  'resets in the middle': (port) =>
    quietly(port, (socket) => {
      socket.write('1e999\nhalf a li');
      setTimeout(() => socket.resetAndDestroy(), 50);
    }),
  'sends rubbish': (port) => quietly(port, (socket) => socket.resume().write(Buffer.alloc(5_000, 0xff))),
  'ends at once': (port) => quietly(port, (socket) => socket.resume().end('0')),
};

export const idle: Misbehaviour = (port) => quietly(port, (socket) => socket.resume());
