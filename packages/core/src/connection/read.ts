/** The read half at work: it hears what its needs take out of the input, and what it emits waits for the application. */
import type { AnyEventObject } from 'xstate';
import { EMPTY } from '../bytes/views.js';
import { remoteError } from '../errors/core-errors.js';
import { DeadlineError, type WirechartError } from '../errors/errors.js';
import { type Intake, type Taken, WORK_LEFT } from '../input/intake.js';
import { defaultLimits } from '../limits.js';
import type { Need } from '../needs/need.js';
import { afterPrefix } from '../runtime/internals/event-types.js';
import { type ConnectionEvent, NEED_DATA, PAUSED, type Signal, WORKING } from './events.js';
import * as facts from './facts.js';
import { fail, failureOf } from './failure.js';
import type { RateMeter } from './rate-meter.js';
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
  HELD,
  OUTPUT_FULL,
  POSTPONED,
  READ_OVER,
  RESET_DUE,
  SECURE_DUE,
  SENT_UNTOLD,
  SERVER,
  TRANSPORT_WAITS,
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
  if (stillLacks(state, intake, need)) return NEED_DATA;
  intake.enterFrame(need);
  return take(state, intake, need.take(intake, context));
}

/** A number of bytes was found not to be there, nothing was heard since, and they still are not: content that trickles in comes by here for each chunk. */
function stillLacks<TIn, TOut>({ meter }: State<TIn, TOut>, intake: Intake, need: Need): boolean {
  if (intake.queue.length >= intake.awaited || need.kind !== 'bytes' || intake.end !== undefined) return false;
  return intake.headFrom === intake.frameOffset && intake.begun === undefined && meter === undefined;
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
    if (intake.begun !== undefined) noteLine(state, intake);
    else if (intake.queue.length > 0) noteHead(state, intake, taken);
    if (state.meter !== undefined) state.meter.awaits(intake, isAmidMessage(state, intake), state.now);
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

/** Nothing has ever arrived; a need may be met all the same. */
function readNothing<TIn, TOut>(state: State<TIn, TOut>, need: Need): Signal | typeof WORKING | undefined {
  if (need.lacks(undefined, state.readRun.context)) return NEED_DATA;
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

/** A line of a frame of many parts is waited for; that of the part before it has come, or there was none. */
function noteLine<TIn, TOut>(state: State<TIn, TOut>, { begun, queue }: Intake): void {
  if (begun === undefined || !begun.inLine || begun.lineFrom === queue.offset) return;
  begun.lineFrom = queue.offset;
  begun.lineSince = state.now;
}

/**
 * Some of a frame is here that is waited for in a single step. It is a header, or in place of one, where it cannot be long, or where
 * only its end tells how long it is.
 */
function noteHead<TIn, TOut>(state: State<TIn, TOut>, intake: Intake, awaited: number): void {
  if (intake.headFrom === intake.frameOffset) return;
  const isHead =
    awaited > 0 && (awaited <= longestHead(state) || state.readRun.need?.kind !== 'bytes') && isOnlyIdle(state);
  intake.headFrom = intake.frameOffset;
  intake.headSince = isHead ? state.now : -1;
}

/** Some of a frame is here, or what belongs to what came before is waited for. */
function isAmidMessage<TIn, TOut>({ readRun }: State<TIn, TOut>, intake: Intake): boolean {
  return intake.isAmidFrame() || readRun.nextTimeout?.startsWith(AFTER_CONTENT) === true;
}

/** When too little has come of what is waited for. */
function slowAt<TIn, TOut>(state: State<TIn, TOut>): number {
  const { meter, intake } = state;
  if (meter === undefined || intake === undefined || state.is(HELD | OUTPUT_FULL | READ_OVER)) {
    return Number.POSITIVE_INFINITY;
  }
  return meter.receiveDue(intake);
}

/**
 * When a header that has begun has been waited for too long; Infinity where there is none, or nothing is read anyway. What has got
 * longer than a header may be is none.
 */
function headDueAt<TIn, TOut>(state: State<TIn, TOut>): number {
  const { intake } = state;
  if (intake === undefined || intake.queue.length === 0 || state.is(HELD | OUTPUT_FULL | READ_OVER)) {
    return Number.POSITIVE_INFINITY;
  }
  const since = headSince(state, intake);
  if (since < 0 || intake.queue.length >= longestHead(state)) return Number.POSITIVE_INFINITY;
  return since + state.prepared.input.timeouts.header;
}

/** Longer headers are for protocols whose messages are headers; those are contents as far as time goes. */
function longestHead<TIn, TOut>({ prepared }: State<TIn, TOut>): number {
  return Math.min(prepared.input.limits.headerBytes, defaultLimits.headerBytes);
}

function headSince<TIn, TOut>({ readRun }: State<TIn, TOut>, intake: Intake): number {
  const { begun } = intake;
  if (begun === undefined) return intake.headFrom === intake.queue.offset ? intake.headSince : -1;
  return begun.inLine && readRun.need === begun.by ? begun.lineSince : -1;
}

/** When the read half's next time-out is due. */
export function readDeadline<TIn, TOut>(state: State<TIn, TOut>): number {
  const { deadline } = state.readRun;
  let due = Math.min(deadline, headDueAt(state));
  if (state.meter !== undefined) due = Math.min(due, slowAt(state));
  return isStalling(state) ? Math.min(due, stalledAt(state)) : due;
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
    if (headDueAt(state) <= now) {
      tellRead(state, { type: 'malformed', error: new DeadlineError('header') });
      continue;
    }
    if (slowAt(state) <= now) {
      tellRead(state, { type: 'malformed', error: (state.meter as RateMeter).error('receive') });
      continue;
    }
    if (isStalling(state) && stalledAt(state) <= now) {
      tellRead(state, { type: 'malformed', error: new DeadlineError('content') });
      continue;
    }
    const until = isIdleNext(state) ? idleUntil(state, now, busy) : now;
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

/** Whether more of a frame is waited for in a state whose only time-out is `idle`, however long that is. */
function isStalling<TIn, TOut>(state: State<TIn, TOut>): boolean {
  return state.intake?.isAmidFrame() === true && !state.is(HELD | OUTPUT_FULL) && isOnlyIdle(state);
}

function isOnlyIdle<TIn, TOut>({ readRun, prepared }: State<TIn, TOut>): boolean {
  const { state, logic } = readRun;
  const known = prepared.onlyIdle[state];
  if (known !== undefined) return known;
  const active = logic.active[state] as readonly number[];
  const waits = (after: string) =>
    logic.edges.some(({ source, event }) => active.includes(source) && event.startsWith(after));
  const is = waits(AFTER_IDLE) && !waits(AFTER_HEADER) && !waits(AFTER_CONTENT);
  prepared.onlyIdle[state] = is;
  return is;
}

const stalledAt = <TIn, TOut>({ receivedAt, intake, prepared }: State<TIn, TOut>): number =>
  Math.max(receivedAt, (intake as Intake).resumedAt) + prepared.input.timeouts.content;

const isIdleNext = <TIn, TOut>({ readRun }: State<TIn, TOut>): boolean =>
  readRun.nextTimeout?.startsWith(AFTER_IDLE) === true;

/** From when on it is idle for long enough: nothing received, nothing sent, nothing under way. */
function idleUntil<TIn, TOut>(state: State<TIn, TOut>, now: number, busy: boolean): number {
  const { idle } = state.prepared.input.timeouts;
  const sending = state.is(TRANSPORT_WAITS) || (state.outlet !== undefined && state.outlet.queued > 0);
  if (busy || sending || state.is(HELD)) return now + idle;
  return Math.max(state.receivedAt, state.sentAt) + idle;
}

/** How the event of `after: { idle: … }` begins. */
const AFTER_IDLE = `${afterPrefix}idle.`;
const AFTER_HEADER = `${afterPrefix}header.`;
const AFTER_CONTENT = `${afterPrefix}content.`;

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
  if (state.intake !== undefined) state.intake.awaited = -1;
  if (state.emittedOrders !== undefined) carryOut(state);
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
  intake?.queue.clear();
  intake?.drop();
  if (failure === undefined) return tellEnd(state);
  const path = state.readRun.logic.states[before] as string;
  const known = state.failure !== undefined;
  fail(state, failure.locate({ half: 'read', state: path, offset: intake === undefined ? 0 : intake.frameOffset }));
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
