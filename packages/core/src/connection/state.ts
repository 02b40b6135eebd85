/**
 * All that a connection is made of: one record, which the functions beside it read and write. It decides nothing.
 *
 * There may be a hundred thousand connections, and most of them idle. So what is not always needed is made when it is.
 */
import type { AnyEventObject } from 'xstate';
import { caught } from '../errors/caught.js';
import { causeText, printMistake } from '../errors/cause.js';
import { shown } from '../errors/check-arguments.js';
import { localError } from '../errors/core-errors.js';
import type { TransportFailure, WirechartError } from '../errors/errors.js';
import { Intake } from '../input/intake.js';
import { Outlet } from '../output/outlet.js';
import type { HalfHost, HalfLogic, HalfRun } from '../runtime/runtime.js';
import type { ConnectionObserver } from '../trace/observer.js';
import { Recorder } from '../trace/recorder.js';
import type { Addresses } from '../transport/transport.js';
import type { ConnectionEvent } from './events.js';
import type { Facts } from './facts.js';
import * as facts from './facts.js';
import type { Prepared } from './prepare.js';
import { RateMeter } from './rate-meter.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { FAILED, FINISHING, ORDERED, POSTPONED, READ_OVER, REMOTE_ENDED, UNSENT, WAITING, WRITE_OVER } = facts;

export interface Postponed {
  readonly event: AnyEventObject;
  /** Where in the input it is. */
  readonly frameOffset: number;
  /** Until when it may wait, in milliseconds. */
  readonly until: number;
}

export class State<TIn, TOut> implements HalfHost {
  /** The protocol that is spoken now. */
  prepared: Prepared<TIn, TOut>;
  addresses: Addresses | undefined = undefined;
  flags: Facts = 0;
  /** The latest time that was told. */
  now = 0;
  /** Undefined until something arrives, and while nothing is here that has to be kept. */
  intake: Intake | undefined = undefined;
  /** How far the stream was read when there was an intake last. */
  readTo = 0;
  /** Undefined until something is sent, and while nothing is here that has to be kept. */
  outlet: Outlet | undefined = undefined;
  /** How much was written when there was an outlet last. */
  writtenTo = 0;
  readRun: HalfRun;
  /** Undefined until the write half has something to do, and while its context is all that there is to it. */
  writeRun: HalfRun | undefined = undefined;
  /** That of a write half that is not there: it has begun, and stands where it has begun. */
  writeContext: unknown = undefined;
  /**
   * Up to which offset in the stream input may arrive without anything coming of it: a number of bytes was found not to be there, and all
   * that has happened since is that some of them came. 0 where that is not known, and as long as somebody watches.
   */
  quietTo = 0;
  /** When bytes last arrived since the read half entered its state (or heard of progress); -1 if none did. */
  progressAt = -1;
  /** When bytes last arrived, and when some were last given to the transport; before, when the connection began. */
  receivedAt = 0;
  sentAt = 0;
  /** The last message sent since the read half handed one out. */
  reply: unknown = undefined;
  /** What the encoder gave for messages that were sent, and the read half has not heard of. */
  sentValues: unknown[] | undefined = undefined;
  /** What a half wants to have sent, or told to the write half, and is not done with its event. */
  emittedOrders: AnyEventObject[] | undefined = undefined;
  /** How fast the remote is, where that is asked for. */
  meter: RateMeter | undefined = undefined;
  /** What the transport had not got rid of when that was last looked at. */
  pendingBytes: number | undefined = undefined;
  recorder: Recorder | undefined = undefined;
  /** Who watches in full. */
  observer: ConnectionObserver | undefined = undefined;
  // Events for the application wait in one slot; the list is for the rare case of several.
  waiting: ConnectionEvent<TIn> | undefined = undefined;
  /** What most connections do without, or have at their end only. */
  private rare: Rare<TIn> | undefined = undefined;

