/** The read half at work: it hears what its needs take out of the input, and what it emits waits for the application. */
import type { AnyEventObject } from 'xstate';
import { EMPTY } from '../bytes/views.js';
import { remoteError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import { type Intake, type Taken, WORK_LEFT } from '../input/intake.js';
import type { Need } from '../needs/need.js';
import { type ConnectionEvent, NEED_DATA, PAUSED, type Signal, WORKING } from './events.js';
import * as facts from './facts.js';
import { fail, failureOf } from './failure.js';
import { idleUntil, lateness, noteWait, readDeadline } from './read-times.js';
import { intakeOf, isSending, type Postponed, pushEvent, READ, type State } from './state.js';
import { sayOpening, switchTo } from './switch.js';
import { carryOut, tellWrite } from './write.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const {
  ANSWERED,
  ANSWERING,
  DRAIN_TOLD,
  DRAINING,
  END_TOLD,
  FINISHED_TOLD,
  ORDERED,
  POSTPONED,
  READ_OVER,
  RESET_DUE,
  SECURE_DUE,
  SENT_UNTOLD,
  SERVER,
  WRITE_OVER,
} = facts;

/** Speaks the protocol that has just been put in place. */
export function begin<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.prepared.protocol.secures !== undefined) state.flags |= SECURE_DUE;
  sayOpening(state);
  // A machine may be at its end from the start: a protocol that only sends something before the next one.
  readMoved(state, state.readRun.state, START, START.type);
}

/** Takes the read half one step further, or says why that is not possible now. */
export function readOn<TIn, TOut>(state: State<TIn, TOut>): Signal | typeof WORKING | undefined {
  const { need, context } = state.readRun;
  if (need === undefined) return pause(state);
  const { intake } = state;
  if (intake === undefined) return readNothing(state, need);
  if (stillLacks(state, intake, need)) {
    if (state.observer === undefined) state.quietTo = intake.queue.offset + intake.awaited;
    return NEED_DATA;
  }
  intake.enterFrame(need);
  return take(state, intake, need.take(intake, context));
}

/** A number of bytes was found not to be there, nothing was heard since, and they still are not. */
function stillLacks<TIn, TOut>({ meter }: State<TIn, TOut>, intake: Intake, need: Need): boolean {
  if (intake.queue.length >= intake.awaited || need.kind !== 'bytes' || intake.end !== undefined) return false;
  return intake.headFrom === intake.frameOffset && intake.begun === undefined && meter === undefined;
}

/**
 * Takes a chunk, if it is short and nothing comes of it: content that trickles in comes by here byte by byte. Returns whether it was
 * taken.
 */
export function takeQuietly<TIn, TOut>(state: State<TIn, TOut>, chunk: Uint8Array, now: number): boolean {
  const { queue } = state.intake as Intake;
  const { length } = chunk;
  if (length === 0 || queue.arrived + length >= state.quietTo || !queue.join(chunk)) return false;
  state.progressAt = now;
  state.receivedAt = now;
  return true;
}

/** What came of the need. */
export function take<TIn, TOut>(
  state: State<TIn, TOut>,
  intake: Intake,
  taken: Taken,
): Signal | typeof WORKING | undefined {
  if (typeof taken === 'number') {
    if (taken === WORK_LEFT) return WORKING;
    intake.awaited = taken;
    noteWait(state, intake, taken);
    intake.window.buffer = EMPTY;
    return NEED_DATA;
  }
  const { type } = taken;
  if (type !== undefined) {
    if (state.is(ANSWERING) && forbidsAnswers(state, type)) return postpone(state, taken as AnyEventObject);
    hear(state, taken as AnyEventObject, type, state.now);
    if (type === 'eof' && !state.is(READ_OVER)) tellEnd(state);
  } else if (taken.event !== undefined) pushEvent(state, taken.event as ConnectionEvent<TIn>);
  return undefined;
}

/** Whether what came before could not be answered any more. A client that was told all has nobody who waits for its answer. */
function forbidsAnswers<TIn, TOut>(state: State<TIn, TOut>, type: string): boolean {
  const forbids = type === 'malformed' || (type === 'eof' && (state.prepared.facts & SERVER) !== 0);
  return forbids && isSending(state);
}

