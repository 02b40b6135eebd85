/** Engines with a mistake in them. */
import { Connection, type ConnectionEvent, type Prepared, type Signal, TransportError } from '@wirechart/core';

const NEWLINE = 10;

/** Forgets what stands after the first line of a chunk. */
export class LosesLeftovers<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveData(chunk: Uint8Array, now: number): boolean {
    const end = chunk.indexOf(NEWLINE);
    return super.receiveData(end < 0 ? chunk : chunk.subarray(0, end + 1), now);
  }
}

/** Hands out each message twice. */
export class Doubles<TIn, TOut> extends Connection<TIn, TOut> {
  #again: ConnectionEvent<TIn> | undefined;

  override nextEvent(): ConnectionEvent<TIn> | Signal {
    const again = this.#again;
    this.#again = undefined;
    if (again !== undefined) return again;
    const event = super.nextEvent();
    if (typeof event !== 'string' && event.type === 'message') this.#again = event;
    return event;
  }
}

/** Looks for the end of a line from the beginning again whenever bytes arrive. */
export class ForgetsScanPosition<TIn, TOut> extends Connection<TIn, TOut> {
  #seen: Uint8Array = new Uint8Array(0);

  override receiveData(chunk: Uint8Array, now: number): boolean {
    const longer = new Uint8Array(this.#seen.length + 1);
    this.#seen = longer;
    this.#seen.indexOf(NEWLINE);
    return super.receiveData(chunk, now);
  }
}

/** Waits for the remote's end, however long that takes. */
export class ClosesWhenever<TIn, TOut> extends Connection<TIn, TOut> {
  override close(now: number): void {
    this.finish(now);
  }
}

/** Does not care how slow the remote is. */
export class NeverHurries<TIn, TOut> extends Connection<TIn, TOut> {
  constructor(prepared: Prepared<TIn, TOut>, now: number) {
    super(Object.assign({}, prepared, { rates: undefined }), now);
  }
}

/** Changes its input as it reads. */
export class WritesInput<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveData(chunk: Uint8Array, now: number): boolean {
    const room = super.receiveData(chunk.slice(), now);
    if (chunk.length > 0) chunk[0] = 0;
    return room;
  }
}

/** Does not care whether it was told to copy. */
export class NeverCopies<TIn, TOut> extends Connection<TIn, TOut> {
  constructor(prepared: Prepared<TIn, TOut>, now: number) {
    super({ ...prepared, copyInput: false }, now);
  }
}

/** Takes a reset for an end. */
export class IgnoresReset<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveError(_error: unknown, now: number): void {
    super.receiveEof(now);
  }
}

/** Puts a byte of its own before the second chunk. */
export class AddsBetweenChunks<TIn, TOut> extends Connection<TIn, TOut> {
  #chunks = 0;

  override receiveData(chunk: Uint8Array, now: number): boolean {
    this.#chunks += 1;
    if (this.#chunks === 2) super.receiveData(Uint8Array.of(0x20), now);
    return super.receiveData(chunk, now);
  }
}

/** Reads on although it is asked to stop. */
export class IgnoresBackPressure<TIn, TOut> extends Connection<TIn, TOut> {
  override get wantsData(): boolean {
    return true;
  }
}

/** Never says that there is room again. */
export class NeverWritable<TIn, TOut> extends Connection<TIn, TOut> {
  override nextEvent(): ConnectionEvent<TIn> | Signal {
    const event = super.nextEvent();
    return typeof event !== 'string' && event.type === 'writable' ? super.nextEvent() : event;
  }
}

/** Forgets that the remote has ended. */
export class IgnoresEnd<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveEof(): void {}
}

/** Does not hear that its messages were answered. */
export class IgnoresAnswers<TIn, TOut> extends Connection<TIn, TOut> {
  override responded(): void {}
}

/** Takes an end for a failure. */
export class FailsAtEnd<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveEof(now: number): void {
    super.receiveError(new TransportError('read', 'ECONNRESET', 'a fault'), now);
  }
}

/** Drops the output that is waiting when it is finished. */
export class LosesOutput<TIn, TOut> extends Connection<TIn, TOut> {
  override finish(now: number): void {
    this.pollTransmit();
    this.transmitted(true, now);
    super.finish(now);
  }
}

/** Takes whatever comes after it has failed. */
export class LingersForEver<TIn, TOut> extends Connection<TIn, TOut> {
  override receiveData(chunk: Uint8Array, now: number): boolean {
    return this.failure === undefined ? super.receiveData(chunk, now) : true;
  }
}
