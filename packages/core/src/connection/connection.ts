/**
 * A connection without I/O: bytes, events and the time go in; events, bytes and the next deadline come out.
 *
 * Four families of calls, and the order to use them in:
 *
 * 1. What happened at the transport: {@link Connection.receiveData}, {@link Connection.receiveEof},
 *    {@link Connection.receiveError}, {@link Connection.receiveSecured}.
 * 2. What came of it: {@link Connection.nextEvent}, again and again until it returns a signal instead of an event.
 *    Nothing is parsed until it is asked for, and no call calls back: an application that throws leaves nothing half done.
 * 3. What the application wants: {@link Connection.send}, {@link Connection.responded}, {@link Connection.finish},
 *    {@link Connection.close}, {@link Connection.drain}, {@link Connection.abort}. After these, `nextEvent` may have news again.
 * 4. What is to be done: {@link Connection.pollTransmit} until it returns undefined, telling the outcome of each write with
 *    {@link Connection.transmitted}; {@link Connection.pollTimeout} for the next deadline, and at that time
 *    {@link Connection.handleTimeout}. After these, `nextEvent` may have news again.
 *
 * The time is an argument, in milliseconds on whatever clock the caller has, and must not go backwards. {@link pump} makes the
 * calls of 2 and 4 in their order.
 *
 * What can be seen of it at any time comes last; looking changes nothing.
 */
import type { AnyEventObject } from 'xstate';
import { isBytes } from '../bytes/views.js';
import { thrownError } from '../errors/caught.js';
import { ownError, transportFailure } from '../errors/cause.js';
import { checkWord, shown } from '../errors/check-arguments.js';
import { localError, remoteError } from '../errors/core-errors.js';
import { DeadlineError, type HalfName, type TransportFailure, type WirechartError } from '../errors/errors.js';
import type { EmittedMessage } from '../half/events.js';
import { inspectConnection } from '../inspect/actors.js';
import type { Timeouts } from '../limits.js';
import type { Protocol } from '../protocol.js';
import type { ConnectionObserver } from '../trace/observer.js';
import { Guarded, withObserver, withoutObserver } from '../trace/observers.js';
import type { TraceRecord } from '../trace/record.js';
import type { ConnectionGlance, ConnectionView } from '../trace/view.js';
import type { Watch } from '../trace/watcher.js';
import type { Addresses, Security } from '../transport/transport.js';
import { linger, resetBoth } from './ends.js';
import { type ConnectionEvent, END, RESET, type Signal } from './events.js';
import * as facts from './facts.js';
import { glanceAt, heldBy, lookAt, receivedBy } from './look.js';
import type { Pace } from './pace.js';
import { checkPrepared, type Prepared } from './prepare.js';
import * as pull from './pull.js';
import { begin, fireRead, noteAnswered, takeQuietly, tellRead } from './read.js';
import { readDeadline } from './read-times.js';
import { END_TRIGGERS, endIsDue } from './rules.js';
import {
  factsOf,
  intakeOf,
  isSending,
  pushEvent,
  readAnew,
  rest,
  State,
  setObserver,
  takenFrom,
  writtenBy,
} from './state.js';
import { finishWriting, fireWrite, flushed, holdWriting, sendMessage, tellWrite, writeSlowAt } from './write.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { isSettled, pullEvent, pullMessages } = pull;
const {
  ANSWERING,
  ASIDE,
  CLOSED_TOLD,
  DRAINING,
  END_GIVEN,
  END_TOLD,
  HELD,
  NEWS,
  POSTPONED,
  READ_OVER,
  REMOTE_ENDED,
  RESET_DUE,
  SECURE_DUE,
  SERVER,
  TRANSPORT_WAITS,
  WRITE_OVER,
} = facts;

const HALVES = ['read', 'write'];

export class Connection<TIn, TOut> {
  readonly #state: State<TIn, TOut>;

