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
 */
import type { AnyEventObject } from 'xstate';
import { localError, remoteError } from '../errors/core-errors.js';
import { type HalfName, TransportError, WirechartError } from '../errors/errors.js';
import type { HalfInput, Limits } from '../limits.js';
import type { Protocol } from '../protocol.js';
import type { HalfHost, HalfLogic, HalfRun } from '../runtime/runtime.js';
import type { TraceRecord } from '../trace/record.js';
import { Recorder } from '../trace/recorder.js';
import type { Addresses } from '../transport/transport.js';
import { CLOSED, type ConnectionEvent, END, NEED_DATA, PAUSED, RESET, type Signal } from './events.js';
import { failureOf } from './failure.js';
import { Intake, PIECE } from './intake.js';
import { Outlet } from './outlet.js';
import type { Prepared } from './prepare.js';
import { dueJoin, endIsDue, holdsBack, type Join } from './rules.js';
import {
  ANSWERED,
  CLOSED_TOLD,
  DRAIN_TOLD,
  DRAINING,
  END_GIVEN,
  END_TOLD,
  FAILED,
  FINISHED,
  FINISHED_TOLD,
  FINISHING,
  HELD,
  OUTPUT_FULL,
  READ_OVER,
  REFUSED,
  REMOTE_ENDED,
  RESET_DUE,
  SAYS_GOODBYE,
  SERVER,
  type Standing,
  UNSENT,
  WRITE_OVER,
} from './standing.js';

const READ = 0;
const WRITE = 1;
/** What comes before reading, or forbids it. */
const OUT_OF_THE_ORDINARY =
  READ_OVER | WRITE_OVER | ANSWERED | OUTPUT_FULL | END_GIVEN | FINISHED | CLOSED_TOLD | HELD | DRAINING | UNSENT;
/** A message was answered without a reply: a client took it. */
const TAKEN: AnyEventObject = { type: 'responded', reply: undefined };
/** A machine may be at its end from the start: a protocol that only sends something before the next one. */
const START: AnyEventObject = { type: 'start' };
const NONE: readonly unknown[] = [];

export class Connection<TIn, TOut> implements HalfHost {
  #prepared: Prepared<TIn, TOut>;
  #standing: Standing;
  #outputs: readonly unknown[] = NONE;
  #addresses: Addresses | undefined;
  readonly #intake = new Intake();
  #outlet = NO_OUTPUT;
  #read: HalfRun;
  #writeRun: HalfRun | undefined;
  #now: number;

  // Events wait in one slot; the list is for the rare case of several.
  #event: ConnectionEvent<TIn> | undefined;
  #events: ConnectionEvent<TIn>[] | undefined;

  /** When bytes last arrived since the read half entered its state (or heard of progress); -1 if none did. */
  #progressAt = -1;
  /** The last message sent since the read half handed one out. */
  #reply: TOut | undefined;
  /** Why something that the read half wanted to have sent was not; it is told next. */
  #unsent: WirechartError | undefined;
  /** The first failure of either half. */
  #failure: WirechartError | undefined;
  /** What took the write half away: the failure to tell when all that has arrived is read. */
  #lost: TransportError | undefined;
  #recorder: Recorder | undefined;

