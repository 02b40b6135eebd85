/** The receiving side of a socket: what has arrived is cut into chunks and delivered, one thing per step. */
import type { Cutter } from '../chunking.js';
import type { Simulation } from '../simulation/simulation.js';
import { ByteFifo } from './byte-fifo.js';
import type { ChunkMemory } from './chunk-memory.js';

/** What happens once so many bytes were delivered. */
export interface Breakpoint {
  readonly offset: number;
  readonly happen: () => void;
}

/** The socket, as its receiving side sees it. */
export interface ReceiverHost {
  /** Whether there is somebody to deliver to. */
  readonly listening: boolean;
  data(chunk: Uint8Array, offset: number): void;
  end(): void;
}

export class Receiver {
  readonly #simulation: Simulation;
  readonly #cutter: Cutter;
  readonly #memory: ChunkMemory;
  readonly #reads: boolean;
  readonly #host: ReceiverHost;
  readonly #buffer = new ByteFifo();
  readonly #breakpoints: Breakpoint[] = [];
  #state: 'open' | 'end arrived' | 'ended' = 'open';
  #delivered = 0;
  #paused = false;
  #stalledUntil = 0;
  #due = false;

  /** @param reads false to leave all data where it is */
  constructor(simulation: Simulation, cutter: Cutter, memory: ChunkMemory, reads: boolean, host: ReceiverHost) {
    this.#simulation = simulation;
    this.#cutter = cutter;
    this.#memory = memory;
    this.#reads = reads;
    this.#host = host;
  }

  /** Whether the end was told. */
  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** Bytes that have arrived and were not delivered. */
  get unread(): number {
    return this.#buffer.length;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.deliverSoon();
  }

  arrive(segment: Uint8Array): void {
    this.#buffer.push(segment);
    this.deliverSoon();
  }

  arriveEnd(): void {
    this.#state = 'end arrived';
    this.deliverSoon();
  }

  /** Adds something that is to happen at an offset, before any byte beyond it is delivered. */
  breakAt(breakpoint: Breakpoint): void {
    const later = this.#breakpoints.findIndex(({ offset }) => offset > breakpoint.offset);
    this.#breakpoints.splice(later < 0 ? this.#breakpoints.length : later, 0, breakpoint);
    this.deliverSoon();
  }

  /** Delivers nothing for so many milliseconds. */
  stall(milliseconds: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.#simulation.clock.now() + milliseconds);
    this.#simulation.plan(milliseconds, () => this.deliverSoon());
  }

  /** Delivers what can be delivered, from the next step on. */
  deliverSoon(): void {
    if (this.#due || !this.#deliverable) return;
    this.#due = true;
    this.#simulation.plan(0, () => {
      this.#due = false;
      if (!this.#deliverable) return;
      try {
        this.#deliver();
      } finally {
        // A sink that throws is its program's mistake, and must not look like a stalled network.
        this.deliverSoon();
      }
    });
  }

  /** Forgets what has arrived. */
  stop(): void {
    this.#buffer.clear();
  }

  get #deliverable(): boolean {
    if (!this.#host.listening || this.#paused) return false;
    if (this.#simulation.clock.now() < this.#stalledUntil) return false;
    if (this.#breakpointReached !== undefined) return true;
    return this.#buffer.length > 0 ? this.#reads : this.#state === 'end arrived';
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
    } else if (this.#buffer.length > 0) {
      this.#deliverChunk();
    } else {
      this.#state = 'ended';
      this.#host.end();
    }
  }

  #deliverChunk(): void {
    const available = this.#buffer.length;
    const offset = this.#delivered;
    const wanted = this.#cutter({ available, written: this.#buffer.first, offset });
    const most = Math.min(available, (this.#breakpoints[0]?.offset ?? Number.POSITIVE_INFINITY) - offset);
    const size = Math.max(1, Math.min(most, Math.floor(wanted)));
    const chunk = this.#memory.take(this.#buffer, size);
    this.#delivered += size;
    try {
      this.#host.data(chunk, offset);
    } finally {
      this.#memory.delivered(chunk);
    }
  }
}
