/**
 * One end of a connection in memory, as a TCP socket would be: a send buffer, a receive buffer whose room is the window of
 * the other end, and a life that ends in order or by reset.
 *
 * ```
 *   write → sender ──── wire ────→ receiver → data       each direction
 *              ↑ window: bytes on the wire and unread ┘
 *
 *   life:  open ── close() ──→ closing ── all handed over ──→ dead
 *           └── both ends given, or a reset from either side ──↗
 * ```
 *
 * The sink is told everything in a step of its own, never from inside a call to the socket, and one thing per step.
 */
import { type Address, type Transport, TransportError, type TransportSink } from '@wirechart/core';
import type { Chunking } from '../chunking.js';
import { memoryError } from '../errors.js';
import type { Random } from '../random.js';
import type { Simulation } from '../simulation/simulation.js';
import type { TraceEvent } from '../trace.js';
import { ChunkMemory, type MemoryMode } from './chunk-memory.js';
import { type Breakpoint, Receiver, type ReceiverHost } from './receiver.js';
import { Sender, type SenderHost } from './sender.js';
import type { Wire } from './wire.js';

export interface SocketOptions {
  /** How what arrives is cut into chunks. Default: {@link asWritten}. */
  readonly chunking: Chunking;
  /** Bytes that may be on the way to this end or wait in it. Default 64 KiB. */
  readonly receiveBuffer: number;
  /** Bytes waiting to leave from which on `write` says to wait. Default 64 KiB. */
  readonly highWater: number;
  /** Bytes still waiting when `drain` is told. Default 0, as Node's sockets do it. */
  readonly lowWater: number;
  /** Default `'given'`. */
  readonly memory: MemoryMode;
  /** Milliseconds that a closed socket has left to hand over its last output; then it is reset. Default 10,000. */
  readonly closeTimeout: number;
  /** False for an end that never reads: its window fills up and stays full. Default true. */
  readonly reads: boolean;
}

export interface SocketSetting {
  readonly simulation: Simulation;
  readonly random: Random;
  readonly wire: Wire;
  readonly local: Address;
  readonly remote: Address;
  readonly note: (event: TraceEvent, detail?: SocketNote) => void;
}

export interface SocketNote {
  readonly offset?: number;
  readonly length?: number;
  readonly detail?: string;
}

export class MemorySocket implements Transport {
  readonly local: Address;
  readonly remote: Address;
  readonly #simulation: Simulation;
  readonly #note: SocketSetting['note'];
  readonly #options: SocketOptions;
  readonly #wire: Wire;
  readonly #memory: ChunkMemory;
  readonly #sender: Sender;
  readonly #receiver: Receiver;
  #peer!: MemorySocket;
  #sink: TransportSink | undefined;
  #life: 'open' | 'closing' | 'dead' = 'open';
  #error: TransportError | undefined;
  #closeTimer: unknown;
  #written = 0;
  /** The program has closed or reset it, and is told nothing more but the close. */
  #left = false;

