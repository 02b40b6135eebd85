/**
 * One end of a connection in memory, as a TCP socket would be: a send buffer, a receive buffer whose room is the window of
 * the other end, and a life that ends in order or by reset.
 *
 * ```
 *   write → outbox ──── wire ────→ inbox → data          each direction
 *              ↑ window: bytes on the wire and in the inbox ┘
 *
 *   life:  open ── close() ──→ closing ── all handed over ──→ dead
 *           └── both ends given, or a reset from either side ──↗
 * ```
 *
 * The sink is told everything in a step of its own, never from inside a call to the socket, and one thing per step.
 */
import { type Address, type Transport, TransportError, type TransportSink } from '@wirechart/core';
import type { Chunking, Cutter } from '../chunking.js';
import { memoryError } from '../errors.js';
import type { Random } from '../random.js';
import type { Simulation } from '../simulation/simulation.js';
import type { TraceEvent } from '../trace.js';
import { ByteFifo } from './byte-fifo.js';
import { ChunkMemory, type MemoryMode } from './chunk-memory.js';
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

/** What happens once so many bytes were delivered to a socket. */
export interface Breakpoint {
  readonly offset: number;
  readonly happen: () => void;
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
  readonly #cutter: Cutter;
  readonly #memory: ChunkMemory;
  #peer!: MemorySocket;
  #sink: TransportSink | undefined;
  #life: 'open' | 'closing' | 'dead' = 'open';
  #error: TransportError | undefined;
  #closeTimer: unknown;
  /** The program has closed or reset it, and is told nothing more but the close. */
  #left = false;
  /** What was sent and has not arrived never will. */
  #severed = false;

  // Sending.
  readonly #outbox = new ByteFifo();
  #written = 0;
  /** Bytes sent that the other end has not read, as far as is known here. */
  #unread = 0;
  #sending: 'open' | 'ending' | 'ended' = 'open';
  #waiting = false;
  #drainDue = false;

  // Receiving.
  readonly #inbox = new ByteFifo();
  #delivered = 0;
  #receiving: 'open' | 'end arrived' | 'ended' = 'open';
  #paused = false;
  #stalledUntil = 0;
  #deliveryDue = false;
  readonly #breakpoints: Breakpoint[] = [];

  /** @internal */
  constructor(setting: SocketSetting, options: SocketOptions) {
    this.local = setting.local;
    this.remote = setting.remote;
    this.#simulation = setting.simulation;
    this.#note = setting.note;
    this.#wire = setting.wire;
    this.#options = options;
    this.#cutter = options.chunking(setting.random);
    this.#memory = new ChunkMemory(options.memory);
  }

  // The transport.