/** What came before can still be answered, if this is heard afterwards. */
function postpone<TIn, TOut>(state: State<TIn, TOut>, event: AnyEventObject): Signal {
  const { frameOffset } = state.intake as Intake;
  state.postponed = { event, frameOffset, until: state.now + state.prepared.input.timeouts.drain };
  state.flags |= POSTPONED;
  return PAUSED;
}

/** What came before was answered, or has had its time. */
export function tellPostponed<TIn, TOut>(state: State<TIn, TOut>): void {
  const { event, frameOffset } = state.postponed as Postponed;
  state.postponed = undefined;
  state.flags &= ~POSTPONED;
  (state.intake as Intake).frameOffset = frameOffset;
  hear(state, event, event.type, state.now);
  if (event.type === 'eof' && !state.is(READ_OVER)) tellEnd(state);
}

/** The application is at work, and nothing is read but what the read half answers by itself, if that has arrived whole. */
export function readAside<TIn, TOut>(state: State<TIn, TOut>): Signal | typeof WORKING | undefined {
  const { intake, prepared } = state;
  const { aside } = prepared.protocol;
  if (aside === undefined || intake === undefined) return PAUSED;
  const { queue, begun } = intake;
  if (queue.length < aside.head || (begun !== undefined && begun.from >= 0)) return PAUSED;
  const length = aside.length(queue.peek(aside.head, intake.window));
  intake.window.buffer = EMPTY;
  return length > 0 && length <= queue.length ? readOn(state) : PAUSED;
}

/** Nothing is here; a need may be met all the same. Where nothing has ever arrived, most need no intake to say that they are not. */
function readNothing<TIn, TOut>(state: State<TIn, TOut>, need: Need): Signal | typeof WORKING | undefined {
  if (state.readTo === 0 && need.lacks(undefined, state.readRun.context)) return NEED_DATA;
  intakeOf(state);
  return readOn(state);
}

/** Nothing is read now, but what cuts the connection off is heard. */
export function pause<TIn, TOut>(state: State<TIn, TOut>): Signal | undefined {
  const error = state.intake?.cutOff ?? state.lost;
  if (error === undefined) return PAUSED;
  tellRead(state, { type: 'reset', error });
  return undefined;
}

/** Tells the read half of something that is not about a frame. */
export function tellRead<TIn, TOut>(
  state: State<TIn, TOut>,
  event: AnyEventObject,
  type = event.type,
  now = state.now,
): void {
  state.intake?.leaveFrame();
  hear(state, event, type, now);
}

/** A message was handed out and answered. */
export function noteAnswered<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.prepared.hearsResponded) state.flags |= ANSWERED;
  else state.flags &= ~ANSWERED;
}

/** Lets the read half go on after the message that was answered. */
export function tellResponded<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags &= ~ANSWERED;
  const { reply } = state;
  state.reply = undefined;
  tellRead(state, reply === undefined ? TAKEN : { type: 'responded', reply }, 'responded');
}

/** Messages were sent. */
export function tellSent<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags &= ~SENT_UNTOLD;
  const values = state.sentValues as unknown[];
  state.sentValues = undefined;
  const { prepared } = state;
  for (const value of values) {
    // Another protocol has not sent them.
    if (state.is(READ_OVER) || state.prepared !== prepared) return;
    tellRead(state, { type: 'sent', value }, 'sent');
  }
}

/** The write half is over in order. */
export function tellFinished<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags |= FINISHED_TOLD;
  tellRead(state, { type: 'finished' });
}

/** Something that the read half wanted to have sent was not. */
export function tellUnsent<TIn, TOut>(state: State<TIn, TOut>): void {
  const error = state.unsent as WirechartError;
  state.unsent = undefined;
  tellRead(state, { type: 'malformed', error });
}

/** This side wants to close as soon as nothing is under way. */
export function tellDrain<TIn, TOut>(state: State<TIn, TOut>): void {
  tellRead(state, { type: 'drain' });
}

