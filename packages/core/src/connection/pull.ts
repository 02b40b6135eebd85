/** What came of it is pulled: step after step, until there is something to tell or nothing more to do. */
import type { EmittedMessage } from '../half/events.js';
import { type ConnectionEvent, NEED_DATA, type Signal, WORKING } from './events.js';
import * as facts from './facts.js';
import type { Pace } from './pace.js';
import * as read from './read.js';
import { TRIGGERS } from './rules.js';
import { type State, shiftEvent } from './state.js';
import * as steps from './step.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { NEWS, SERVER, WAITING } = facts;
const { noteAnswered } = read;
const { step, stepInto } = steps;

/** Something is due, or may be. */
const UNSETTLED = NEWS | TRIGGERS | WAITING;

/** An event that is no message. */
export type OtherEvent<TIn> = Exclude<ConnectionEvent<TIn>, EmittedMessage<TIn>>;

/** The next event, or the reason why there is none; undefined where `pace` leaves the rest for later. */
export function pullEvent<TIn, TOut>(
  state: State<TIn, TOut>,
  pace: Pace | undefined,
): ConnectionEvent<TIn> | Signal | undefined {
  if (isQuiet(state)) return NEED_DATA;
  for (;;) {
    const event = state.is(WAITING) ? shiftEvent(state) : step(state);
    if (event === undefined) continue;
    if (typeof event !== 'string') {
      // A client answers a message by taking it.
      if (event.type === 'message' && (state.prepared.facts & SERVER) === 0) noteAnswered(state);
      return event;
    }
    if (event !== WORKING) {
      state.flags &= ~NEWS;
      return event;
    }
    if (pace !== undefined && !pace.mayGoOn()) return undefined;
  }
}

/** The same for a client, whose messages go `into` a list until it has so many; then undefined is returned as well. */
export function pullMessages<TIn, TOut>(
  state: State<TIn, TOut>,
  into: TIn[],
  most: number,
  pace: Pace | undefined,
): OtherEvent<TIn> | Signal | undefined {
  if (isQuiet(state)) return NEED_DATA;
  while (into.length < most) {
    const event = state.is(WAITING) ? shiftEvent(state) : stepInto(state, into, most);
    if (event === undefined) continue;
    if (typeof event !== 'string') {
      if (event.type !== 'message') return event as OtherEvent<TIn>;
      noteAnswered(state);
      into.push((event as EmittedMessage<TIn>).message);
    } else if (event !== WORKING) {
      state.flags &= ~NEWS;
      return event;
    } else if (pace !== undefined && !pace.mayGoOn()) return undefined;
  }
  return undefined;
}

/**
 * Whether the read half, which has said that data are needed, would say so again: since then there was only output, and that was nothing to
 * wait for. What it says is sure; what it denies may still be so.
 */
export function isSettled<TIn, TOut>(state: State<TIn, TOut>): boolean {
  return !state.is(UNSETTLED);
}

/** Most of what trickles in comes to nothing, and that is known. */
const isQuiet = <TIn, TOut>(state: State<TIn, TOut>): boolean => {
  if (state.quietTo === 0) return false;
  if (isSettled(state)) return true;
  state.quietTo = 0;
  return false;
};
