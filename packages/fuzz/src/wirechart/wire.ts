/** One direction of a connection in memory: what was sent, and how much of it has arrived. */
import { TransportError } from '@wirechart/core';

/** Offsets at which a direction is cut. */
export type Cuts = readonly number[];

/** Who is at the receiving end of a wire. */
export interface Receiver {
  /** False while it does not want to read. */
  reads(): boolean;
  data(chunk: Uint8Array): void;
  end(): void;
  reset(): void;
}

/** What a transport tells when the remote has reset its connection. */
export function resetByRemote(): TransportError {
  return new TransportError('read', 'ECONNRESET', 'read ECONNRESET');
}

export class Wire {
  readonly #sent: number[] = [];
  /** Nobody listens at first. */
  receiver: Receiver | undefined = undefined;
  #received = 0;
  #end: 'end' | 'reset' | undefined;
  #told = false;

  /** Bytes sent so far. */
  get length(): number {
    return this.#sent.length;
  }

  send(pieces: readonly Uint8Array[]): void {
    for (const data of pieces) for (const byte of data) this.#sent.push(byte);
  }

  end(how: 'end' | 'reset'): void {
    this.#end ??= how;
  }

  /** Delivers up to the next cut if that much was sent; returns whether anything was delivered. */
  deliverUpTo(cuts: Cuts): boolean {
    const cut = cuts.find((one) => one > this.#received);
    return cut !== undefined && cut <= this.length && this.#deliver(cut);
  }

  /** Delivers what there is, or the end after it. */
  deliverAll(): boolean {
    return this.#deliver(this.length);
  }

  #deliver(end: number): boolean {
    const { receiver } = this;
    if (receiver === undefined || !receiver.reads()) return false;
    if (end > this.#received) {
      const chunk = Uint8Array.from(this.#sent.slice(this.#received, end));
      this.#received = end;
      receiver.data(chunk);
      return true;
    }
    if (this.#end === undefined || this.#told) return false;
    this.#told = true;
    receiver[this.#end]();
    return true;
  }
}
