/** The sending side of a socket: a buffer with water marks, emptied as far as the window of the other end allows. */
import type { Simulation } from '../simulation/simulation.js';
import { ByteFifo } from './byte-fifo.js';
import type { Wire } from './wire.js';

export interface WaterMarks {
  readonly highWater: number;
  readonly lowWater: number;
}

/** The socket, as its sending side sees it. */
export interface SenderHost {
  /** Bytes that may be on the way to the other end or wait in it. */
  readonly window: number;
  /** Whether there is somebody to be told of a drain. */
  readonly listening: boolean;
  drain(): void;
  /** The last byte and the end are on the wire. */
  ended(): void;
  /** What arrives at the other end. */
  arrive(segment: Uint8Array): void;
  arriveEnd(): void;
}

export class Sender {
  readonly #simulation: Simulation;
  readonly #wire: Wire;
  readonly #marks: WaterMarks;
  readonly #host: SenderHost;
  readonly #buffer = new ByteFifo();
  #state: 'open' | 'ending' | 'ended' = 'open';
  /** Bytes sent that the other end has not read, as far as is known here. */
  #unread = 0;
  #waiting = false;
  #drainDue = false;
  #severed = false;

  constructor(simulation: Simulation, wire: Wire, marks: WaterMarks, host: SenderHost) {
    this.#simulation = simulation;
    this.#wire = wire;
    this.#marks = marks;
    this.#host = host;
  }

  get state(): 'open' | 'ending' | 'ended' {
    return this.#state;
  }

  /** Bytes that the other end has had no room for yet. */
  get pendingBytes(): number {
    return this.#buffer.length;
  }

  /** Takes chunks. Returns false to ask for patience until the drain. */
  write(chunks: readonly Uint8Array[]): boolean {
    // As one piece, as a vectored write is: where a writer's memory happens to end must not show in a trace.
    this.#buffer.push(joined(chunks));
    this.#transmit();
    if (this.#buffer.length >= this.#marks.highWater) this.#waiting = true;
    return !this.#waiting;
  }

  /** Ends the direction after what was written. */
  end(): void {
    if (this.#state !== 'open') return;
    this.#state = 'ending';
    this.#transmit();
  }

  /** The other end has read so many bytes. */
  read(bytes: number): void {
    this.#unread -= bytes;
    this.#transmit();
  }

  /** Tells of a drain that is due. */
  drainSoon(): void {
    if (!this.#waiting || this.#drainDue || !this.#host.listening) return;
    if (this.#buffer.length > this.#marks.lowWater) return;
    this.#drainDue = true;
    this.#simulation.plan(0, () => {
      this.#drainDue = false;
      if (!this.#host.listening || this.#buffer.length > this.#marks.lowWater) return;
      this.#waiting = false;
      this.#host.drain();
    });
  }

  /** Sends nothing more. What is on the wire still arrives, unless it is severed. */
  stop(): void {
    this.#buffer.clear();
  }

  /** What was sent and has not arrived never will. */
  sever(): void {
    this.#severed = true;
  }

  #transmit(): void {
    const buffer = this.#buffer;
    const { window } = this.#host;
    const most = Math.min(window, this.#wire.segmentBytes);
    while (buffer.length > 0) {
      const size = Math.min(most, buffer.first);
      if (this.#unread + size > window) break;
      const segment = buffer.takePiece(size);
      this.#unread += size;
      this.#send(size, () => this.#host.arrive(segment));
    }
    this.drainSoon();
    if (buffer.length > 0 || this.#state !== 'ending') return;
    this.#state = 'ended';
    this.#send(0, () => this.#host.arriveEnd());
    this.#host.ended();
  }

  #send(bytes: number, arrive: () => void): void {
    this.#wire.send(bytes, () => {
      if (!this.#severed) arrive();
    });
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0] as Uint8Array;
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
