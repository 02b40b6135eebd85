/**
 * A sink that keeps what it is told, and notes what no transport may do whatever the case: tell something from inside a
 * call, after the close, out of order, or a drain that nobody waits for.
 */
import type { Clock, TransportError, TransportSink } from '@wirechart/core';
import { concat } from '../harness/bytes.js';
import { ContractViolation } from '../harness/violation.js';

export class Witness implements TransportSink {
  readonly name: string;
  readonly chunks: Uint8Array[] = [];
  /** Copies of the chunks as they were when they came. */
  readonly copies: Uint8Array[] = [];
  readonly violations: string[] = [];
  received = 0;
  ended = false;
  drains = 0;
  failure: TransportError | undefined = undefined;
  closed = false;
  /** Called after each chunk. */
  onData: (() => void) | undefined = undefined;

  /** Kept up to date by whoever calls the transport. */
  calling = false;
  drainOwed = false;
  left = false;

  readonly #clock: Clock;
  readonly #patience: number;
  readonly #waiting = new Set<() => void>();

  constructor(name: string, clock: Clock, patience: number) {
    this.name = name;
    this.#clock = clock;
    this.#patience = patience;
  }

  get bytes(): Uint8Array {
    return concat(this.copies);
  }

  data(chunk: Uint8Array): void {
    this.#told('data');
    if (this.ended) this.#violation('data after the end');
    if (chunk.length === 0) this.#violation('an empty chunk');
    this.chunks.push(chunk);
    this.copies.push(chunk.slice());
    this.received += chunk.length;
    this.onData?.();
    this.#look();
  }

  end(): void {
    this.#told('end');
    if (this.ended) this.#violation('a second end');
    this.ended = true;
    this.#look();
  }

  drain(): void {
    this.#told('drain');
    if (!this.drainOwed) this.#violation('a drain although no write had said to wait');
    this.drainOwed = false;
    this.drains += 1;
    this.#look();
  }

  error(error: TransportError): void {
    this.#told('an error');
    this.failure = error;
    this.#look();
  }

  close(): void {
    if (this.closed) this.#violation('a second close');
    if (this.calling) this.#violation('close from inside a call');
    this.closed = true;
    this.#look();
  }

  /** Waits until something holds. @throws ContractViolation when that takes longer than the patience. */
  until(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        this.#clock.clearTimer(timer);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(look);
        reject(
          new ContractViolation(`${this.name}: waited ${this.#patience} ms in vain for ${what}; ${this.#summary()}`),
        );
      };
      const timer = this.#clock.setTimer(giveUp, this.#patience);
      this.#waiting.add(look);
    });
  }

  untilReceived(bytes: number): Promise<void> {
    return this.until(() => this.received >= bytes, `${bytes} bytes`);
  }

  untilEnd(): Promise<void> {
    return this.until(() => this.ended, 'the end');
  }

  untilClose(): Promise<void> {
    return this.until(() => this.closed, 'the close');
  }

  #told(what: string): void {
    if (this.calling) this.#violation(`${what} from inside a call`);
    if (this.closed) this.#violation(`${what} after the close`);
    else if (this.left) this.#violation(`${what} although this side had closed; only the close may follow`);
    else if (this.failure !== undefined) this.#violation(`${what} after an error; only the close may follow`);
  }

  #violation(what: string): void {
    this.violations.push(`${this.name} was told ${what}`);
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }

  #summary(): string {
    const { received, drains, ended, failure, closed } = this;
    const yes = [ended && 'end', failure && `error ${failure.code}`, closed && 'close'].filter(Boolean);
    return `so far: ${received} bytes, ${drains} drains, ${yes.join(', ') || 'no end, error or close'}`;
  }
}