  /** @internal */
  constructor(setting: SocketSetting, options: SocketOptions) {
    const { simulation, random, wire } = setting;
    this.local = setting.local;
    this.remote = setting.remote;
    this.#simulation = simulation;
    this.#note = setting.note;
    this.#wire = wire;
    this.#options = options;
    this.#memory = new ChunkMemory(options.memory);
    this.#sender = new Sender(simulation, wire, options, this.#asSender());
    this.#receiver = new Receiver(
      simulation,
      options.chunking(random),
      this.#memory,
      options.reads,
      this.#asReceiver(),
    );
  }

  // The transport.

  /** @throws LocalError `started-twice`. */
  start(sink: TransportSink): void {
    if (this.#sink !== undefined) throw memoryError('started-twice');
    this.#sink = sink;
    if (this.#life === 'dead') this.#tellDeath();
    else {
      this.#receiver.deliverSoon();
      this.#sender.drainSoon();
    }
  }

  /** After a close or reset, from either side, what is written is lost. @throws LocalError `write-after-end`. */
  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#life !== 'open') return true;
    if (this.#sender.state !== 'open') throw memoryError('write-after-end');
    const offset = this.#written;
    for (const chunk of chunks) {
      this.#memory.written(chunk);
      this.#written += chunk.length;
    }
    this.#note('write', { offset, length: this.#written - offset });
    return this.#sender.write(chunks);
  }

  get pendingBytes(): number {
    return this.#sender.pendingBytes;
  }

  pause(): void {
    this.#receiver.pause();
  }

  resume(): void {
    this.#receiver.resume();
  }

  end(): void {
    if (this.#life !== 'open' || this.#sender.state !== 'open') return;
    this.#note('finish');
    this.#sender.end();
  }

  close(): void {
    this.#left = true;
    if (this.#life !== 'open') return;
    this.#note('leave');
    this.#life = 'closing';
    const { closeTimeout } = this.#options;
    if (closeTimeout < Number.POSITIVE_INFINITY) {
      this.#closeTimer = this.#simulation.clock.setTimer(() => this.reset(), closeTimeout);
    }
    this.#sender.end();
    this.#dieWhenEnded();
  }

  reset(): void {
    this.#left = true;
    if (this.#life === 'dead') return;
    this.#note('abort');
    this.#sever();
    this.#die();
  }

  // What the network does to it.

  /** @internal */
  join(peer: MemorySocket): void {
    this.#peer = peer;
  }

  /** @internal */
  breakAt(breakpoint: Breakpoint): void {
    this.#receiver.breakAt(breakpoint);
  }

  /** @internal */
  stall(milliseconds: number): void {
    this.#receiver.stall(milliseconds);
  }

  /** The connection was reset by the other end, or by something between. @internal */
  receiveReset(): void {
    if (this.#life === 'dead') return;
    this.#sender.sever();
    // A reset is a broken pipe to a socket that knows that the remote has ended, and to any other a connection reset.
    this.#die(
      this.#receiver.ended
        ? new TransportError('write', 'EPIPE', 'write EPIPE: the remote has closed')
        : new TransportError('read', 'ECONNRESET', 'read ECONNRESET: the connection was reset'),
    );
  }

  /** @throws LocalError `memory-changed`. @internal */
  verifyMemory(): void {
    this.#memory.verify();
  }

  // Its two sides.

  #asSender(): SenderHost {
    const socket = this;
    return {
      get window() {
        return socket.#peer.#options.receiveBuffer;
      },
      get listening() {
        return socket.#listening;
      },
      drain() {
        socket.#note('drain');
        socket.#sink?.drain();
      },
      ended: () => socket.#dieWhenEnded(),
      arrive: (segment) => socket.#peer.#receive(segment),
      arriveEnd: () => socket.#peer.#receiver.arriveEnd(),
    };
  }

  #asReceiver(): ReceiverHost {
    const socket = this;
    return {
      get listening() {
        return socket.#listening;
      },
      data(chunk, offset) {
        const { length } = chunk;
        socket.#note('data', { offset, length });
        socket.#wire.signal(() => socket.#peer.#receiveRead(length));
        socket.#sink?.data(chunk);
      },
      end() {
        socket.#note('end');
        socket.#sink?.end();
        socket.#dieWhenEnded();
      },
    };
  }

  get #listening(): boolean {
    return this.#sink !== undefined && this.#life === 'open';
  }

  #receive(segment: Uint8Array): void {
    // Nobody will ever read it, and the sender must not believe otherwise (RFC 9293, 3.10.7.1).
    if (this.#life === 'dead') this.#sever();
    else this.#receiver.arrive(segment);
  }

  #receiveRead(bytes: number): void {
    if (this.#life !== 'dead') this.#sender.read(bytes);
  }

  // Dying.

  #dieWhenEnded(): void {
    if (this.#life === 'dead' || this.#sender.state !== 'ended') return;
    if (this.#life === 'open' && !this.#receiver.ended) return;
    // Closing with unread input resets the connection, and may destroy what was sent last (RFC 1122, 4.2.2.13).
    if (this.#receiver.unread > 0) this.#sever();
    this.#die();
  }

  /** Resets the other end. What is on its way there is lost. */
  #sever(): void {
    this.#sender.sever();
    this.#wire.signal(() => this.#peer.receiveReset());
  }

  #die(error?: TransportError): void {
    this.#life = 'dead';
    this.#error = error;
    if (this.#closeTimer !== undefined) this.#simulation.clock.clearTimer(this.#closeTimer);
    this.#sender.stop();
    this.#receiver.stop();
    this.#tellDeath();
  }

  #tellDeath(): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#simulation.plan(0, () => {
      const error = this.#error;
      if (error === undefined || this.#left) return this.#tellClose(sink);
      this.#simulation.plan(0, () => this.#tellClose(sink));
      this.#note('error', { detail: error.code });
      sink.error(error);
    });
  }

  #tellClose(sink: TransportSink): void {
    this.#note('close');
    try {
      sink.close();
    } finally {
      this.#memory.verify();
    }
  }
}
