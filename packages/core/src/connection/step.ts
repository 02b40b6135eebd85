/** The next step of a connection: what the rules between its halves ask for, or else to read on. */
import { close, finishAfterReading, resetReading } from './ends.js';
import type { Signal } from './events.js';
import type { Facts } from './facts.js';
import { pause, readOn, tellDrain, tellFinished, tellPostponed, tellResponded, tellSent, tellUnsent } from './read.js';
import type { Due } from './rules.js';
import * as rules from './rules.js';
import { factsOf, type State } from './state.js';
import { tellEnded } from './write.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { DUE_ALONE, dueOf, LET_GO_ON, TRIGGERS } = rules;

/** Takes the step. Says why when there is none to take now. */
export function step<TIn, TOut>(state: State<TIn, TOut>): Signal | undefined {
  const triggers = state.flags & TRIGGERS;
  if (state.unsent === undefined) {
    if (triggers === 0) return readOn(state);
    // Each message comes by here: there is no time to look up what is due.
    if (triggers === LET_GO_ON) return void tellResponded(state);
  }
  return attend(state, triggers);
}

function attend<TIn, TOut>(state: State<TIn, TOut>, triggers: Facts): Signal | undefined {
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
    case 'pause':
      return pause(state);
    default:
      return due;
  }
}

function dueAfter<TIn, TOut>(state: State<TIn, TOut>, triggers: Facts): Due | undefined {
  const isAlone = (triggers & (triggers - 1)) === 0 && state.unsent === undefined;
  return (isAlone ? DUE_ALONE[31 - Math.clz32(triggers)] : undefined) ?? dueOf(factsOf(state));
}