  /** @param addresses where it runs, as far as anybody knows; for machines that ask, and `addresses` */
  constructor(prepared: Prepared<TIn, TOut>, now: number, addresses?: Addresses) {
    checkPrepared(prepared);
    this.#state = new State(prepared, now, addresses);
    const { inspect } = prepared;
    if (inspect?.chosen(addresses)) inspectConnection(this, inspect.observer, inspect.name());
    begin(this.#state);
  }

  // 1. What happened at the transport.

  /**
   * Takes a chunk for keeps: views of it are handed to the application, so it must not be written to afterwards (unless the
   * option `copyInput` was given).
   * Returns whether to go on reading; on false, pause the transport until {@link wantsData}.
   *
   * @throws LocalError `limit-buffered-bytes` when the caller went on regardless, `not-bytes`.
   */
  receiveData(chunk: Uint8Array, now: number): boolean {
    if ((!ArrayBuffer.isView(chunk) && !isBytes(chunk)) || chunk.length !== chunk.byteLength)
      throw localError('not-bytes', `${shown(chunk)} and no Uint8Array`);
    const state = this.#state;
    state.at(now);
    if (state.quietTo > 0 && takeQuietly(state, chunk, now)) return true;
    if (state.is(READ_OVER)) {
      linger(state, chunk.length);
      return true;
    }
    state.flags |= NEWS;
    const { queue } = intakeOf(state);
    const { bufferedBytes } = state.prepared.input.limits;
    if (queue.length > 2 * bufferedBytes && !this.wantsData) {
      throw localError('limit-buffered-bytes', `${queue.length} bytes; limit bufferedBytes is ${bufferedBytes}`);
    }
    if (chunk.length > 0) {
      state.progressAt = now;
      state.receivedAt = now;
    }
    if (state.observer !== undefined) state.observer.received(chunk, queue.offset + queue.length, now);
    // Not slice: that of Node's Buffer does not copy.
    queue.push(state.prepared.copyInput ? new Uint8Array(chunk) : chunk);
    return this.wantsData;
  }

  /** The remote has ended its direction; no more data follows. */
  receiveEof(now: number): void {
    this.#state.at(now);
    this.#state.flags |= NEWS;
    intakeOf(this.#state).close('eof');
  }

  /**
   * The transport failed, in both directions; where both had ended already, there is nothing left to fail. What has arrived
   * whole is still handed out, and the failure told after it.
   */
  receiveError(failure: TransportFailure, now: number): void {
    const state = this.#state;
    state.at(now);
    state.flags |= NEWS;
    const error = transportFailure(failure);
    const ended = (factsOf(state) & REMOTE_ENDED) !== 0 && state.is(END_GIVEN);
    intakeOf(state).close(error);
    if (ended || state.is(WRITE_OVER)) return;
    state.lost = error;
    tellWrite(state, { type: 'reset', error });
  }

  /** The handshake of TLS is over. */
  receiveSecured(security: Security, now: number): void {
    const state = this.#state;
    state.at(now);
    if (state.is(READ_OVER)) return;
    pushEvent(state, { type: 'secured', security });
    tellRead(state, { type: 'secured', security });
  }

  /** What the read half has waited for ({@link EmittedWait}) is there. Does nothing when it has gone on meanwhile. */
  receiveOutcome(event: AnyEventObject, now: number): void {
    this.#state.at(now);
    this.#state.flags |= NEWS;
    if (!this.#state.is(READ_OVER)) tellRead(this.#state, event);
  }

  // 2. What came of it.

  /** The next event, or the reason why there is none. */
  nextEvent(): ConnectionEvent<TIn> | Signal;
  /**
   * The same, but what takes long is left for the next call when `pace` says so: then undefined is returned, though there is no
   * reason to wait for anything.
   */
  nextEvent(pace: Pace): ConnectionEvent<TIn> | Signal | undefined;
  nextEvent(pace?: Pace): ConnectionEvent<TIn> | Signal | undefined {
    return pullEvent(this.#state, pace);
  }

  /**
   * The same for a client that takes all messages that there are: they are added to a list, in their order, and whatever else comes
   * is returned, after what came before it is in the list. Undefined is returned when the list is full, or `pace` says so: process
   * them, and ask again with an empty one. The machines see what they would if each message were asked for by itself; what the
   * caller does about one (to hold or abort, say) comes after those that are in the list with it.
   *
   * @param into the list
   * @param most how many messages it may have, with those that are in it before; a whole number from 1. Default 64
   * @throws TypeError on a server, whose messages are to be answered one by one, and for what is no list; RangeError for a number out
   *   of range
   * @example
   * const messages: string[] = [];
   * const event = connection.takeMessages(messages);
   * for (const message of messages.splice(0)) count(message);
   */
  takeMessages(
    into: TIn[],
    most = 64,
    pace?: Pace,
  ): Exclude<ConnectionEvent<TIn>, EmittedMessage<TIn>> | Signal | undefined {
    const state = this.#state;
    if ((state.prepared.facts & SERVER) !== 0)
      throw new TypeError('a server answers messages one by one: use nextEvent');
    if (!Array.isArray(into)) throw new TypeError(`messages go into an array, not into ${shown(into)}`);
    if (!Number.isInteger(most) || most < 1) throw new RangeError(`most is a whole number from 1, not ${shown(most)}`);
    return pullMessages(state, into, most, pace);
  }

  /**
   * Whether {@link nextEvent}, which has said that data are needed, would say so again: since then there was only output, and that was
   * nothing to wait for. What it says is sure; what it denies may still be so.
   * @internal
   */
  get settled(): boolean {
    return isSettled(this.#state);
  }

  /** Keeps no more than it has to until something happens. To be called when {@link nextEvent} has said that data are needed. @internal */
  rest(): void {
    rest(this.#state);
  }

  /** Whether the transport should be read: what the state needs has not arrived, or there is room to read ahead. */
  get wantsData(): boolean {
    const { intake, prepared, readRun, flags } = this.#state;
    if (intake === undefined || (flags & READ_OVER) !== 0) return true;
    const { length } = intake.queue;
    if (length < intake.awaited || length < prepared.input.limits.bufferedBytes) return true;
    return intake.awaited < 0 && readRun.need !== undefined && readRun.need.lacks(intake, readRun.context);
  }

  // 3. What the application wants.

  /**
   * Queues a message. Returns whether there is room for more; after false, wait for the event `writable`.
   *
   * @throws LocalError `not-sending`, `encode-failed` or `limit-queued-output`. The connection is as it was before.
   */
  send(message: TOut, now: number): boolean {
    const state = this.#state;
    state.at(now);
    if (!isSending(state)) throw localError('not-sending');
    return sendMessage(state, message);
  }

  /** A server has sent all replies to the last message it was handed (there may be none): the read half may go on. */
  responded(now: number): void {
    this.#state.at(now);
    noteAnswered(this.#state);
  }

  /**
   * Sends what is queued, followed by a goodbye if the protocol has one, then ends this direction. The remote is read
   * until it ends too. Does nothing the second time.
   */
  finish(now: number): void {
    const state = this.#state;
    state.at(now);
    if (!isSending(state)) return;
    try {
      finishWriting(state, this.protocol.goodbye?.message());
    } catch (cause) {
      this.abort(thrownError(cause), now);
    }
  }

  /**
   * Closes in order, in bounded time: as {@link finish}, and what is under way is received; when the remote has not ended by
   * the time-out `drain`, both directions are reset.
   */
  close(now: number): void {
    const state = this.#state;
    this.finish(now);
    this.release();
    const due = now + state.prepared.input.timeouts.drain;
    if (state.closeBy === undefined || due < state.closeBy) state.closeBy = due;
  }

  /**
   * Reads no more messages until {@link release}: the application is busy. What happens besides is still handed out, and what the
   * protocol has {@link Aside} is read and answered.
   */
  hold(): void {
    const state = this.#state;
    state.flags |= state.prepared.protocol.aside === undefined ? HELD : HELD | ASIDE;
  }

  /** Reads on after {@link hold}. */
  release(): void {
    if (!this.#state.is(HELD)) return;
    this.#state.flags &= ~(HELD | ASIDE);
    readAnew(this.#state);
  }

  /**
   * Whether the application is at work on messages that it was handed, and may still answer them. As long as it is, a violation by
   * the remote, its end (at a server) and a drain of this side wait, for the time-out `drain` at most.
   */
  answering(is: boolean): void {
    if (is) this.#state.flags |= ANSWERING;
    else this.#state.flags &= ~ANSWERING;
  }

  /** Whether something waits until what came before it is answered. */
  get postponing(): boolean {
    return this.#state.is(POSTPONED | DRAINING);
  }

  /** Closes in order as soon as nothing is under way: takes no new message, finishes when the last one is answered. */
  drain(now: number): void {
    this.#state.at(now);
    this.#state.flags |= DRAINING;
  }

  /** Closes at once and without delivering what is under way; the remote sees a reset. Does nothing once it is over. */
  abort(reason: unknown, now: number): void {
    const state = this.#state;
    state.at(now);
    if (state.is(READ_OVER) && state.is(WRITE_OVER)) return;
    // An error that has happened somewhere already is the reason for this one, not the same.
    const known = ownError(reason);
    const own = known !== undefined && known.state === undefined;
    resetBoth(state, own ? known : localError('aborted', undefined, { cause: reason }));
  }

  // 4. What is to be done.

  /** Bytes to write, or {@link END}, or {@link RESET}; undefined when there is nothing to do now. */
  pollTransmit(): readonly Uint8Array[] | typeof END | typeof RESET | undefined {
    const state = this.#state;
    if (state.is(RESET_DUE)) {
      state.flags &= ~RESET_DUE;
      return RESET;
    }
    if (state.is(TRANSPORT_WAITS | WRITE_OVER)) return undefined;
    if (state.outlet !== undefined && state.outlet.queued > 0) {
      const { taken } = state.outlet;
      const pieces = state.outlet.take();
      if (state.observer !== undefined) state.observer.sent(pieces, taken, state.now);
      return pieces;
    }
    if (!state.is(END_TRIGGERS) || !endIsDue(factsOf(state))) return undefined;
    state.flags |= END_GIVEN;
    return END;
  }

  /** The transport took what {@link pollTransmit} gave; `ready` is false when it asks to wait for its drain. */
  transmitted(ready: boolean, now: number, pendingBytes?: number): void {
    if (typeof ready !== 'boolean') throw new TypeError(`a write returns true or false, not ${shown(ready)}`);
    this.#state.at(now);
    this.#state.pendingBytes = pendingBytes;
    this.#state.sentAt = now;
    if (ready) flushed(this.#state);
    else holdWriting(this.#state);
  }

  /** Whether the protocol wants the transport switched to TLS now: {@link takeForHandshake}. */
  get secureDue(): boolean {
    const state = this.#state;
    if (!state.is(SECURE_DUE) || state.is(TRANSPORT_WAITS | READ_OVER | WRITE_OVER)) return false;
    return state.outlet === undefined || state.outlet.queued === 0;
  }

  /**
   * What has arrived and belongs to the handshake, as the transport is switched now. Undefined where it was refused: then the
   * connection has failed.
   */
  takeForHandshake(now: number): readonly Uint8Array[] | undefined {
    const state = this.#state;
    state.at(now);
    state.flags &= ~SECURE_DUE;
    // What was waited for is taken away.
    state.quietTo = 0;
    const queue = state.intake?.queue;
    const chunks: Uint8Array[] = [];
    if (queue === undefined || queue.length === 0) return chunks;
    if (state.prepared.protocol.secures === 'refuse') {
      tellRead(state, { type: 'malformed', error: remoteError('leftovers', `${queue.length} bytes before TLS`) });
      return undefined;
    }
    while (queue.length > 0) chunks.push(queue.takePiece(queue.length).bytes());
    return chunks;
  }

  /** The transport is ready for more. */
  transportDrained(now: number): void {
    const state = this.#state;
    state.at(now);
    if (!state.is(TRANSPORT_WAITS)) return;
    state.sentAt = now;
    state.flags &= ~TRANSPORT_WAITS;
    tellWrite(state, { type: 'drained' });
    flushed(state);
  }

  /** When {@link handleTimeout} is due next, or Infinity. */
  pollTimeout(): number {
    const state = this.#state;
    const { writeRun, closeBy, postponed } = state;
    let due = state.is(READ_OVER) ? Number.POSITIVE_INFINITY : readDeadline(state);
    if (writeRun !== undefined && !state.is(WRITE_OVER)) due = Math.min(due, writeRun.deadline);
    if (state.meter !== undefined) due = Math.min(due, writeSlowAt(state));
    if (closeBy !== undefined) due = Math.min(due, closeBy);
    if (postponed !== undefined) due = Math.min(due, postponed.until);
    return due;
  }

  /**
   * Lets the time-outs happen that are due at `now`. Harmless when none is.
   *
   * @param busy whether the application has something under way that the connection knows nothing of (requests that wait for
   *   their replies, say): then it is not idle. Default false
   * @param pendingBytes what the transport has not got rid of yet: less than before is progress. Default: it does not know
   */
  handleTimeout(now: number, busy = false, pendingBytes?: number): void {
    const state = this.#state;
    state.at(now);
    state.flags |= NEWS;
    if (state.postponed !== undefined && state.postponed.until <= now) state.flags &= ~ANSWERING;
    fireRead(state, now, busy);
    fireWrite(state, now, pendingBytes);
    if (state.closeBy === undefined || state.closeBy > now) return;
    state.closeBy = undefined;
    if (!state.is(READ_OVER) || !state.is(WRITE_OVER)) resetBoth(state, new DeadlineError('drain'));
  }

  // What can be seen of it.

  /** State path of a half. A write half that has had nothing to do yet stands in its initial state. */
  stateOf(half: HalfName): string {
    checkWord('half', half, HALVES);
    const { readRun, writeRun, prepared } = this.#state;
    const run = half === 'read' ? readRun : writeRun;
    return run === undefined ? prepared.writeStart : (run.logic.states[run.state] as string);
  }

  /** Bytes read (whole frames, pieces, and what a reader has read of a frame), or bytes encoded, since the beginning. */
  offsetOf(half: HalfName): number {
    checkWord('half', half, HALVES);
    if (half === 'write') return writtenBy(this.#state);
    const { intake, readTo } = this.#state;
    return intake === undefined ? readTo : intake.queue.offset;
  }

  /** Bytes of output that were given to the transport, since the beginning. */
  get transmittedBytes(): number {
    return takenFrom(this.#state);
  }

  /** Bytes that have arrived since the beginning, read or not. */
  get receivedBytes(): number {
    return receivedBy(this.#state);
  }

  /** When bytes last arrived; before any did, when the connection began. */
  get receivedAt(): number {
    return this.#state.receivedAt;
  }

  /** The protocol that is spoken now. */
  get protocol(): Protocol<TIn, TOut> {
    return this.#state.prepared.protocol;
  }

  /** The time-outs of the protocol that is spoken now. */
  get timeouts(): Timeouts {
    return this.#state.prepared.input.timeouts;
  }

  /** What the protocol before this one left behind: the output of its read half. Undefined for a connection's first. */
  get previous(): unknown {
    return this.#state.outputs.at(-1);
  }

  /**
   * Outputs of the read halves of the protocols that came before, the oldest first: what a prefix or a handshake was about.
   */
  get outputs(): readonly unknown[] {
    return this.#state.outputs;
  }

  /** Where the connection runs: what was given when it was opened, or what a protocol before this one said since. */
  get addresses(): Addresses | undefined {
    return this.#state.addresses;
  }

  /** The first failure of either half, or of the transport where the read half has not heard of it yet. */
  get failure(): WirechartError | undefined {
    return this.#state.failure ?? this.#state.lost;
  }

  /** Who looks at it. @internal */
  get watch(): Watch {
    return this.#state.prepared.watch;
  }

  /** Whether a message can still be sent. */
  get sending(): boolean {
    return isSending(this.#state);
  }

  /** Whether there can be more messages. */
  get receiving(): boolean {
    return !this.#state.is(READ_OVER | END_TOLD);
  }

  /** Whether both halves are over. */
  get closed(): boolean {
    return this.#state.is(CLOSED_TOLD);
  }

  /** The last transitions, if the option `record` asked for them; also on the error when the connection fails. */
  get trace(): readonly TraceRecord[] {
    return this.#state.recorder?.records() ?? [];
  }

  /** All that there is to see now. */
  look(): ConnectionView {
    return lookAt(this.#state);
  }

  /** As {@link look}, but numbers alone, and into an object that is there: for who looks at many, and often. */
  glance(into: ConnectionGlance): void {
    glanceAt(this.#state, into);
  }

  /**
   * Bytes of memory that it holds, roughly: input that waits or belongs to a message that is not whole, and output that waits.
   *
   * @param atWork whether the application still has the last message: then that counts too
   */
  held(atWork = false): number {
    return heldBy(this.#state, atWork);
  }

  /** Has it watched in full from now on, by one more. Returns what ends that. */
  observe(observer: ConnectionObserver): () => void {
    const state = this.#state;
    const guarded = new Guarded(observer);
    setObserver(state, withObserver(state.observer, guarded));
    return () => setObserver(state, withoutObserver(state.observer, guarded));
  }
}
