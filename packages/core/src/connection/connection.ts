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
import { ByteQueue } from '../bytes/byte-queue.js';
import { ByteWriter } from '../bytes/byte-writer.js';
import { Frame } from '../bytes/frame.js';
import { localError, remoteError } from '../errors/core-errors.js';
import { type HalfName, LocalError, TimeoutError, TransportError, WirechartError } from '../errors/errors.js';
import type { Count, Need } from '../half/need.js';
import type { HalfHost, HalfRun } from '../runtime/runtime.js';
import type { TraceRecord } from '../trace/record.js';
import { Recorder } from '../trace/recorder.js';
import { CLOSED, type ConnectionEvent, END, NEED_DATA, PAUSED, RESET, type Signal } from './events.js';
import type { Prepared } from './prepare.js';
import { dueJoin, type Join } from './rules.js';
import { Standing } from './standing.js';

const READ = 0;
const WRITE = 1;

export class Connection<TIn, TOut> implements HalfHost {
  readonly #prepared: Prepared<TIn, TOut>;
  readonly #standing: Standing;
  readonly #queue = new ByteQueue();
  #out: ByteWriter | undefined;
  readonly #read: HalfRun;
  #writeRun: HalfRun | undefined;
  #now: number;

  #events: ConnectionEvent<TIn>[] | undefined;
  #event: ConnectionEvent<TIn> | undefined;

  /** What the end of the input is, once it is known: the remote's end, or the error that cut it off. */
  #inputEnd: 'eof' | WirechartError | undefined;
  #eofTold = false;
  /** Bytes left of the stream being read; -1 when none is. */
  #streamLeft = -1;
  /** The frame that the event at hand is about. */
  #frameOffset = 0;
  #frameLength = 0;
  /** When bytes last arrived since the read half's last event; -1 if none did. */
  #progressAt = -1;

  #draining = false;
  #transportWaits = false;
  #sendRefused = false;
  #resetDue = false;
  #written = 0;
  #writtenLength = 0;
  #recorder: Recorder | undefined;