  /** @param addresses where it runs, as far as anybody knows; for machines that ask, and {@link addresses} */
  constructor(prepared: Prepared<TIn, TOut>, now: number, addresses?: Addresses) {
    this.#prepared = prepared;
    this.#addresses = addresses;
    this.#standing = prepared.role === 'server' ? SERVER : 0;
    this.#now = now;
    if (prepared.record > 0) {
      const name = `${prepared.protocol.name}/${prepared.role}/${prepared.opened}`;
      this.#recorder = new Recorder(name, prepared, prepared.record);
    }
    prepared.opened += 1;
    this.#read = this.#start(prepared.read, READ);
    this.#begin();
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
    this.#now = now;
    if (this.#is(READ_OVER)) return true;
    const { length } = this.#intake.queue;
    const { bufferedBytes } = this.#limits;
    if (length > 2 * bufferedBytes && !this.wantsData) {
      throw localError('limit-buffered-bytes', `${length} bytes; limit bufferedBytes is ${bufferedBytes}`);
    }
    if (chunk.length > 0) this.#progressAt = now;
    // Not slice: that of Node's Buffer does not copy.
    this.#intake.push(this.#prepared.copyInput ? new Uint8Array(chunk) : chunk);
    return this.wantsData;
  }

  /** The remote has ended its direction; no more data follows. */
  receiveEof(now: number): void {
    this.#now = now;
    this.#standing |= REMOTE_ENDED;
    this.#intake.close('eof');
  }

  /**
   * The transport failed, in both directions; where both had ended already, there is nothing left to fail. What has arrived
   * whole is still handed out, and the failure told behind it.
   */
  receiveError(error: TransportError, now: number): void {
    this.#now = now;
    const ended = this.#is(REMOTE_ENDED) && this.#is(END_GIVEN);
    this.#standing |= REMOTE_ENDED;
    this.#intake.close(error);
    if (ended || this.#is(WRITE_OVER)) return;
    this.#lost = error;
    this.#tellWrite({ type: 'reset', error });
  }

  // 2. What came of it.

  /** The next event, or the reason why there is none. */
  nextEvent(): ConnectionEvent<TIn> | Signal {
    for (;;) {
      const event = this.#event;
      if (event !== undefined) {
        this.#told(event);
        return event;
      }
      const due = this.#standing & OUT_OF_THE_ORDINARY;
      if (due === ANSWERED) this.#join('responded');
      else {
        const signal = due === 0 ? this.#readOn() : this.#attend();
        if (signal !== undefined) return signal;
      }
    }
  }

  /** Whether the transport should be read: what the state needs has not arrived, or there is room to read ahead. */
  get wantsData(): boolean {
    const intake = this.#intake;
    const { length } = intake.queue;
    if (length < intake.awaited || length < this.#limits.bufferedBytes || this.#is(READ_OVER)) return true;
    return intake.awaited < 0 && intake.isShortOf(this.#read.need, this.#read.context);
  }

  // 3. What the application wants.

  /**
   * Queues a message. Returns whether there is room for more; after false, wait for the event `writable`.
   *
   * @throws LocalError `not-sending`, `encode-failed` or `limit-queued-output`. The connection is as it was before.
   */
  send(message: TOut, now: number): boolean {
    this.#now = now;
    if (!this.sending) throw localError('not-sending');
    this.#enqueue(message);
    this.#reply = message;
    const full = this.#noteOutput();
    if (full) this.#standing |= REFUSED;
    return !full;
  }

  /** A server has sent all replies to the last message it was handed (there may be none): the read half may go on. */
  responded(now: number): void {
    this.#now = now;
    this.#answered();
  }

  /**
   * Sends what is queued, with a goodbye behind it if the protocol has one, then ends this direction. The remote is read
   * until it ends too. Does nothing the second time.
   */
  finish(now: number): void {
    this.#now = now;
    if (this.sending) this.#finish(this.protocol.goodbye?.message());
  }

  /** Reads nothing more until {@link release}: the application is busy. What happens besides is still handed out. */
  hold(): void {
    this.#standing |= HELD;
  }

  /** Reads on after {@link hold}. */
  release(): void {
    this.#standing &= ~HELD;
  }

  /** Closes in order as soon as nothing is under way: takes no new message, finishes when the last one is answered. */
  drain(now: number): void {
    this.#now = now;
    this.#standing |= DRAINING;
  }

  /** Closes at once and without delivering what is under way; the remote sees a reset. Does nothing once it is over. */
  abort(reason: unknown, now: number): void {
    this.#now = now;
    if (this.#is(READ_OVER) && this.#is(WRITE_OVER)) return;
    // An error that has happened somewhere already is the reason for this one, not the same.
    const own = reason instanceof WirechartError && reason.state === undefined;
    this.#reset(own ? reason : localError('aborted', undefined, { cause: reason }));
  }

  // 4. What is to be done.

  /** Bytes to write, or {@link END}, or {@link RESET}; undefined when there is nothing to do now. */
  pollTransmit(): readonly Uint8Array[] | typeof END | typeof RESET | undefined {
    if (this.#is(RESET_DUE)) {
      this.#standing &= ~RESET_DUE;
      return RESET;
    }
    if (this.#outlet.waiting || this.#is(WRITE_OVER)) return undefined;
    if (this.#outlet.queued > 0) return this.#outlet.take();
    if (!endIsDue(this.#standing)) return undefined;
    this.#standing |= END_GIVEN;
    return END;
  }

  /** The transport took what {@link pollTransmit} gave; `ready` is false when it asks to wait for its drain. */
  transmitted(ready: boolean, now: number): void {
    this.#now = now;
    if (ready) this.#flushed();
    else {
      this.#ownOutlet().waiting = true;
      this.#tellWrite({ type: 'wait' });
      this.#noteOutput();
    }
  }

  /** The transport is ready for more. */
  transportDrained(now: number): void {
    this.#now = now;
    if (!this.#outlet.waiting) return;
    this.#outlet.waiting = false;
    this.#tellWrite({ type: 'drained' });
    this.#flushed();
  }

  /** When {@link handleTimeout} is due next, or Infinity. */
  pollTimeout(): number {
    const read = this.#is(READ_OVER) ? Number.POSITIVE_INFINITY : this.#read.deadline;
    const write = this.#is(WRITE_OVER) ? undefined : this.#writeRun?.deadline;
    return write === undefined ? read : Math.min(read, write);
  }

  /** Lets the time-outs happen that are due at `now`. Harmless when none is. */
  handleTimeout(now: number): void {
    this.#now = now;
    while (!this.#is(READ_OVER) && this.#read.deadline <= now) {
      if (this.#progressAt >= 0) {
        // A state that handles `progress` starts its time-out anew, from the last byte; any other is not impressed.
        const at = this.#progressAt;
        this.#progressAt = -1;
        this.#tellRead({ type: 'progress' }, at);
      } else {
        const before = this.#read.state;
        this.#intake.leaveFrame();
        this.#readMoved(before, { type: this.#read.fire(now) as string });
      }
    }
    while (!this.#is(WRITE_OVER) && this.#writeRun !== undefined && this.#writeRun.deadline <= now) {
      const before = this.#writeRun.state;
      this.#writeMoved(before, { type: this.#writeRun.fire(now) as string });
    }
  }

  // What can be seen from outside.

  /** State path of a half. */
  stateOf(half: HalfName): string {
    const run = half === 'read' ? this.#read : this.#writeHalf();
    return run.logic.states[run.state] as string;
  }

  /** Bytes read (whole frames, pieces, and what a reader has read of a frame), or bytes encoded, since the beginning. */
  offsetOf(half: HalfName): number {
    return half === 'read' ? this.#intake.queue.offset : this.#outlet.written;
  }

  /** The protocol that is spoken now. */
  get protocol(): Protocol<TIn, TOut> {
    return this.#prepared.protocol;
  }

  /** What the protocol before this one left behind: the output of its read half. Undefined for a connection's first. */
  get previous(): unknown {
    return this.#outputs.at(-1);
  }

  /**
   * Outputs of the read halves of the protocols that came before, the oldest first: what a prefix or a handshake was about.
   */
  get outputs(): readonly unknown[] {
    return this.#outputs;
  }

  /** Where the connection runs: what was given when it was opened, or what a protocol before this one said since. */
  get addresses(): Addresses | undefined {
    return this.#addresses;
  }

  /** The first failure of either half, or of the transport where the read half has not heard of it yet. */
  get failure(): WirechartError | undefined {
    return this.#failure ?? this.#lost;
  }

  /** Whether a message can still be sent. */
  get sending(): boolean {
    return !this.#is(FINISHING) && !this.#is(WRITE_OVER);
  }

  /** Whether there can be more messages. */
  get receiving(): boolean {
    return !this.#is(READ_OVER) && !this.#is(END_TOLD);
  }

  /** Whether both halves are over. */
  get closed(): boolean {
    return this.#is(CLOSED_TOLD);
  }

  /** The last transitions, if the option `record` asked for them; also on the error when the connection fails. */
  get trace(): readonly TraceRecord[] {
    return this.#recorder?.records() ?? [];
  }

  // The machines' host.

  /** @internal */
  emitted(_half: number, event: AnyEventObject): void {
    if (event.type === 'send') this.#sendForHalf(event['message'] as TOut);
    else this.#push(event as ConnectionEvent<TIn>);
  }

  /** @internal */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const recorder = this.#recorder as Recorder;
    const { frameLength } = half === READ ? this.#intake : this.#outlet;
    const offset = half === READ ? this.#intake.frameOffset : this.#outlet.written - frameLength;
    recorder.write(this.#now, half, from, to, event, edge, offset, frameLength);
    this.#prepared.onTransition?.(recorder.last());
  }

  // Reading.

  /** Sees to what comes before reading: one thing, or says why reading must wait. */
  #attend(): Signal | undefined {
    const join = dueJoin(this.#standing);
    if (join !== undefined) {
      this.#join(join);
      return undefined;
    }
    if (this.#is(CLOSED_TOLD)) return CLOSED;
    if (this.#is(READ_OVER)) return NEED_DATA;
    if (this.#is(HELD)) return PAUSED;
    if (this.#is(UNSENT)) {
      this.#standing &= ~UNSENT;
      this.#tellRead({ type: 'malformed', error: this.#unsent });
      return undefined;
    }
    if ((this.#standing & (DRAINING | DRAIN_TOLD)) === DRAINING) {
      this.#tellRead({ type: 'drain' });
      if (this.#is(READ_OVER)) return undefined;
    }
    return holdsBack(this.#standing) ? this.#pause() : this.#readOn();
  }

  /** Takes the read half one step further, or says why that is not possible now. */
  #readOn(): Signal | undefined {
    const { need, context } = this.#read;
    if (need === undefined) return this.#pause();
    const intake = this.#intake;
    const event = intake.next(need, context);
    if (event === undefined) return NEED_DATA;
    if (event !== PIECE) {
      const type = intake.delivered ? (need.event as string) : event.type;
      this.#hear(event, type, this.#now);
      if (type === 'eof' && !this.#is(READ_OVER)) this.#tellEnd();
    } else if (intake.piece !== undefined) this.#push(intake.piece as ConnectionEvent<TIn>);
    return undefined;
  }

  /** Nothing is read now, but what cuts the connection off is heard. */
  #pause(): Signal | undefined {
    const error = this.#intake.cutOff ?? this.#lost;
    if (error === undefined) return PAUSED;
    this.#tellRead({ type: 'reset', error });
    return undefined;
  }

  /** Once: a read half may go on behind the end of its input. */
  #tellEnd(): void {
    if (this.#is(END_TOLD)) return;
    this.#standing |= END_TOLD;
    this.#push({ type: 'end' });
  }

  /** Tells the read half of something that is not about a frame. */
  #tellRead(event: AnyEventObject, now = this.#now): void {
    this.#intake.leaveFrame();
    this.#hear(event, event.type, now);
  }

  /** @param type that of the event: whoever has it at hand need not ask, which costs more the more kinds of events there are */
  #hear(event: AnyEventObject, type: string, now: number): void {
    const before = this.#read.state;
    this.#read.send(event, now, type);
    this.#intake.awaited = -1;
    this.#readMoved(before, event, type);
  }

  #readMoved(before: number, event: AnyEventObject, type = event.type): void {
    const run = this.#read;
    if (type === 'drain') this.#standing |= DRAIN_TOLD;
    else this.#standing &= ~DRAIN_TOLD;
    if (run.state !== before) {
      this.#progressAt = -1;
      if (run.status === 'active' && type !== 'reset') return;
    }
    // A half may ignore what it likes, but not that it cannot go on where it is.
    const stuck = type === 'reset' || (type === 'malformed' && run.state === before);
    if ((run.status === 'active' && !stuck) || this.#is(READ_OVER)) return;
    const { queue, frameOffset } = this.#intake;
    const leftover = queue.length;
    const next = run.status === 'done' ? this.#prepared.next.get(run.state) : undefined;
    if (next !== undefined && (leftover === 0 || this.#prepared.protocol.leftovers === 'keep')) {
      this.#switch(next, run.output);
      return;
    }
    this.#standing |= READ_OVER;
    queue.clear();
    const failure = next === undefined ? failureOf(run, before, event) : remoteError('leftovers', `${leftover} bytes`);
    if (failure === undefined) this.#tellEnd();
    else this.#fail(failure.locate({ half: 'read', state: run.logic.states[before] as string, offset: frameOffset }));
  }

  // Writing.

  /** Started when it is first needed: many connections never send. */
  #writeHalf(): HalfRun {
    this.#writeRun ??= this.#start(this.#prepared.write, WRITE);
    return this.#writeRun;
  }

  #ownOutlet(): Outlet {
    if (this.#outlet === NO_OUTPUT) this.#outlet = new Outlet();
    return this.#outlet;
  }

  #tellWrite(event: AnyEventObject): void {
    const run = this.#writeHalf();
    const before = run.state;
    run.send(event, this.#now);
    this.#writeMoved(before, event);
  }

  #writeMoved(before: number, event: AnyEventObject): void {
    const run = this.#writeHalf();
    if ((run.status === 'active' && event.type !== 'reset') || this.#is(WRITE_OVER)) return;
    this.#standing |= WRITE_OVER;
    this.#outlet.clear();
    this.#standing &= ~OUTPUT_FULL;
    if (this.#is(REFUSED)) {
      // Who waits for room waits no longer, whatever the read half still has to hand out first.
      this.#standing &= ~REFUSED;
      this.#push({ type: 'writable' });
    }
    const failure = failureOf(run, before, event);
    if (failure === undefined) {
      this.#standing |= FINISHED;
      return;
    }
    const place = { half: 'write', state: run.logic.states[before] as string, offset: this.#outlet.written } as const;
    if (failure === this.#lost) {
      // If it cut the input off too, then where is what the remote sees of it.
      if (this.#intake.cutOff === undefined) failure.locate(place);
      return;
    }
    if (!(failure instanceof TransportError)) this.#standing |= RESET_DUE;
    this.#fail(failure.locate(place));
  }

  /** @throws LocalError `encode-failed` or `limit-queued-output`, with nothing of it queued. */
  #enqueue(message: TOut): void {
    const { protocol } = this.#prepared;
    const outlet = this.#ownOutlet();
    outlet.encode(protocol.encode, message, this.#writeHalf().context, this.#limits);
    this.#tellWrite({ type: 'send' });
    outlet.frameLength = 0;
    if (protocol.goodbye?.is(message)) this.#end();
  }

  /** Sends what the read half wants to have sent. It is at work, so what becomes of that is told to it later. */
  #sendForHalf(message: TOut): void {
    if (!this.sending) return;
    try {
      this.#enqueue(message);
      this.#noteOutput();
    } catch (cause) {
      const error = cause as WirechartError;
      const unread = error.code === 'limit-queued-output';
      this.#unsent = unread ? remoteError('replies-unread', error.message, { cause }) : error;
      this.#standing |= UNSENT;
    }
  }

  #flushed(): void {
    // Full stays full until all of it is out: what waits for room must not be overtaken by what is read meanwhile.
    if (this.#outlet.queued > 0) return;
    this.#noteOutput();
    this.#tellWrite({ type: 'flushed' });
    if (this.#is(REFUSED)) {
      this.#standing &= ~REFUSED;
      if (this.sending) this.#push({ type: 'writable' });
    }
  }

  #noteOutput(): boolean {
    const full = this.#outlet.isFull(this.#limits);
    if (full) this.#standing |= OUTPUT_FULL;
    else this.#standing &= ~OUTPUT_FULL;
    return full;
  }

  // Joining.

  #join(join: Join): void {
    switch (join) {
      case 'responded': {
        this.#standing &= ~ANSWERED;
        const reply = this.#reply;
        this.#reply = undefined;
        this.#intake.leaveFrame();
        return this.#hear(reply === undefined ? TAKEN : { type: 'responded', reply }, 'responded', this.#now);
      }
      case 'finish':
        return this.#finish(this.#lastMessage());
      case 'reset-read':
        return this.#tellRead({ type: 'reset', error: this.#failure as WirechartError });
      case 'finished':
        this.#standing |= FINISHED_TOLD;
        return this.#tellRead({ type: 'finished' });
      case 'ended':
        return this.#tellWrite({ type: 'ended' });
      case 'closed':
        if (this.#lost !== undefined) this.#fail(this.#lost);
        this.#standing |= CLOSED_TOLD;
        return this.#push({ type: 'closed', error: this.#failure });
    }
  }

  #finish(last: TOut | undefined): void {
    try {
      if (last !== undefined) this.#enqueue(last);
    } catch {
      // There is no room for it any more. What leads to the end is what there is to report.
    }
    if (this.sending) this.#end();
  }

  #end(): void {
    this.#standing |= FINISHING;
    this.#tellWrite({ type: 'finish' });
  }

  /** What to say when the read half is over: a farewell after a failure, a goodbye after an end in order. */
  #lastMessage(): TOut | undefined {
    const failure = this.#failure;
    const { farewell, goodbye } = this.protocol;
    if (failure === undefined) return goodbye?.message();
    try {
      return farewell?.(failure);
    } catch {
      // The failure that is being answered is the one to report.
      return undefined;
    }
  }

  #fail(error: WirechartError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#standing |= FAILED;
    if (this.#recorder !== undefined) error.trace = this.#recorder.records();
    this.#push({ type: 'failed', error });
    // A mistake on this side leaves nothing sensible to say; the remote must not take it for an orderly end.
    if (error.blame === 'local') this.#reset(error);
  }

  #reset(error: WirechartError): void {
    this.#standing |= RESET_DUE | REMOTE_ENDED;
    this.#intake.queue.clear();
    if (!this.#is(WRITE_OVER)) this.#tellWrite({ type: 'reset', error });
    if (!this.#is(READ_OVER)) this.#tellRead({ type: 'reset', error });
  }

  // Switching.

  /** Goes on with another protocol. What has arrived and was not read is its first input. */
  #switch(next: Prepared<TIn, TOut>, previous: unknown): void {
    const before = this.#prepared;
    this.#prepared = next;
    this.#addresses = before.protocol.addresses?.(previous as never) ?? this.#addresses;
    this.#outputs = [...this.#outputs, previous];
    this.#standing &= ~(SAYS_GOODBYE | FINISHED_TOLD);
    this.#recorder?.enterStage(next);
    this.#intake.restart();
    const leftover = this.#intake.queue.length;
    this.#push({ type: 'switched', from: before.protocol.name, to: next.protocol.name, leftover });
    if (!this.#is(WRITE_OVER)) this.#switchWrite();
    this.#read = this.#start(next.read, READ);
    this.#begin();
  }

  #start(logic: HalfLogic, half: number): HalfRun {
    const input: HalfInput = { ...this.#prepared.input, previous: this.previous, addresses: this.#addresses };
    return logic.start({ input, host: this, half, now: this.#now, observed: this.#recorder !== undefined });
  }

  /** Speaks the protocol that was just prepared. */
  #begin(): void {
    const { opening, goodbye } = this.protocol;
    if (goodbye !== undefined) this.#standing |= SAYS_GOODBYE;
    if (opening !== undefined && this.sending) this.send(opening(), this.#now);
    this.#readMoved(this.#read.state, START);
  }

  /** The new write half takes over what the old one has not got rid of. */
  #switchWrite(): void {
    this.#writeRun = undefined;
    if (this.#outlet.queued > 0 || this.#outlet.waiting) this.#tellWrite({ type: 'send' });
    if (this.#outlet.waiting) this.#tellWrite({ type: 'wait' });
    if (this.#is(FINISHING)) this.#tellWrite({ type: 'finish' });
  }

  // Events.

  #push(event: ConnectionEvent<TIn>): void {
    if (this.#event === undefined) this.#event = event;
    else if (this.#events === undefined) this.#events = [event];
    else this.#events.push(event);
  }

  /** The application takes the event that waits. */
  #told(event: ConnectionEvent<TIn>): void {
    if (this.#events === undefined) this.#event = undefined;
    else {
      this.#event = this.#events.shift();
      if (this.#events.length === 0) this.#events = undefined;
    }
    if (event.type === 'message' && !this.#is(SERVER)) this.#answered();
  }

  #answered(): void {
    if (this.#prepared.hearsResponded) this.#standing |= ANSWERED;
    else this.#standing &= ~ANSWERED;
  }

  #is(fact: Standing): boolean {
    return (this.#standing & fact) !== 0;
  }

  get #limits(): Limits {
    return this.#prepared.input.limits;
  }
}

/** Stands in where nothing was ever sent; nothing is ever put into it. */
const NO_OUTPUT = new Outlet();