  constructor(prepared: Prepared<TIn, TOut>, now: number, addresses: Addresses | undefined) {
    this.prepared = prepared;
    this.addresses = addresses;
    this.now = timeFrom(now);
    this.receivedAt = now;
    this.sentAt = now;
    if (prepared.rates !== undefined) this.meter = new RateMeter(prepared.rates);
    if (prepared.record > 0) {
      const name = `${prepared.protocol.name}/${prepared.role}/${prepared.opened}`;
      this.recorder = new Recorder(name, prepared, prepared.record, this);
    }
    prepared.opened += 1;
    this.readRun = startHalf(this, prepared.read, READ);
  }

  /** What the protocols that came before have left behind, the oldest first. */
  get outputs(): readonly unknown[] {
    return this.rare === undefined ? NONE : this.rare.outputs;
  }

  set outputs(outputs: readonly unknown[]) {
    this.made().outputs = outputs;
  }

  /** When a connection that is closing must be over; undefined as long as none is set. */
  get closeBy(): number | undefined {
    return this.rare?.closeBy;
  }

  set closeBy(closeBy: number | undefined) {
    this.made().closeBy = closeBy;
  }

  /** The first failure of either half. */
  get failure(): WirechartError | undefined {
    return this.rare?.failure;
  }

  set failure(failure: WirechartError) {
    this.made().failure = failure;
  }

  /** What took the write half away: the failure to tell when all that has arrived is read. */
  get lost(): TransportFailure | undefined {
    return this.rare?.lost;
  }

  set lost(lost: TransportFailure) {
    this.made().lost = lost;
  }

  /** What the read half hears when the application has answered what came before it. */
  get postponed(): Postponed | undefined {
    return this.rare?.postponed;
  }

  set postponed(postponed: Postponed | undefined) {
    if (postponed !== undefined || this.rare !== undefined) this.made().postponed = postponed;
  }

  /** Why something that was to be sent was not; the read half is told next. */
  get unsent(): WirechartError | undefined {
    return this.rare?.unsent;
  }

  set unsent(error: WirechartError | undefined) {
    this.made().unsent = error;
    if (error === undefined) this.flags &= ~UNSENT;
    else this.flags |= UNSENT;
  }

  get alsoWaiting(): ConnectionEvent<TIn>[] | undefined {
    return this.rare?.alsoWaiting;
  }

  set alsoWaiting(events: ConnectionEvent<TIn>[] | undefined) {
    this.made().alsoWaiting = events;
  }

  private made(): Rare<TIn> {
    this.rare ??= new Rare();
    return this.rare;
  }

  /** It is so late now. @throws TypeError for what is no time: no deadline would ever be met. */
  at(now: number): void {
    this.now = timeFrom(now);
  }

  is(fact: Facts): boolean {
    return (this.flags & fact) !== 0;
  }

  // What the machines tell. It is only taken down: they are in the middle of their work.

  emitted(_half: number, event: AnyEventObject): void {
    if (event.type !== 'send' && event.type !== 'tell') {
      if (typeof event.type === 'string') pushEvent(this, event as ConnectionEvent<TIn>);
      else this.unsent ??= localError('machine-threw', `it emits ${shown(event)}, and events are \`{ type: … }\``);
    } else {
      if (this.emittedOrders === undefined) this.emittedOrders = [event];
      else this.emittedOrders.push(event);
      this.flags |= ORDERED;
    }
  }

  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const { recorder, observer } = this;
    const frame = half === READ ? this.intake : this.outlet;
    const offset = frame !== undefined ? frame.frameOffset : half === READ ? this.readTo : this.writtenTo;
    const length = frame === undefined ? 0 : frame.frameLength;
    if (recorder !== undefined) {
      recorder.write(this.now, half, from, to, event, edge, offset, length);
      const { onTransition } = this.prepared;
      if (onTransition !== undefined) this.tell(() => onTransition(recorder.last()));
    }
    if (observer !== undefined) observer.transitioned(half, from, to, event, edge, offset, length, this.now);
  }

  logged(half: number, value: unknown, label: string | undefined): void {
    const { onLog, protocol } = this.prepared;
    if (onLog === undefined) return;
    const name = half === READ ? 'read' : 'write';
    this.tell(() => onLog({ value, label, half: name, protocol: protocol.name, time: this.now }));
  }

  /** A callback that throws is a mistake of the application, and none of the machine that is in the middle of its work. */
  private tell(call: () => unknown): void {
    try {
      caught(call(), printMistake);
    } catch (cause) {
      const error = localError('handler-threw', causeText(cause), { cause });
      if (this.is(READ_OVER)) printMistake(error);
      else this.unsent ??= error;
    }
  }
}