  constructor(prepared: Prepared<TIn, TOut>, now: number) {
    this.#prepared = prepared;
    this.#standing = new Standing(prepared.role);
    this.#now = now;
    const id = prepared.opened;
    prepared.opened += 1;
    if (prepared.record > 0) {
      const connection = `${prepared.protocol.name}/${prepared.role}/${id}`;
      this.#recorder = new Recorder({ connection, read: prepared.read, write: prepared.write }, prepared.record);
    }
    this.#read = prepared.read.start({
      input: prepared.input,
      host: this,
      half: READ,
      now,
      observed: prepared.record > 0,
    });
  }

  // 1. What happened at the transport.

  /**
   * Takes a chunk for keeps: views of it are handed to the application, so it must not be written to afterwards.
   * Returns whether to go on reading; on false, pause the transport until {@link wantsData}.
   *
   * @throws LocalError `limit-buffered-bytes` when the caller went on regardless.
   */
  receiveData(chunk: Uint8Array, now: number): boolean {
    this.#now = now;
    if (this.#standing.readOver) return true;
    const { bufferedBytes } = this.#prepared.input.limits;
    if (this.#queue.length > 2 * bufferedBytes && !this.wantsData) {
      throw localError('limit-buffered-bytes', `${this.#queue.length} bytes; limit bufferedBytes is ${bufferedBytes}`);
    }
    this.#progressAt = now;
    this.#queue.push(chunk);
    return this.#queue.length < bufferedBytes || this.wantsData;
  }

  /** The remote has ended its direction; no more data follows. */
  receiveEof(now: number): void {
    this.#now = now;
    this.#standing.remoteEnded = true;
    this.#inputEnd ??= 'eof';
  }

  /** The transport failed, in both directions. What has arrived whole is still handed out if it can be. */
  receiveError(error: TransportError, now: number): void {
    this.#now = now;
    this.#standing.remoteEnded = true;
    if (this.#inputEnd === undefined || this.#inputEnd === 'eof') this.#inputEnd = error;
    if (!this.#standing.writeOver) this.#tellWrite({ type: 'reset', error });
  }

  // 2. What came of it.

  /** The next event, or the reason why there is none. */
  nextEvent(): ConnectionEvent<TIn> | Signal {
    for (;;) {
      const event = this.#takeEvent();
      if (event !== undefined) return event;
      const join = dueJoin(this.#standing);
      if (join !== undefined) this.#join(join);
      else if (this.#standing.closed) return CLOSED;
      else if (this.#standing.readOver) return NEED_DATA;
      else {
        if (this.#draining) this.#tellRead({ type: 'drain' });
        const need = this.#read.need;
        const signal = need === undefined ? this.#rest() : this.#meet(need);
        if (signal !== undefined) return signal;
      }
    }
  }

  /** Whether the transport should be read: what the state needs has not arrived, or there is room to read ahead. */
  get wantsData(): boolean {
    if (this.#standing.readOver) return true;
    if (this.#queue.length < this.#prepared.input.limits.bufferedBytes) return true;
    const need = this.#read.need;
    if (need === undefined || need.kind === 'stream') return false;
    const count = resolve(need.kind === 'bytes' ? need.count : need.max, this.#read.context);
    return need.kind === 'bytes' ? this.#queue.length < count : this.#queue.length <= count + need.delimiter.length;
  }

  // 3. What the application wants.

  /**
   * Queues a message. Returns whether there is room for more; after false, wait for the event `writable`.
   *
   * @throws LocalError `not-sending`, `encode-failed` or `limit-queued-output`. The connection is as it was before.
   */
  send(message: TOut, now: number): boolean {
    this.#now = now;
    const standing = this.#standing;
    if (standing.finishing || standing.writeOver) throw localError('not-sending');
    const { limits } = this.#prepared.input;
    this.#out ??= new ByteWriter();
    const out = this.#out;
    const before = out.length;
    try {
      this.#prepared.protocol.encode(message, out);
    } catch (cause) {
      out.truncate(before);
      if (cause instanceof LocalError) throw cause;
      throw localError('encode-failed', cause instanceof Error ? cause.message : String(cause), { cause });
    }
    if (out.length > limits.queuedOutput) {
      const queued = out.length;
      out.truncate(before);
      throw localError('limit-queued-output', `${queued} bytes; limit queuedOutput is ${limits.queuedOutput}`);
    }
    this.#writtenLength = out.length - before;
    this.#written += this.#writtenLength;
    this.#tellWrite({ type: 'send' });
    this.#writtenLength = 0;
    this.#noteOutput();
    if (standing.outputFull) this.#sendRefused = true;
    return !standing.outputFull;
  }

  /** A server has sent all replies to the last message it was handed (there may be none): the read half may go on. */
  responded(now: number): void {
    this.#now = now;
    this.#standing.answered = true;
  }

  /** Sends what is queued, then ends this direction. The remote is read until it ends too. Does nothing the second time. */
  finish(now: number): void {
    this.#now = now;
    if (!this.#standing.finishing && !this.#standing.writeOver) this.#finish();
  }

  /** Closes in order as soon as nothing is under way: takes no new message, finishes when the last one is answered. */
  drain(now: number): void {
    this.#now = now;
    this.#draining = true;
  }

  /** Closes at once and without delivering what is under way; the remote sees a reset. Does nothing once it is over. */
  abort(reason: unknown, now: number): void {
    this.#now = now;
    if (this.#standing.readOver && this.#standing.writeOver) return;
    this.#reset(reason instanceof WirechartError ? reason : localError('aborted', undefined, { cause: reason }));
  }

  // 4. What is to be done.

  /** Bytes to write, or {@link END}, or {@link RESET}; undefined when there is nothing to do now. */
  pollTransmit(): readonly Uint8Array[] | typeof END | typeof RESET | undefined {
    if (this.#resetDue) {
      this.#resetDue = false;
      return RESET;
    }
    const standing = this.#standing;
    if (this.#transportWaits || standing.writeOver) return undefined;
    if (this.#out !== undefined && this.#out.length > 0) return this.#out.take();
    if (!standing.finishing || standing.endGiven) return undefined;
    standing.endGiven = true;
    return END;
  }

  /** The transport took what {@link pollTransmit} gave; `ready` is false when it asks to wait for its drain. */
  transmitted(ready: boolean, now: number): void {
    this.#now = now;
    if (ready) this.#flushed();
    else {
      this.#transportWaits = true;
      this.#tellWrite({ type: 'wait' });
      this.#noteOutput();
    }
  }

  /** The transport is ready for more. */
  transportDrained(now: number): void {
    this.#now = now;
    if (!this.#transportWaits) return;
    this.#transportWaits = false;
    this.#tellWrite({ type: 'drained' });
    this.#flushed();
  }

  /** When {@link handleTimeout} is due next, or Infinity. */
  pollTimeout(): number {
    const read = this.#standing.readOver ? Number.POSITIVE_INFINITY : this.#read.deadline;
    const write =
      this.#writeRun === undefined || this.#standing.writeOver ? Number.POSITIVE_INFINITY : this.#writeRun.deadline;
    return Math.min(read, write);
  }

  /** Lets the time-outs happen that are due at `now`. Harmless when none is. */
  handleTimeout(now: number): void {
    this.#now = now;
    while (!this.#standing.readOver && this.#read.deadline <= now) {
      if (this.#progressAt >= 0) {
        // A state that handles `progress` starts its time-out anew, from the last byte; any other is not impressed.
        const at = this.#progressAt;
        this.#tellRead({ type: 'progress' }, at);
      } else {
        const before = this.#read.state;
        const fired = this.#read.fire(now);
        this.#readMoved(before, { type: fired ?? 'timeout' });
      }
    }
    while (!this.#standing.writeOver && this.#writeRun !== undefined && this.#writeRun.deadline <= now) {
      const before = this.#writeRun.state;
      const fired = this.#writeRun.fire(now);
      this.#writeMoved(before, { type: fired ?? 'timeout' });
    }
  }

  // What can be seen from outside.

  /** State path of a half; an idle write half may not have been started yet. */
  stateOf(half: HalfName): string {
    if (half === 'read') return this.#read.logic.states[this.#read.state] as string;
    return this.#prepared.write.states[this.#writeHalf().state] as string;
  }

  /** Bytes read (whole frames and pieces) and bytes encoded, since the beginning. */
  offsetOf(half: HalfName): number {
    return half === 'read' ? this.#queue.offset : this.#written;
  }

  /** The first failure of either half. */
  get failure(): WirechartError | undefined {
    return this.#standing.failure;
  }

  /** The last transitions, if the option `record` asked for them; also on the error when the connection fails. */
  get trace(): readonly TraceRecord[] {
    return this.#recorder?.records() ?? [];
  }

  /** Whether a message can still be sent. */
  get sending(): boolean {
    return !this.#standing.finishing && !this.#standing.writeOver;
  }

  /** @internal */
  emitted(_half: number, event: AnyEventObject): void {
    this.#push(event as ConnectionEvent<TIn>);
  }

  /** @internal */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const recorder = this.#recorder as Recorder;
    if (half === READ) {
      recorder.write(this.#now, half, from, to, event, edge, this.#frameOffset, this.#frameLength);
    } else {
      recorder.write(this.#now, half, from, to, event, edge, this.#written - this.#writtenLength, this.#writtenLength);
    }
    this.#prepared.onTransition?.(recorder.last());
  }

  // Reading.

  /** A state without a need: nothing is read, but what cuts the connection off is heard. */
  #rest(): Signal | undefined {
    if (this.#inputEnd instanceof WirechartError) {
      this.#tellRead({ type: 'reset', error: this.#inputEnd });
      return undefined;
    }
    return PAUSED;
  }

  /** Meets a need with what has arrived; otherwise says why not. */
  #meet(need: Need): Signal | undefined {
    const queue = this.#queue;
    this.#frameOffset = queue.offset;
    const context = this.#read.context;
    if (need.kind === 'bytes') {
      const count = resolve(need.count, context);
      if (!(count >= 0) || !Number.isInteger(count)) return this.#refuse(localError('bad-need', String(count)));
      if (queue.length < count) return this.#starve();
      queue.take(count, frame);
      return this.#deliver(need);
    }
    if (need.kind === 'until') {
      const max = resolve(need.max, context);
      const found = queue.indexOf(need.delimiter);
      if (found > max || (found < 0 && queue.scanned > max)) {
        return this.#refuse(remoteError('frame-too-long', `more than ${max} bytes`));
      }
      if (found >= 0) {
        queue.take(found, frame);
        queue.skip(need.delimiter.length);
        return this.#deliver(need);
      }
      if (!need.orEnd || this.#inputEnd !== 'eof' || queue.length === 0) return this.#starve();
      if (queue.length > max) return this.#refuse(remoteError('frame-too-long', `more than ${max} bytes`));
      queue.take(queue.length, frame);
      return this.#deliver(need);
    }
    if (this.#streamLeft < 0) {
      const count = resolve(need.count, context);
      if (!(count >= 0)) return this.#refuse(localError('bad-need', String(count)));
      this.#streamLeft = count;
    }
    if (this.#streamLeft === 0) {
      this.#streamLeft = -1;
      this.#tellRead({ type: need.event });
      return undefined;
    }
    if (queue.length === 0) return this.#starve();
    queue.takePiece(this.#streamLeft, frame);
    this.#streamLeft -= frame.length;
    const piece = this.#decode(need.piece);
    if (piece !== undefined && piece !== REFUSED) this.#push(piece as ConnectionEvent<TIn>);
    return undefined;
  }

  #deliver(need: { readonly event: string; readonly decode: (frame: Frame, context: never) => unknown }): undefined {
    const value = this.#decode(need.decode);
    if (value === REFUSED) return;
    this.#frameLength = this.#queue.offset - this.#frameOffset;
    this.#tellRead({ type: need.event, value });
    this.#frameLength = 0;
  }

  #decode(decode: (frame: Frame, context: never) => unknown): unknown {
    try {
      return decode(frame, this.#read.context as never);
    } catch (cause) {
      this.#refuse(cause instanceof WirechartError ? cause : localError('codec-threw', String(cause), { cause }));
      return REFUSED;
    }
  }

  /** The need cannot be met by what has arrived. */
  #starve(): Signal | undefined {
    const end = this.#inputEnd;
    if (end === undefined) return NEED_DATA;
    if (end !== 'eof') this.#tellRead({ type: 'reset', error: end });
    else if (this.#queue.length > 0 || this.#eofTold) this.#refuse(remoteError('truncated'));
    else {
      this.#eofTold = true;
      this.#tellRead({ type: 'eof' });
    }
    return undefined;
  }

  #refuse(error: WirechartError): undefined {
    this.#tellRead({ type: 'malformed', error });
    return undefined;
  }

  #tellRead(event: AnyEventObject, now = this.#now): void {
    const before = this.#read.state;
    this.#progressAt = -1;
    this.#read.send(event, now);
    this.#readMoved(before, event);
  }

  #readMoved(before: number, event: AnyEventObject): void {
    const run = this.#read;
    // A half may ignore what it likes, but not that it cannot go on where it is.
    const stuck = run.state === before && event.type === 'malformed';
    const over = run.status !== 'active' || stuck || event.type === 'reset';
    if (!over || this.#standing.readOver) return;
    this.#standing.readOver = true;
    const place = { half: 'read', state: run.logic.states[before] as string, offset: this.#frameOffset } as const;
    this.#queue.clear();
    const failure = failureOf(run, before, event);
    if (failure === undefined) this.#push({ type: 'end' });
    else this.#fail(failure.locate(place));
  }

  // Writing.

  #writeHalf(): HalfRun {
    this.#writeRun ??= this.#prepared.write.start({
      input: this.#prepared.input,
      host: this,
      half: WRITE,
      now: this.#now,
      observed: this.#recorder !== undefined,
    });
    return this.#writeRun;
  }

  #tellWrite(event: AnyEventObject): void {
    const run = this.#writeHalf();
    const before = run.state;
    run.send(event, this.#now);
    this.#writeMoved(before, event);
  }

  #writeMoved(before: number, event: AnyEventObject): void {
    const run = this.#writeHalf();
    const over = run.status !== 'active' || event.type === 'reset';
    if (!over || this.#standing.writeOver) return;
    this.#standing.writeOver = true;
    this.#out = undefined;
    const failure = failureOf(run, before, event);
    if (failure === undefined) return;
    if (!(failure instanceof TransportError)) this.#resetDue = true;
    this.#fail(failure.locate({ half: 'write', state: run.logic.states[before] as string, offset: this.#written }));
  }

  #flushed(): void {
    this.#noteOutput();
    if (this.#out === undefined || this.#out.length > 0) return;
    this.#tellWrite({ type: 'flushed' });
    if (this.#sendRefused) {
      this.#sendRefused = false;
      if (this.sending) this.#push({ type: 'writable' });
    }
  }

  #noteOutput(): void {
    const queued = this.#out?.length ?? 0;
    this.#standing.outputFull = this.#transportWaits || queued >= this.#prepared.input.limits.bufferedOutput;
  }

  // Joining.

  #join(join: Join): void {
    const standing = this.#standing;
    switch (join) {
      case 'responded':
        standing.answered = false;
        return this.#tellRead({ type: 'responded' });
      case 'finish':
        this.#sayFarewell();
        return this.#finish();
      case 'reset-read':
        return this.#tellRead({ type: 'reset', error: standing.failure as WirechartError });
      case 'ended':
        return this.#tellWrite({ type: 'ended' });
      case 'closed':
        standing.closed = true;
        return this.#push({ type: 'closed', error: standing.failure });
    }
  }

  #sayFarewell(): void {
    const { failure } = this.#standing;
    const { farewell } = this.#prepared.protocol;
    if (failure === undefined || farewell === undefined) return;
    try {
      const message = farewell(failure);
      if (message !== undefined) this.send(message, this.#now);
    } catch {
      // The failure that is being answered is the one to report.
    }
  }

  #finish(): void {
    this.#standing.finishing = true;
    this.#tellWrite({ type: 'finish' });
  }

  #fail(error: WirechartError): void {
    if (this.#standing.failure !== undefined) return;
    this.#standing.failure = error;
    if (this.#recorder !== undefined) error.trace = this.#recorder.records();
    this.#push({ type: 'failed', error });
    // A mistake on this side leaves nothing sensible to say; the remote must not take it for an orderly end.
    if (error.blame === 'local') this.#reset(error);
  }

  #reset(error: WirechartError): void {
    this.#resetDue = true;
    this.#standing.remoteEnded = true;
    this.#queue.clear();
    if (!this.#standing.writeOver) this.#tellWrite({ type: 'reset', error });
    if (!this.#standing.readOver) this.#tellRead({ type: 'reset', error });
  }

  // Events wait in one slot; the list is for the rare case of several.

  #push(event: ConnectionEvent<TIn>): void {
    if (this.#event === undefined) this.#event = event;
    else if (this.#events === undefined) this.#events = [event];
    else this.#events.push(event);
  }

  #takeEvent(): ConnectionEvent<TIn> | undefined {
    const event = this.#event;
    if (event === undefined) return undefined;
    this.#event = this.#events?.shift();
    if (this.#events?.length === 0) this.#events = undefined;
    if (event.type === 'message' && this.#standing.role === 'client') this.#standing.answered = true;
    return event;
  }
}

/** The failure that brought a half to its end, or undefined when it ended in order. */
function failureOf(run: HalfRun, before: number, event: AnyEventObject): WirechartError | undefined {
  if (run.status === 'error') {
    return localError('machine-threw', String(run.error), { cause: run.error });
  }
  const states = run.logic.states;
  if (run.status === 'done' && states[run.state] !== 'failed') return undefined;
  if (event['error'] instanceof WirechartError) return event['error'];
  if (event.type === 'eof') return remoteError('truncated');
  const timeout = timeoutNamed(event.type, run.logic.machine.id, states[before] as string);
  if (timeout !== undefined) return new TimeoutError(timeout);
  return remoteError('protocol-violation', `event '${event.type}' in state '${states[before]}'`);
}

/** XState names the event of `after: { idle: … }` in state s of machine m `xstate.after.idle.m.s`. */
function timeoutNamed(eventType: string, machineId: string, state: string): string | undefined {
  if (!eventType.startsWith(AFTER)) return undefined;
  const rest = eventType.slice(AFTER.length);
  // The timer may belong to an ancestor of the atomic state: take away the longest path that fits.
  for (let path = `.${machineId}.${state}`; path.length > 0; path = path.slice(0, path.lastIndexOf('.'))) {
    if (rest.endsWith(path)) return rest.slice(0, -path.length);
  }
  return rest;
}

function resolve(count: Count<never>, context: unknown): number {
  return typeof count === 'number' ? count : count(context as never);
}

const AFTER = 'xstate.after.';
const REFUSED = Symbol('refused');

/** One window for all connections: it is used between two statements and never kept. */
const frame = new Frame();
