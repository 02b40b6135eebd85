/** The next step of a connection: what the rules between its halves ask for, or else to read on. */
import { noteStep, type Onward, roundFrom } from './cycle.js';
import { close, finishAfterReading, resetReading } from './ends.js';
import type { ConnectionEvent, Signal, WORKING } from './events.js';
import type { Facts } from './facts.js';
import {
  pause,
  readAside,
  readOn,
  tellDrain,
  tellFinished,
  tellPostponed,
  tellResponded,
  tellSent,
  tellUnsent,
} from './read.js';
import type { Due } from './rules.js';
import * as rules from './rules.js';
import { factsOf, type State } from './state.js';
import { tellEnded } from './write.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { DUE_ALONE, dueOf, LET_GO_ON, TRIGGERS } = rules;

/** Takes the step, or several. Gives an event for the application if one came of it, and says why when there is no step to take now. */
export function step<TIn, TOut>(state: State<TIn, TOut>): ConnectionEvent<TIn> | Signal | typeof WORKING | undefined {
  const triggers = state.flags & TRIGGERS;
  if (triggers !== 0 && triggers !== LET_GO_ON) return attend(state, triggers);
  // Each message comes by here: there is no time to look up what is due.
  const { row, logic } = state.readRun;
  if (triggers === 0) {
    if (row?.ways.reading !== undefined) return (row.ways.reading as Onward)(state);
    const signal = readOn(state);
    if (row !== undefined && signal === undefined) noteStep(row, 'reading', logic);
    return signal;
  }
  if (row?.ways.answered !== undefined) return (row.ways.answered as Onward)(state);
  tellResponded(state);
  if (row !== undefined) noteStep(row, 'answered', logic);
  return undefined;
}

/** The same, but messages may go `into` a list of at most so many, each as if it were answered at once. */
export function stepInto<TIn, TOut>(
  state: State<TIn, TOut>,
  into: TIn[],
  most: number,
): ConnectionEvent<TIn> | Signal | typeof WORKING | undefined {
  const triggers = state.flags & TRIGGERS;
  const { row, logic } = state.readRun;
  if (row === undefined || (triggers !== 0 && triggers !== LET_GO_ON)) return step(state);
  const round = roundFrom(row, triggers === 0 ? 'reading' : 'answered', logic);
  return round === undefined ? step(state) : round(state, into, most);
}

function attend<TIn, TOut>(state: State<TIn, TOut>, triggers: Facts): Signal | typeof WORKING | undefined {
  const due = dueAfter(state, triggers);
  switch (due) {
    case undefined:
      return readOn(state);
    case 'tell-responded':
      return void tellResponded(state);
    case 'tell-sent':
      return void tellSent(state);
    case 'reset-read':
      return void resetReading(state);
    case 'tell-finished':
      return void tellFinished(state);
    case 'finish':
      return void finishAfterReading(state);
    case 'tell-ended':
      return void tellEnded(state);
    case 'close':
      return void close(state);
    case 'tell-unsent':
      return void tellUnsent(state);
    case 'tell-postponed':
      return void tellPostponed(state);
    case 'tell-drain':
      return void tellDrain(state);
    case 'read-aside':
      return readAside(state);
    case 'pause':
      return pause(state);
    default:
      return due;
  }
}

function dueAfter<TIn, TOut>(state: State<TIn, TOut>, triggers: Facts): Due | undefined {
  const isAlone = (triggers & (triggers - 1)) === 0;
  return (isAlone ? DUE_ALONE[31 - Math.clz32(triggers)] : undefined) ?? dueOf(factsOf(state));
}
