/** How much memory all connections of a server may hold together, and what becomes of those that hold most when it is more. */
import { localError } from '../errors/core-errors.js';
import type { LocalError } from '../errors/errors.js';
import type { Clock } from '../transport/transport.js';

export interface Holder {
  /** Bytes that it holds: see {@link AdmissionOptions.bufferedTotal}. */
  held(): number;
}

/**
 * Looks at what the connections hold a little after anything arrived, and at once when a sixteenth of what they may hold did. So
 * what they hold beyond it is bounded, and a server to which nothing comes does nothing.
 */
export class Budget<THolder extends Holder> {
  readonly #most: number;
  readonly #holders: Iterable<THolder>;
  readonly #clock: Clock | undefined;
  readonly #shed: (holder: THolder, error: LocalError) => void;
  readonly #step: number;
  /** Bytes that may still arrive until it looks. */
  #left: number;
  #timer: unknown;
  #over = false;

  /**
   * @param holders those that count: not those that were shed
   * @param clock undefined where it only looks when much has arrived
   */
  constructor(
    most: number,
    holders: Iterable<THolder>,
    clock: Clock | undefined,
    shed: (holder: THolder, error: LocalError) => void,
  ) {
    this.#most = most;
    this.#holders = holders;
    this.#clock = clock;
    this.#shed = shed;
    this.#step = most / STEPS;
    this.#left = this.#step;
  }

  /** So many bytes are about to be held, or something else is that was not before. */
  readonly grows = (bytes: number): void => {
    this.#left -= bytes;
    if (this.#left <= 0) this.#look();
    // What is about to be held is seen next time.
    if (!this.#over) this.#timer ??= this.#clock?.setTimer(() => this.#look(), LOOK_AFTER);
  };

  /** Sets no timer any more. */
  close(): void {
    this.#over = true;
    this.#clear();
  }

  #clear(): void {
    if (this.#timer !== undefined) this.#clock?.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    this.#clear();
    this.#left = this.#step;
    let total = 0;
    for (const holder of this.#holders) total += holder.held();
    if (total <= this.#most) return;
    for (const { holder, held } of this.#largestFirst()) {
      if (total <= this.#most) return;
      total -= held;
      // Whoever hears of one that goes may let others go as well.
      if (holder.held() > 0) this.#shed(holder, this.#error(held));
    }
  }

  #error(held: number): LocalError {
    return localError('limit-buffered-total', `limit bufferedTotal is ${this.#most}, and ${held} are here`);
  }

  /** All are asked once, however many have to go: those may be many small ones. */
  #largestFirst(): readonly { readonly holder: THolder; readonly held: number }[] {
    return Array.from(this.#holders, (holder) => ({ holder, held: holder.held() }))
      .filter(({ held }) => held > 0)
      .sort((one, other) => other.held - one.held);
  }
}

/** Bytes: the default of `bufferedTotal`. */
export const BUFFERED_TOTAL = 512 * 1024 * 1024;

/** How many looks it takes until as much has arrived as may be held. */
const STEPS = 16;
/** Milliseconds. */
const LOOK_AFTER = 100;
