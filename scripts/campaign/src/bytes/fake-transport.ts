/** A transport whose remote is the campaign: it takes everything, and delivers what it is given as far as it is read. */
import type { Address, Clock, Transport, TransportSink } from '@wirechart/core';

/** Time stands still, so that no time-out can be the answer. */
export const STILL: Clock = { now: () => 0, setTimer: () => 0, clearTimer() {}, random: () => 0.5 };

export class FakeTransport implements Transport {
  readonly local: Address = { kind: 'name', name: 'here' };
  readonly remote: Address = { kind: 'name', name: 'there' };
  written = 0;
  isClosed = false;
  wasReset = false;
  #sink: TransportSink | undefined;
  #paused = false;
  #ended = false;
  #closing = false;
  #held: Uint8Array[] = [];

  start(sink: TransportSink): void {
    this.#sink = sink;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    for (const { length } of chunks) this.written += length;
    return true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** The remote has heard enough. */
  end(): void {}

  close(): void {
    this.#closing = true;
  }

  reset(): void {
    this.wasReset = true;
    this.#closing = true;
  }

  /** The remote sends these. */
  give(chunk: Uint8Array): void {
    this.#held.push(chunk);
  }

  /** The remote ends after what it has sent. */
  giveEnd(): void {
    this.#ended = true;
  }

  /** Tells what can be told now. Returns whether there was anything. */
  move(): boolean {
    const sink = this.#sink;
    if (sink === undefined || this.isClosed) return false;
    if (this.#closing) {
      this.isClosed = true;
      sink.close();
      return true;
    }
    if (this.#paused) return false;
    const chunk = this.#held.shift();
    if (chunk !== undefined) {
      sink.data(chunk);
      return true;
    }
    if (this.#ended) {
      this.#ended = false;
      sink.end();
      return true;
    }
    return false;
  }
}
