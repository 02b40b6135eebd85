/** A sink that keeps what it was told, and lets a test wait for it. */
import type { Security, TransportFailure, TransportSink } from '@wirechart/core';

export class Recorder implements TransportSink {
  /** What was told, in order; runs of data count once. */
  readonly told: string[] = [];
  readonly chunks: Uint8Array[] = [];
  length = 0;
  security: Security | undefined;
  failure: TransportFailure | undefined;
  readonly #waiting: { readonly met: () => boolean; readonly resolve: () => void }[] = [];

  data(chunk: Uint8Array): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
    this.#note('data');
  }

  end(): void {
    this.#note('end');
  }

  drain(): void {
    this.#note('drain');
  }

  error(error: TransportFailure): void {
    this.failure = error;
    this.#note('error');
  }

  close(): void {
    this.#note('close');
  }

  secured(security: Security): void {
    this.security = security;
    this.#note('secured');
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  /** Resolves when an event of this type has been told. */
  seen(type: 'secured' | 'data' | 'end' | 'drain' | 'error' | 'close'): Promise<void> {
    return this.until(() => this.told.includes(type));
  }

  /** Resolves when so many bytes have arrived. */
  received(length: number): Promise<void> {
    return this.until(() => this.length >= length);
  }

  until(met: () => boolean): Promise<void> {
    if (met()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ met, resolve }));
  }

  #note(what: string): void {
    if (what !== 'data' || this.told.at(-1) !== 'data') this.told.push(what);
    for (const { met, resolve } of this.#waiting) if (met()) resolve();
  }
}
