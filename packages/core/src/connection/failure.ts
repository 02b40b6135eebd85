/** How a half fails: which error its end means, and what is done with the first one. */
import type { AnyEventObject } from 'xstate';
import { causeText, ownError } from '../errors/cause.js';
import { localError, remoteError } from '../errors/core-errors.js';
import { DeadlineError, type WirechartError } from '../errors/errors.js';
import { afterPrefix } from '../runtime/internals/event-types.js';
import type { HalfRun } from '../runtime/runtime.js';
import { pushEvent, type State } from './state.js';

/** Takes down the first failure of either half, and tells the application. Those that follow from it are not told. */
export function fail<TIn, TOut>(state: State<TIn, TOut>, error: WirechartError): void {
  if (state.failure !== undefined) return;
  state.failure = error;
  if (state.recorder !== undefined && !Object.isFrozen(error)) error.trace = state.recorder.records();
  pushEvent(state, { type: 'failed', error });
}

/**
 * The failure that brought a half to its end in state `before` by `event`, or undefined when it ended in order: in a
 * final state that is not named `failed`. The event's own error says it best, unless the machine's output is one
 * that has it as its cause; then an output that is an error.
 */
export function failureOf(run: HalfRun, before: number, event: AnyEventObject): WirechartError | undefined {
  if (run.status === 'error') return localError('machine-threw', causeText(run.error), { cause: run.error });
  const { states, machine } = run.logic;
  if (run.status === 'done' && states[run.state] !== 'failed') return undefined;
  const output = run.status === 'done' ? ownError(run.output) : undefined;
  const cause = ownError(event['error']);
  const told = cause !== undefined && output?.cause !== cause ? cause : output;
  if (told !== undefined) return told;
  if (event.type === 'eof') return remoteError('truncated');
  const state = states[before] as string;
  const timeout = timeoutNamed(event.type, machine.id, state);
  if (timeout !== undefined) return new DeadlineError(timeout);
  return remoteError('protocol-violation', `event '${event.type}' in state '${state}'`);
}

/** XState names the event of `after: { idle: … }` in state s of machine m `xstate.after.idle.m.s`. */
function timeoutNamed(eventType: string, machineId: string, state: string): string | undefined {
  if (!eventType.startsWith(afterPrefix)) return undefined;
  const name = eventType.slice(afterPrefix.length);
  // The timer may belong to an ancestor of the atomic state: take away the longest path that fits.
  for (let path = `.${machineId}.${state}`; path.length > 0; path = path.slice(0, path.lastIndexOf('.'))) {
    if (name.endsWith(path)) return name.slice(0, -path.length);
  }
  return name;
}
