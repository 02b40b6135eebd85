/** One end of a connection under test: its transport, called through here so that the witness knows, and its witness. */
import type { Address, Clock, Transport } from '@wirechart/core';
import { Witness } from './witness.js';

export class End {
  readonly transport: Transport;
  readonly witness: Witness;

  constructor(name: string, transport: Transport, clock: Clock, patience: number) {
    this.transport = transport;
    this.witness = new Witness(name, clock, patience);
  }

  get local(): Address {
    return this.transport.local;
  }

  get remote(): Address {
    return this.transport.remote;
  }

  start(): this {
    this.#call(() => this.transport.start(this.witness));
    return this;
  }

  write(...chunks: Uint8Array[]): boolean {
    const ready = this.#call(() => this.transport.write(chunks));
    if (!ready) this.witness.drainOwed = true;
    return ready;
  }

  pause(): void {
    this.#call(() => this.transport.pause());
  }

  resume(): void {
    this.#call(() => this.transport.resume());
  }

  end(): void {
    this.#call(() => this.transport.end());
  }

  close(): void {
    this.witness.left = true;
    this.#call(() => this.transport.close());
  }

  reset(): void {
    this.witness.left = true;
    this.#call(() => this.transport.reset());
  }

  /** Writes in pieces, waiting when it is told to. */
  async writeAll(bytes: Uint8Array, piece = 16_384): Promise<void> {
    for (let at = 0; at < bytes.length; at += piece) {
      if (this.write(bytes.subarray(at, at + piece))) continue;
      const { drains } = this.witness;
      await this.witness.until(() => this.witness.drains > drains, 'a drain');
    }
  }

  /** Writes pieces until told to wait; returns the number of bytes written, `most` or more if that never happened. */
  writeUntilWait(piece: Uint8Array, most: number): number {
    for (let written = 0; written < most; ) {
      const ready = this.write(piece);
      written += piece.length;
      if (!ready) return written;
    }
    return most;
  }

  #call<T>(call: () => T): T {
    // Calls from inside a callback are nested in nothing: the callback is the transport's, the call is its own.
    const before = this.witness.calling;
    this.witness.calling = true;
    try {
      return call();
    } finally {
      this.witness.calling = before;
    }
  }
}