/** Lets the read half's time-outs happen that are due. */
export function fireRead<TIn, TOut>(state: State<TIn, TOut>, now: number, busy: boolean): void {
  while (!state.is(READ_OVER) && readDeadline(state) <= now) {
    if (state.progressAt >= 0) {
      // A state that handles `progress` starts its time-out anew, from the last byte; to any other it makes no difference.
      const at = state.progressAt;
      state.progressAt = -1;
      tellRead(state, { type: 'progress' }, 'progress', at);
      continue;
    }
    const error = lateness(state, now);
    if (error !== undefined) {
      tellRead(state, { type: 'malformed', error });
      continue;
    }
    const until = idleUntil(state, now, busy);
    if (until > now) {
      state.readRun.reschedule(until);
      continue;
    }
    const before = state.readRun.state;
    state.intake?.leaveFrame();
    const type = state.readRun.fire(now) as string;
    if (state.observer !== undefined) state.observer.processed(READ, { type }, now);
    readMoved(state, before, { type }, type);
  }
}

/** @param type that of the event: whoever has it at hand need not ask, which costs more the more kinds of events there are */
function hear<TIn, TOut>(state: State<TIn, TOut>, event: AnyEventObject, type: string, now: number): void {
  const before = state.readRun.state;
  state.readRun.send(event, now, type);
  moved(state, before, event, type, now);
}

/** The read half has heard an event. */
export function moved<TIn, TOut>(
  state: State<TIn, TOut>,
  before: number,
  event: AnyEventObject,
  type: string,
  now = state.now,
): void {
  if (state.observer !== undefined) state.observer.processed(READ, event, now);
  readMoved(state, before, event, type);
}

function readMoved<TIn, TOut>(state: State<TIn, TOut>, before: number, event: AnyEventObject, type: string): void {
  state.quietTo = 0;
  if (state.intake !== undefined) state.intake.awaited = -1;
  if (state.is(ORDERED)) carryOut(state);
  if (state.is(DRAINING)) noteDrain(state, type);
  const run = state.readRun;
  const moved = run.state !== before;
  // What has arrived beyond the frame is progress for the state that follows, as it would be in a chunk of its own.
  if (moved && (state.intake === undefined || state.intake.queue.length === 0)) state.progressAt = -1;
  // A half may ignore what it likes, but not that it cannot go on where it is.
  const stuck = type === 'reset' || (type === 'malformed' && !moved);
  if (run.status !== 'active' || stuck) readStopped(state, before, event);
}

function noteDrain<TIn, TOut>(state: State<TIn, TOut>, type: string): void {
  if (type === 'drain') state.flags |= DRAIN_TOLD;
  else state.flags &= ~DRAIN_TOLD;
}

/** The read half is at its end, or cannot go on. */
function readStopped<TIn, TOut>(state: State<TIn, TOut>, before: number, event: AnyEventObject): void {
  if (state.is(READ_OVER)) return;
  // What waits was for the machine that is over, and its time must wake nobody any more.
  state.postponed = undefined;
  state.flags &= ~POSTPONED;
  const { readRun: run, prepared } = state;
  const leftover = state.intake === undefined ? 0 : state.intake.queue.length;
  const next = run.status === 'done' ? prepared.next.get(run.state) : undefined;
  if (next === undefined) return endReading(state, failureOf(run, before, event), before);
  if (leftover > 0 && prepared.protocol.leftovers === 'refuse') {
    return endReading(state, remoteError('leftovers', `${leftover} bytes`), before);
  }
  switchTo(state, next, run.output);
  begin(state);
}

function endReading<TIn, TOut>(state: State<TIn, TOut>, failure: WirechartError | undefined, before: number): void {
  const { intake } = state;
  state.flags |= READ_OVER;
  intake?.forget();
  intake?.drop();
  if (failure === undefined) return tellEnd(state);
  const path = state.readRun.logic.states[before] as string;
  const known = state.failure !== undefined;
  fail(
    state,
    failure.locate({ half: 'read', state: path, offset: intake === undefined ? state.readTo : intake.frameOffset }),
  );
  // A mistake on this side leaves nothing sensible to say; the remote must not take it for an end in order.
  if (!known && failure.blame === 'local') resetWriting(state, failure);
}

function resetWriting<TIn, TOut>(state: State<TIn, TOut>, error: WirechartError): void {
  state.flags |= RESET_DUE;
  if (!state.is(WRITE_OVER)) tellWrite(state, { type: 'reset', error });
}

/** Once: a read half may go on after the end of its input. */
function tellEnd<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.is(END_TOLD)) return;
  state.flags |= END_TOLD;
  pushEvent(state, { type: 'end' });
}

const START: AnyEventObject = { type: 'start' };
/** A message was answered without a reply: a client took it. */
export const TAKEN: AnyEventObject = { type: 'responded', reply: undefined };