class Rare<TIn> {
  outputs: readonly unknown[] = NONE;
  closeBy: number | undefined = undefined;
  failure: WirechartError | undefined = undefined;
  lost: TransportFailure | undefined = undefined;
  postponed: Postponed | undefined = undefined;
  alsoWaiting: ConnectionEvent<TIn>[] | undefined = undefined;
  unsent: WirechartError | undefined = undefined;
}

/** All facts, those among them that follow from the rest of the state. */
export function factsOf<TIn, TOut>(state: State<TIn, TOut>): Facts {
  let all = state.flags | state.prepared.facts;
  if (state.failure !== undefined) all |= FAILED;
  if (state.intake?.end !== undefined) all |= REMOTE_ENDED;
  return all;
}

/** Whether a message can still be sent. */
export function isSending<TIn, TOut>(state: State<TIn, TOut>): boolean {
  return !state.is(FINISHING | WRITE_OVER);
}

/** The input, for whoever changes it. */
export function intakeOf<TIn, TOut>(state: State<TIn, TOut>): Intake {
  if (state.intake === undefined) {
    state.intake = new Intake(state.readTo);
    if (state.recorder !== undefined) state.recorder.tapes[READ].frame = state.intake;
  }
  return state.intake;
}

/**
 * Keeps nothing to read and to write with until there is something to read or to write. Does nothing where there is anything to keep, and
 * where somebody writes down what happens.
 */
export function rest<TIn, TOut>(state: State<TIn, TOut>): void {
  const { recorder, observer, meter } = state;
  if (recorder !== undefined || observer !== undefined || meter !== undefined) return;
  restReading(state);
  restWriting(state);
}

function restReading<TIn, TOut>(state: State<TIn, TOut>): void {
  const { intake } = state;
  if (intake === undefined || !intake.isAtRest || state.is(READ_OVER | POSTPONED)) return;
  state.readTo = intake.queue.offset;
  state.intake = undefined;
  // That counts on there being one.
  state.quietTo = 0;
}

function restWriting<TIn, TOut>(state: State<TIn, TOut>): void {
  const { outlet, writeRun: run, prepared } = state;
  if (outlet?.isAtRest === true) {
    state.writtenTo = outlet.written;
    state.outlet = undefined;
  }
  if (run === undefined || run.context === undefined || prepared.write.dormant?.isLike(run) !== true) return;
  state.writeContext = run.context;
  state.writeRun = undefined;
}

/** The output, for whoever changes it. */
export function outletOf<TIn, TOut>(state: State<TIn, TOut>): Outlet {
  if (state.outlet === undefined) {
    state.outlet = new Outlet(state.writtenTo);
    if (state.recorder !== undefined) state.recorder.tapes[WRITE].frame = state.outlet;
  }
  return state.outlet;
}

/** The write half, for whoever has something to tell it. */
export function writeRunOf<TIn, TOut>(state: State<TIn, TOut>): HalfRun {
  if (state.writeRun === undefined) {
    state.writeRun = wokenWriteRun(state) ?? startHalf(state, state.prepared.write, WRITE);
    state.writeContext = undefined;
  }
  return state.writeRun;
}

