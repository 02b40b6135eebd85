/** A load that does not wait for the server: requests leave when their time has come. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Exchange } from './exchanges.js';

export interface Pace {
  /** Requests in a second, over all connections in turn. */
  readonly perSecond: number;
  readonly requests: number;
}

/** Milliseconds from the request to its whole reply. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  /** The longest. */
  readonly most: number;
}

export class Pacer {
  readonly #socket: Socket;
  readonly #replyLength: number;
  readonly #request: Buffer;
  /** When the requests left that are under way. */
  readonly #sent: number[] = [];
  #bytes = 0;
  #onReply: (milliseconds: number) => void = () => {};

  static async open(port: number, { request, lengthOf }: Exchange): Promise<Pacer> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    socket.write(request);
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return new Pacer(socket, request, lengthOf(reply));
  }

  private constructor(socket: Socket, request: Buffer, replyLength: number) {
    this.#socket = socket;
    this.#request = request;
    this.#replyLength = replyLength;
    socket.on('data', (chunk) => this.#data(chunk));
  }

  send(onReply: (milliseconds: number) => void): void {
    this.#onReply = onReply;
    this.#sent.push(performance.now());
    this.#socket.write(this.#request);
  }

  #data(chunk: Buffer): void {
    this.#bytes += chunk.length;
    for (; this.#bytes >= this.#replyLength; this.#bytes -= this.#replyLength) {
      this.#onReply(performance.now() - (this.#sent.shift() as number));
    }
  }
}

/** Has each of them ask in its turn. Resolves when every reply is there. */
export function pace(pacers: readonly Pacer[], { perSecond, requests }: Pace): Promise<Latencies> {
  return new Promise((resolve) => {
    const latencies: number[] = [];
    const began = performance.now();
    let sent = 0;
    const noteReply = (milliseconds: number) => {
      latencies.push(milliseconds);
      if (latencies.length === requests) resolve(latenciesOf(latencies));
    };
    const sendDue = () => {
      const due = Math.min(requests, Math.floor(((performance.now() - began) * perSecond) / 1000));
      for (; sent < due; sent++) (pacers[sent % pacers.length] as Pacer).send(noteReply);
      if (sent < requests) setTimeout(sendDue, 1);
    };
    sendDue();
  });
}

function latenciesOf(latencies: readonly number[]): Latencies {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
