/** How fast the remote is, held against the option `rates`. It knows numbers alone; when they are looked at is the halves' business. */
import { DeadlineError } from '../errors/errors.js';
import type { Intake } from '../input/intake.js';
import type { Rates } from '../limits.js';

export class RateMeter {
  readonly #rates: Rates;
  /** What tells the frame that is waited for from others; -1 while none is. */
  #frame = -1;
  #frameSince = 0;
  #frameFrom = 0;
  /** Since when output has waited without a break; -1 while none does. */
  #waitsSince = -1;
  /** Bytes that the remote had taken then. */
  #takenBefore = 0;
  /** Bytes that it has taken as far as is known; -1 where the transport does not say. */
  #taken = -1;

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  /** More is waited for: of a frame if one has begun. What comes after it has a time of its own. */
  awaits({ queue, frameOffset, streamLeft }: Intake, hasBegun: boolean, now: number): void {
    // Pieces of a stream are read as they come; it is its end that stays where it is.
    const frame = !hasBegun ? -1 : streamLeft > 0 ? queue.offset + streamLeft : frameOffset;
    if (frame === this.#frame) return;
    this.#frame = frame;
    this.#frameSince = now;
    this.#frameFrom = frameOffset;
  }

  /** Nothing was read for a while: that was not the remote's doing. */
  readAnew(): void {
    this.#frame = -1;
  }

  /** When too little of the frame will have come; Infinity where none is waited for. */
  receiveDue({ queue }: Intake): number {
    const { receive } = this.#rates;
    if (this.#frame < 0 || receive === 0) return Number.POSITIVE_INFINITY;
    return this.#due(this.#frameSince, queue.offset + queue.length - this.#frameFrom, receive);
  }

  /** Output waits, of `given` bytes that the transport had in all. */
  waits(given: number, pendingBytes: number | undefined, now: number): void {
    this.look(given, pendingBytes);
    if (this.#waitsSince >= 0) return;
    this.#waitsSince = now;
    this.#takenBefore = this.#taken;
  }

  /** Nothing waits any more. */
  waitsNoMore(): void {
    this.#waitsSince = -1;
  }

  /** How much the transport has got rid of. */
  look(given: number, pendingBytes: number | undefined): void {
    this.#taken = pendingBytes === undefined ? -1 : given - pendingBytes;
  }

  /** When too little of the output will have been taken; Infinity where none waits. */
  writeDue(): number {
    const { write } = this.#rates;
    if (this.#waitsSince < 0 || write === 0 || this.#taken < 0) return Number.POSITIVE_INFINITY;
    return this.#due(this.#waitsSince, this.#taken - this.#takenBefore, write);
  }

  /** What being too slow comes to. */
  error(what: 'receive' | 'write'): DeadlineError {
    const verb = what === 'receive' ? 'sends' : 'takes';
    const message = `the remote ${verb} less than ${this.#rates[what]} bytes per second (rates.${what})`;
    return new DeadlineError(`${what}-rate`, message);
  }

  #due(since: number, bytes: number, rate: number): number {
    return since + this.#rates.grace + (bytes * 1000) / rate;
  }
}