/** The write half as it is, for whoever looks; undefined where it has not begun. */
export function writeRunSeen<TIn, TOut>(state: State<TIn, TOut>): HalfRun | undefined {
  return state.writeRun ?? wokenWriteRun(state);
}

/** Bytes encoded, and those of them that the transport was given, since the beginning. */
export function writtenBy<TIn, TOut>({ outlet, writtenTo }: State<TIn, TOut>): number {
  return outlet === undefined ? writtenTo : outlet.written;
}

export function takenFrom<TIn, TOut>({ outlet, writtenTo }: State<TIn, TOut>): number {
  return outlet === undefined ? writtenTo : outlet.taken;
}

/** Starts the read half of the protocol that is spoken now. */
export function startReading<TIn, TOut>(state: State<TIn, TOut>): void {
  state.readRun = startHalf(state, state.prepared.read, READ);
}

/** Who watches in full from now on; undefined for nobody. */
export function setObserver<TIn, TOut>(state: State<TIn, TOut>, observer: ConnectionObserver | undefined): void {
  state.observer = observer;
  state.quietTo = 0;
  state.readRun.observed = isObserved(state);
  if (state.writeRun !== undefined) state.writeRun.observed = isObserved(state);
}

/** Reading goes on after a time in which this side did not read: what the remote is late with, it is not to blame for. */
export function readAnew<TIn, TOut>(state: State<TIn, TOut>): void {
  const { meter, intake, now } = state;
  state.quietTo = 0;
  meter?.readAnew();
  if (intake === undefined) return;
  intake.resumedAt = now;
  intake.headFrom = -1;
  if (intake.begun !== undefined) intake.begun.lineFrom = -1;
}

/** The application will get this event. */
export function pushEvent<TIn, TOut>(state: State<TIn, TOut>, event: ConnectionEvent<TIn>): void {
  state.flags |= WAITING;
  if (state.waiting === undefined) state.waiting = event;
  else if (state.alsoWaiting === undefined) state.alsoWaiting = [event];
  else state.alsoWaiting.push(event);
}

/** The application gets the event that has waited longest. */
export function shiftEvent<TIn, TOut>(state: State<TIn, TOut>): ConnectionEvent<TIn> | undefined {
  const event = state.waiting;
  if (state.alsoWaiting === undefined) {
    state.waiting = undefined;
    state.flags &= ~WAITING;
  } else {
    state.waiting = state.alsoWaiting.shift();
    if (state.alsoWaiting.length === 0) state.alsoWaiting = undefined;
  }
  return event;
}

/** @throws TypeError for what is no time */
function timeFrom(now: number): number {
  if (typeof now === 'number' && !Number.isNaN(now)) return now;
  throw new TypeError(`the time must be a number of milliseconds, not ${shown(now)}`);
}

/** One in place of that which was let go of. */
function wokenWriteRun<TIn, TOut>(state: State<TIn, TOut>): HalfRun | undefined {
  const { writeContext: context, now } = state;
  if (context === undefined) return undefined;
  const tape = state.recorder?.tapes[WRITE];
  const options = { host: state, half: WRITE, now, observed: isObserved(state), tape };
  return state.prepared.write.dormant?.wake(options, context);
}

function startHalf<TIn, TOut>(state: State<TIn, TOut>, logic: HalfLogic, half: number): HalfRun {
  const { limits, timeouts } = state.prepared.input;
  const input = { limits, timeouts, previous: state.outputs.at(-1), addresses: state.addresses };
  const tape = state.recorder?.tapes[half];
  return logic.start({ input, host: state, half, now: state.now, observed: isObserved(state), tape });
}

/** Whether someone wants to hear of each transition; else the halves need only write them down, if that. */
function isObserved<TIn, TOut>({ observer, prepared }: State<TIn, TOut>): boolean {
  return observer !== undefined || prepared.onTransition !== undefined;
}

export const READ = 0 as const;
export const WRITE = 1 as const;
const NONE: readonly unknown[] = [];