  /** @throws LocalError `started-twice`. */
  start(sink: TransportSink): void {
    if (this.#sink !== undefined) throw memoryError('started-twice');
    this.#sink = sink;
    if (this.#life === 'dead') this.#tellDeath();
    else {
      this.#deliverSoon();
      this.#drainSoon();
    }
  }

  /** After a close or reset, from either side, what is written is lost. @throws LocalError `write-after-end`. */
  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#life !== 'open') return true;
    if (this.#sending !== 'open') throw memoryError('write-after-end');
    const before = this.#written;
    for (const chunk of chunks) {
      this.#memory.written(chunk);
      this.#outbox.push(chunk);
      this.#written += chunk.length;
    }
    this.#note('write', { offset: before, length: this.#written - before });
    this.#transmit();
    if (this.#outbox.length >= this.#options.highWater) this.#waiting = true;
    return !this.#waiting;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#deliverSoon();
  }

  end(): void {
    if (this.#life !== 'open' || this.#sending !== 'open') return;
    this.#note('finish');
    this.#sending = 'ending';
    this.#transmit();
  }

  close(): void {
    this.#left = true;
    if (this.#life !== 'open') return;
    this.#note('leave');
    this.#life = 'closing';
    if (this.#sending === 'open') this.#sending = 'ending';
    const { closeTimeout } = this.#options;
    if (closeTimeout < Number.POSITIVE_INFINITY) {
      this.#closeTimer = this.#simulation.clock.setTimer(() => this.reset(), closeTimeout);
    }
    this.#transmit();
    this.#leaveWhenHandedOver();
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

  /** Adds something that is to happen at an offset, before any byte beyond it is delivered. @internal */
  breakAt(breakpoint: Breakpoint): void {
    const later = this.#breakpoints.findIndex(({ offset }) => offset > breakpoint.offset);
    this.#breakpoints.splice(later < 0 ? this.#breakpoints.length : later, 0, breakpoint);
    this.#deliverSoon();
  }

  /** Delivers nothing for so long. @internal */
  stall(milliseconds: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.#simulation.clock.now() + milliseconds);
    this.#simulation.plan(milliseconds, () => this.#deliverSoon());
  }

  /** The connection was reset by the other end, or by something between. @internal */
  receiveReset(): void {
    if (this.#life === 'dead') return;
    this.#severed = true;
    // A reset is a broken pipe to a socket that knows that the remote has ended, and to any other a connection reset.
    this.#die(
      this.#receiving === 'ended'
        ? new TransportError('write', 'EPIPE', 'write EPIPE: the remote has closed')
        : new TransportError('read', 'ECONNRESET', 'read ECONNRESET: the connection was reset'),
    );
  }

  /** @throws LocalError `memory-changed`. @internal */
  verifyMemory(): void {
    this.#memory.verify();
  }

  // What comes over the wire.

  #receive(segment: Uint8Array): void {
    if (this.#life === 'dead') {
      // Nobody will ever read it, and the sender must not believe otherwise (RFC 9293, 3.10.7.1).
      this.#sever();
      return;
    }
    this.#inbox.push(segment);
    this.#deliverSoon();
  }

  #receiveEnd(): void {
    if (this.#receiving !== 'open') return;
    this.#receiving = 'end arrived';
    this.#deliverSoon();
  }

  #receiveRead(bytes: number): void {
    if (this.#life === 'dead') return;
    this.#unread -= bytes;
    this.#transmit();
    this.#leaveWhenHandedOver();
  }

  // Sending.

  #transmit(): void {
    const outbox = this.#outbox;
    const window = this.#peer.#options.receiveBuffer;
    const most = Math.min(window, this.#wire.segmentBytes);
    while (outbox.length > 0) {
      const size = Math.min(most, outbox.first);
      if (this.#unread + size > window) break;
      const segment = outbox.takePiece(size);
      this.#unread += size;
      this.#send(size, () => this.#peer.#receive(segment));
    }
    this.#drainSoon();
    if (outbox.length > 0 || this.#sending !== 'ending') return;
    this.#sending = 'ended';
    this.#send(0, () => this.#peer.#receiveEnd());
    this.#dieWhenEnded();
  }

  #send(bytes: number, arrive: () => void): void {
    this.#wire.send(bytes, () => {
      if (!this.#severed) arrive();
    });
  }

  #drainSoon(): void {
    if (!this.#waiting || this.#drainDue || this.#sink === undefined) return;
    if (this.#outbox.length > this.#options.lowWater) return;
    this.#drainDue = true;
    this.#simulation.plan(0, () => {
      this.#drainDue = false;
      if (this.#life !== 'open' || this.#outbox.length > this.#options.lowWater) return;
      this.#waiting = false;
      this.#note('drain');
      this.#sink?.drain();
    });
  }

  // Receiving.

  #deliverSoon(): void {
    if (this.#deliveryDue || !this.#deliverable) return;
    this.#deliveryDue = true;
    this.#simulation.plan(0, () => {
      this.#deliveryDue = false;
      if (!this.#deliverable) return;
      try {
        this.#deliver();
      } finally {
        // A sink that throws is its program's mistake, and must not look like a stalled network.
        this.#deliverSoon();
      }
    });
  }

  get #deliverable(): boolean {
    if (this.#sink === undefined || this.#paused || this.#life !== 'open') return false;
    if (this.#simulation.clock.now() < this.#stalledUntil) return false;
    if (this.#breakpointReached !== undefined) return true;
    return this.#inbox.length > 0 ? this.#options.reads : this.#receiving === 'end arrived';
  }

  get #breakpointReached(): Breakpoint | undefined {
    const next = this.#breakpoints[0];
    return next !== undefined && next.offset <= this.#delivered ? next : undefined;
  }

  #deliver(): void {
    const breakpoint = this.#breakpointReached;
    if (breakpoint !== undefined) {
      this.#breakpoints.shift();
      breakpoint.happen();
    } else if (this.#inbox.length > 0) {
      this.#deliverChunk();
    } else {
      this.#receiving = 'ended';
      this.#note('end');
      this.#sink?.end();
      this.#dieWhenEnded();
    }
  }

  #deliverChunk(): void {
    const available = this.#inbox.length;
    const offset = this.#delivered;
    const wanted = this.#cutter({ available, written: this.#inbox.first, offset });
    const most = Math.min(available, (this.#breakpoints[0]?.offset ?? Number.POSITIVE_INFINITY) - offset);
    const size = Math.max(1, Math.min(most, Math.floor(wanted)));
    const chunk = this.#memory.take(this.#inbox, size);
    this.#delivered += size;
    this.#note('data', { offset, length: size });
    this.#wire.signal(() => this.#peer.#receiveRead(size));
    this.#sink?.data(chunk);
    this.#memory.delivered(chunk);
  }

  // Dying.

  #dieWhenEnded(): void {
    if (this.#life === 'open' && this.#sending === 'ended' && this.#receiving === 'ended') this.#die();
  }

  #leaveWhenHandedOver(): void {
    if (this.#life !== 'closing' || this.#sending !== 'ended') return;
    // Closing with unread input resets the connection, and may destroy what was sent last (RFC 1122, 4.2.2.13).
    if (this.#inbox.length > 0) this.#sever();
    this.#die();
  }

  /** Resets the other end. What is on its way there is lost. */
  #sever(): void {
    this.#severed = true;
    this.#wire.signal(() => this.#peer.receiveReset());
  }

  #die(error?: TransportError): void {
    this.#life = 'dead';
    this.#error = error;
    if (this.#closeTimer !== undefined) this.#simulation.clock.clearTimer(this.#closeTimer);
    this.#outbox.clear();
    this.#inbox.clear();
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
    sink.close();
    this.#memory.verify();
  }
}
