/**
 * A connection without I/O: bytes, events and the time go in; events, bytes and the next deadline come out.
 *
 * Four families of calls, and the order to use them in:
 *
 * 1. What happened at the transport: {@link Connection.receiveData}, {@link Connection.receiveEof},
 *    {@link Connection.receiveError}.
 * 2. What came of it: {@link Connection.nextEvent}, again and again until it returns a signal instead of an event.
 *    Nothing is parsed until it is asked for, and no call calls back: an application that throws leaves nothing half done.
 * 3. What the application wants: {@link Connection.send}, {@link Connection.responded}, {@link Connection.finish},
 *    {@link Connection.drain}, {@link Connection.abort}. After these, `nextEvent` may have news again.
 * 4. What is to be done: {@link Connection.pollTransmit} until it returns undefined, telling the outcome of each write with
 *    {@link Connection.transmitted}; {@link Connection.pollTimeout} for the next deadline, and at that time
 *    {@link Connection.handleTimeout}. After these, `nextEvent` may have news again.
 *
 * The time is an argument, in milliseconds on whatever clock the caller has, and must not go backwards.
 *
 * What can be seen of it at any time is in the first of the layers that it is built of ({@link Parts}).
 */
import { localError } from '../errors/core-errors.js';
import { type TransportError, WirechartError } from '../errors/errors.js';
import type { Addresses } from '../transport/transport.js';
import { type ConnectionEvent, END, RESET, type Signal } from './events.js';
import {
  ANSWERED,
  DRAINING,
  END_GIVEN,
  HELD,
  OUTPUT_FULL,
  READ_OVER,
  REMOTE_ENDED,
  RESET_DUE,
  SERVER,
  UNSENT,
  WRITE_OVER,
} from './facts.js';
import { Joining } from './joining.js';
import type { Prepared } from './prepare.js';
import { endIsDue } from './rules.js';

/** What comes before reading, or forbids it. */
const OUT_OF_THE_ORDINARY = READ_OVER | WRITE_OVER | ANSWERED | OUTPUT_FULL | END_GIVEN | HELD | DRAINING | UNSENT;

export class Connection<TIn, TOut> extends Joining<TIn, TOut> {
  /** @param addresses where it runs, as far as anybody knows; for machines that ask, and {@link addresses} */
  constructor(prepared: Prepared<TIn, TOut>, now: number, addresses?: Addresses) {
    super(prepared, now, addresses);
    this.begin();
  }

  // 1. What happened at the transport.

  /**
   * Takes a chunk for keeps: views of it are handed to the application, so it must not be written to afterwards (unless the
   * option `copyInput` was given).
   * Returns whether to go on reading; on false, pause the transport until {@link wantsData}.
   *
   * @throws LocalError `limit-buffered-bytes` when the caller went on regardless.
   */
  receiveData(chunk: Uint8Array, now: number): boolean {
    this.now = now;
    if (this.is(READ_OVER)) return true;
    const { length } = this.intake.queue;
    const { bufferedBytes } = this.limits;
    if (length > 2 * bufferedBytes && !this.wantsData) {
      throw localError('limit-buffered-bytes', `${length} bytes; limit bufferedBytes is ${bufferedBytes}`);
    }
    if (chunk.length > 0) this.progressAt = now;
    // Not slice: that of Node's Buffer does not copy.
    this.ownIntake().push(this.prepared.copyInput ? new Uint8Array(chunk) : chunk);
    return this.wantsData;
  }

  /** The remote has ended its direction; no more data follows. */
  receiveEof(now: number): void {
    this.now = now;
    this.facts |= REMOTE_ENDED;
    this.ownIntake().close('eof');
  }

  /**
   * The transport failed, in both directions; where both had ended already, there is nothing left to fail. What has arrived
   * whole is still handed out, and the failure told behind it.
   */
  receiveError(error: TransportError, now: number): void {
    this.now = now;
    const ended = this.is(REMOTE_ENDED) && this.is(END_GIVEN);
    this.facts |= REMOTE_ENDED;
    this.ownIntake().close(error);
    if (ended || this.is(WRITE_OVER)) return;
    this.lost = error;
    this.tellWrite({ type: 'reset', error });
  }

  // 2. What came of it.

