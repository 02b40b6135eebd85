/** How a connection comes to its end: what one half's end means for the other, and the end of both. */
import { remoteError } from '../errors/core-errors.js';
import type { WirechartError } from '../errors/errors.js';
import { CLOSED_TOLD, READ_OVER, RESET_DUE, WRITE_OVER } from './facts.js';
import { fail } from './failure.js';
import { tellRead } from './read.js';
import { intakeOf, pushEvent, type State } from './state.js';
import { finishWriting, tellWrite } from './write.js';

/** The read half is over: the write half finishes with a farewell after a failure, with a goodbye after an end in order. */
export function finishAfterReading<TIn, TOut>(state: State<TIn, TOut>): void {
  finishWriting(state, lastMessage(state));
}

/** The write half has failed: no answer can be given any more. */
export function resetReading<TIn, TOut>(state: State<TIn, TOut>): void {
  tellRead(state, { type: 'reset', error: state.failure as WirechartError });
}

/** Both halves are over. */
export function close<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.lost !== undefined) fail(state, state.lost);
  state.flags |= CLOSED_TOLD;
  pushEvent(state, { type: 'closed', error: state.failure });
}

/** Takes both halves away. */
export function resetBoth<TIn, TOut>(state: State<TIn, TOut>, error: WirechartError): void {
  state.flags |= RESET_DUE;
  state.intake?.forget();
  if (!state.is(WRITE_OVER)) tellWrite(state, { type: 'reset', error });
  if (!state.is(READ_OVER)) tellRead(state, { type: 'reset', error });
}

/**
 * Nobody reads any more, but a socket that is closed with unread input is reset, and the last reply may be lost on its way (RFC
 * 1122, 4.2.2.13). So what arrives is taken and thrown away, up to a limit.
 */
export function linger<TIn, TOut>(state: State<TIn, TOut>, bytes: number): void {
  const intake = intakeOf(state);
  const { lingerBytes } = state.prepared.input.limits;
  intake.lingered += bytes;
  intake.unread += bytes;
  if (intake.lingered <= lingerBytes || state.is(WRITE_OVER)) return;
  resetBoth(state, remoteError('limit-linger-bytes', `limit lingerBytes is ${lingerBytes}`));
}

function lastMessage<TIn, TOut>({ failure, prepared }: State<TIn, TOut>): TOut | undefined {
  const { farewell, goodbye } = prepared.protocol;
  if (failure === undefined) return goodbye?.message();
  try {
    return farewell?.(failure);
  } catch {
    // The failure that is being answered is the one to report.
    return undefined;
  }
}
