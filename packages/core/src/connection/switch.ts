/** From one protocol to the next: the same connection goes on with other machines, in the same bytes. */
import { causeMessage, causeText, ownError } from '../errors/cause.js';
import { localError } from '../errors/core-errors.js';
import type { AnyProtocol } from '../protocol.js';
import { FINISHED_TOLD, ORDERED, SENT_UNTOLD, WRITE_OVER } from './facts.js';
import type { Prepared } from './prepare.js';
import { isSending, pushEvent, type State, startReading } from './state.js';
import { carryOut, handOverWriting, sendMessage } from './write.js';

/**
 * Puts the next protocol in place of the one whose read half has left `output`. What has arrived and was not read is its first
 * input.
 */
export function switchTo<TIn, TOut>(state: State<TIn, TOut>, next: Prepared<TIn, TOut>, output: unknown): void {
  const { protocol } = state.prepared;
  state.prepared = next;
  noteAddresses(state, protocol, output);
  state.outputs = [...state.outputs, output];
  state.flags &= ~(FINISHED_TOLD | SENT_UNTOLD);
  state.sentValues = undefined;
  state.recorder?.goOnWith(next);
  state.intake?.restart();
  const leftover = state.intake === undefined ? 0 : state.intake.queue.length;
  pushEvent(state, { type: 'switched', from: protocol.name, to: next.protocol.name, leftover });
  if (!state.is(WRITE_OVER)) handOverWriting(state);
  startReading(state);
}

/** Says what this side has to say first. Where that cannot be said, the read half is told so. */
export function sayOpening<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.is(ORDERED)) carryOut(state);
  const { opening } = state.prepared.protocol;
  if (opening === undefined || !isSending(state)) return;
  try {
    sendMessage(state, opening());
  } catch (cause) {
    state.unsent = ownError(cause) ?? localError('encode-failed', causeMessage(cause), { cause });
  }
}

function noteAddresses<TIn, TOut>(state: State<TIn, TOut>, { addresses }: AnyProtocol, output: unknown): void {
  try {
    state.addresses = addresses?.(output as never) ?? state.addresses;
  } catch (cause) {
    state.unsent = localError('codec-threw', causeText(cause), { cause });
  }
}
