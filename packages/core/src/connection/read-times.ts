/** Since when the read half has waited for what it needs, and until when that may take. Nothing here tells it anything. */
import { DeadlineError } from '../errors/errors.js';
import type { Intake } from '../input/intake.js';
import { defaultLimits } from '../limits.js';
import { afterPrefix } from '../runtime/internals/event-types.js';
import * as facts from './facts.js';
import type { RateMeter } from './rate-meter.js';
import type { State } from './state.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { HELD, OUTPUT_FULL, READ_OVER, TRANSPORT_WAITS } = facts;

/** What is needed has not arrived. @param awaited how many bytes must be there; -1 where that is not known */
export function noteWait<TIn, TOut>(state: State<TIn, TOut>, intake: Intake, awaited: number): void {
  if (intake.begun !== undefined) noteLine(state, intake);
  else if (intake.queue.length > 0) noteHead(state, intake, awaited);
  if (state.meter !== undefined) state.meter.awaits(intake, isAmidMessage(state, intake), state.now);
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

/** When a frame that stopped in the middle has been waited for too long; Infinity where there is none. */
function stalledAt<TIn, TOut>(state: State<TIn, TOut>): number {
  if (!isStalling(state)) return Number.POSITIVE_INFINITY;
  const { receivedAt, intake, prepared } = state;
  return Math.max(receivedAt, (intake as Intake).resumedAt) + prepared.input.timeouts.content;
}

/** When the read half's next time-out is due. */
export function readDeadline<TIn, TOut>(state: State<TIn, TOut>): number {
  const due = Math.min(state.readRun.deadline, headDueAt(state), stalledAt(state));
  return state.meter === undefined ? due : Math.min(due, slowAt(state));
}

/** What the remote is late with, of what the chart has no time-out for. */
export function lateness<TIn, TOut>(state: State<TIn, TOut>, now: number): DeadlineError | undefined {
  if (headDueAt(state) <= now) return new DeadlineError('header');
  if (slowAt(state) <= now) return (state.meter as RateMeter).error('receive');
  return stalledAt(state) <= now ? new DeadlineError('content') : undefined;
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

const isIdleNext = <TIn, TOut>({ readRun }: State<TIn, TOut>): boolean =>
  readRun.nextTimeout?.startsWith(AFTER_IDLE) === true;

/**
 * Until when the time-out that is due waits: if it is `idle`, for as long as something was received or sent, or is under way. No later
 * than `now` where it does not.
 */
export function idleUntil<TIn, TOut>(state: State<TIn, TOut>, now: number, busy: boolean): number {
  if (!isIdleNext(state)) return now;
  const { idle } = state.prepared.input.timeouts;
  const sending = state.is(TRANSPORT_WAITS) || (state.outlet !== undefined && state.outlet.queued > 0);
  if (busy || sending || state.is(HELD)) return now + idle;
  return Math.max(state.receivedAt, state.sentAt) + idle;
}

/** How the event of `after: { idle: … }` begins. */
const AFTER_IDLE = `${afterPrefix}idle.`;
const AFTER_HEADER = `${afterPrefix}header.`;
const AFTER_CONTENT = `${afterPrefix}content.`;
