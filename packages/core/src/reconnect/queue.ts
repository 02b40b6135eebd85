/** Who waits for a connection: each until there is one, until none will come, until its time is over, or until it gives up. */
import { onAbort } from '../app/on-abort.js';
import { DeadlineError } from '../errors/errors.js';
import type { AbortSignalLike, Clock } from '../transport/transport.js';

export class Queue<TConnection> {
  readonly #waiting = new Set<Waiting<TConnection>>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Waits for the next connection.
   *
   * @param until a time on the clock; Infinity or undefined for any
   * @throws (the promise) the signal's reason, DeadlineError `reply`, or what {@link refuse} was given
   */
  wait(signal: AbortSignalLike | undefined, until = Number.POSITIVE_INFINITY): Promise<TConnection> {
    return new Promise((resolve, reject) => {
      const leave = (act: () => void) => {
        this.#waiting.delete(waiting);
        letGo?.();
        if (timer !== undefined) this.#clock.clearTimer(timer);
        act();
      };
      const waiting: Waiting<TConnection> = {
        resolve: (connection) => leave(() => resolve(connection)),
        reject: (error) => leave(() => reject(error)),
      };
      const letGo = signal === undefined ? undefined : onAbort(signal, () => waiting.reject(signal.reason));
      const late = () => waiting.reject(new DeadlineError('reply').forRequest('no'));
      const timer =
        until === Number.POSITIVE_INFINITY
          ? undefined
          : this.#clock.setTimer(late, Math.max(0, until - this.#clock.now()));
      this.#waiting.add(waiting);
    });
  }

  /** All who wait have this one. */
  serve(connection: TConnection): void {
    for (const { resolve } of [...this.#waiting]) resolve(connection);
  }

  /** None will come. @param error makes one for each who waits */
  refuse(error: () => unknown): void {
    for (const { reject } of [...this.#waiting]) reject(error());
  }
}

interface Waiting<TConnection> {
  resolve(connection: TConnection): void;
  reject(error: unknown): void;
}