  /** The next event, or the reason why there is none. */
  nextEvent(): ConnectionEvent<TIn> | Signal {
    for (;;) {
      const event = this.shift();
      if (event !== undefined) {
        if (event.type === 'message' && !this.is(SERVER)) this.answered();
        return event;
      }
      const due = this.facts & OUT_OF_THE_ORDINARY;
      if (due === ANSWERED) this.tellResponded();
      else {
        const signal = due === 0 ? this.readOn() : this.attend();
        if (signal !== undefined) return signal;
      }
    }
  }

  /** Whether the transport should be read: what the state needs has not arrived, or there is room to read ahead. */
  get wantsData(): boolean {
    const intake = this.intake;
    const { length } = intake.queue;
    if (length < intake.awaited || length < this.limits.bufferedBytes || this.is(READ_OVER)) return true;
    return intake.awaited < 0 && intake.isShortOf(this.readRun.need, this.readRun.context);
  }

  // 3. What the application wants.

  /**
   * Queues a message. Returns whether there is room for more; after false, wait for the event `writable`.
   *
   * @throws LocalError `not-sending`, `encode-failed` or `limit-queued-output`. The connection is as it was before.
   */
  send(message: TOut, now: number): boolean {
    this.now = now;
    if (!this.sending) throw localError('not-sending');
    return this.sendOwn(message);
  }

  /** A server has sent all replies to the last message it was handed (there may be none): the read half may go on. */
  responded(now: number): void {
    this.now = now;
    this.answered();
  }

  /**
   * Sends what is queued, with a goodbye behind it if the protocol has one, then ends this direction. The remote is read
   * until it ends too. Does nothing the second time.
   */
  finish(now: number): void {
    this.now = now;
    if (this.sending) this.finishWith(this.protocol.goodbye?.message());
  }

  /** Reads nothing more until {@link release}: the application is busy. What happens besides is still handed out. */
  hold(): void {
    this.facts |= HELD;
  }

  /** Reads on after {@link hold}. */
  release(): void {
    this.facts &= ~HELD;
  }

  /** Closes in order as soon as nothing is under way: takes no new message, finishes when the last one is answered. */
  drain(now: number): void {
    this.now = now;
    this.facts |= DRAINING;
  }

  /** Closes at once and without delivering what is under way; the remote sees a reset. Does nothing once it is over. */
  abort(reason: unknown, now: number): void {
    this.now = now;
    if (this.is(READ_OVER) && this.is(WRITE_OVER)) return;
    // An error that has happened somewhere already is the reason for this one, not the same.
    const own = reason instanceof WirechartError && reason.state === undefined;
    this.reset(own ? reason : localError('aborted', undefined, { cause: reason }));
  }

  // 4. What is to be done.

  /** Bytes to write, or {@link END}, or {@link RESET}; undefined when there is nothing to do now. */
  pollTransmit(): readonly Uint8Array[] | typeof END | typeof RESET | undefined {
    if (this.is(RESET_DUE)) {
      this.facts &= ~RESET_DUE;
      return RESET;
    }
    if (this.outlet.waiting || this.is(WRITE_OVER)) return undefined;
    if (this.outlet.queued > 0) return this.outlet.take();
    if (!endIsDue(this.facts)) return undefined;
    this.facts |= END_GIVEN;
    return END;
  }

  /** The transport took what {@link pollTransmit} gave; `ready` is false when it asks to wait for its drain. */
  transmitted(ready: boolean, now: number): void {
    this.now = now;
    if (ready) this.flushed();
    else {
      this.ownOutlet().waiting = true;
      this.tellWrite({ type: 'wait' });
      this.noteOutput();
    }
  }

  /** The transport is ready for more. */
  transportDrained(now: number): void {
    this.now = now;
    if (!this.outlet.waiting) return;
    this.outlet.waiting = false;
    this.tellWrite({ type: 'drained' });
    this.flushed();
  }

  /** When {@link handleTimeout} is due next, or Infinity. */
  pollTimeout(): number {
    const read = this.is(READ_OVER) ? Number.POSITIVE_INFINITY : this.readRun.deadline;
    const write = this.is(WRITE_OVER) ? undefined : this.writeRun?.deadline;
    return write === undefined ? read : Math.min(read, write);
  }

  /** Lets the time-outs happen that are due at `now`. Harmless when none is. */
  handleTimeout(now: number): void {
    this.now = now;
    this.fireRead(now);
    this.fireWrite(now);
  }
}
