/** The write half at work: what is to be sent goes through it into the outlet, and it hears what the transport does. */
import type { AnyEventObject } from 'xstate';
import { localError, remoteError } from '../errors/core-errors.js';
import { TransportError, type WirechartError } from '../errors/errors.js';
import type { Outlet } from '../output/outlet.js';
import type { HalfRun } from '../runtime/runtime.js';
import * as facts from './facts.js';
import { fail, failureOf } from './failure.js';
import type { RateMeter } from './rate-meter.js';
import {
  isSending,
  outletOf,
  pushEvent,
  readAnew,
  type State,
  takenFrom,
  WRITE,
  writeRunOf,
  writtenBy,
} from './state.js';

// The engine takes a constant of this module for what it is, but looks an imported one up at each use.
const { CUT, FINISHED, FINISHING, ORDERED, OUTPUT_FULL, REFUSED, RESET_DUE, SENT_UNTOLD, TRANSPORT_WAITS, WRITE_OVER } =
  facts;

/**
 * Queues a message. Returns whether there is room for more.
 *
 * @throws LocalError `encode-failed` or `limit-queued-output`, with nothing of it queued.
 */
export function sendMessage<TIn, TOut>(state: State<TIn, TOut>, message: TOut): boolean {
  enqueue(state, message);
  state.reply = message;
  noteHighWater(state);
  const full = state.is(OUTPUT_FULL);
  if (full) state.flags |= REFUSED;
  return !full;
}

/** Sends what a half has emitted to be sent, and tells the write half what it is to know. What cannot be sent is told to the read half later. */
export function carryOut<TIn, TOut>(state: State<TIn, TOut>): void {
  const orders = state.emittedOrders as AnyEventObject[];
  state.emittedOrders = undefined;
  state.flags &= ~ORDERED;
  for (const order of orders) {
    if (!isSending(state)) return;
    if (order.type === 'tell') {
      tellWrite(state, { type: 'told', value: order['value'] });
      continue;
    }
    try {
      enqueue(state, order['message'] as TOut);
      noteHighWater(state);
    } catch (cause) {
      const error = cause as WirechartError;
      const unread = error.code === 'limit-queued-output';
      state.unsent = unread ? remoteError('replies-unread', error.message, { cause }) : error;
    }
  }
}

/** Sends what is queued and a last message, if there is one and room for it, and no more. */
export function finishWriting<TIn, TOut>(state: State<TIn, TOut>, last: TOut | undefined): void {
  try {
    if (last !== undefined) enqueue(state, last);
  } catch {
    // There is no room for it any more. What leads to the end is what there is to report.
  }
  if (isSending(state)) tellFinish(state);
}

/** The transport asks to wait. */
export function holdWriting<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags |= TRANSPORT_WAITS | OUTPUT_FULL;
  state.meter?.waits(takenFrom(state), state.pendingBytes, state.now);
  tellWrite(state, { type: 'wait' });
}

/** The transport is ready for more; if all of the output is out, whoever waits for room hears of it. */
export function flushed<TIn, TOut>(state: State<TIn, TOut>): void {
  // Full stays full until all of it is out: what waits for room must not be overtaken by what is read meanwhile.
  if (state.outlet !== undefined && state.outlet.queued > 0) return;
  if (state.is(OUTPUT_FULL)) noteRoom(state);
  tellWrite(state, { type: 'flushed' });
  if (state.is(REFUSED)) {
    state.flags &= ~REFUSED;
    if (isSending(state)) pushEvent(state, { type: 'writable' });
  }
}

/** A server reads on: it has not, as long as there was no room for replies. */
function noteRoom<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags &= ~OUTPUT_FULL;
  state.meter?.waitsNoMore();
  readAnew(state);
}

/** The transport has our end, and there is nothing to wait for. */
export function tellEnded<TIn, TOut>(state: State<TIn, TOut>): void {
  tellWrite(state, { type: 'ended' });
}

export function tellWrite<TIn, TOut>(state: State<TIn, TOut>, event: AnyEventObject): void {
  const run = writeRunOf(state);
  const before = run.state;
  run.send(event, state.now);
  if (state.observer !== undefined) state.observer.processed(WRITE, event, state.now);
  writeMoved(state, run, before, event);
}

/** Lets the write half's time-outs happen that are due. */
export function fireWrite<TIn, TOut>(state: State<TIn, TOut>, now: number, pendingBytes?: number): void {
  const run = state.writeRun;
  if (run === undefined) return;
  if (state.meter !== undefined) hurry(state, state.meter, now, pendingBytes);
  if (run.deadline <= now && isTaken(state, pendingBytes)) tellWrite(state, { type: 'progress' });
  while (!state.is(WRITE_OVER) && run.deadline <= now) {
    const before = run.state;
    const event = { type: run.fire(now) as string };
    if (state.observer !== undefined) state.observer.processed(WRITE, event, now);
    writeMoved(state, run, before, event);
  }
}

/** When the remote has taken too little of the output that waits. */
export function writeSlowAt<TIn, TOut>(state: State<TIn, TOut>): number {
  return state.meter === undefined || state.is(WRITE_OVER) ? Number.POSITIVE_INFINITY : state.meter.writeDue();
}

function hurry<TIn, TOut>(
  state: State<TIn, TOut>,
  meter: RateMeter,
  now: number,
  pendingBytes: number | undefined,
): void {
  meter.look(takenFrom(state), pendingBytes);
  if (writeSlowAt(state) <= now) tellWrite(state, { type: 'reset', error: meter.error('write') });
}

/** Whether the remote has read some of what waits since that was last looked at. */
function isTaken<TIn, TOut>(state: State<TIn, TOut>, pendingBytes: number | undefined): boolean {
  const before = state.pendingBytes;
  state.pendingBytes = pendingBytes;
  return state.is(TRANSPORT_WAITS) && before !== undefined && pendingBytes !== undefined && pendingBytes < before;
}

/** A new write half takes over what the old one has not got rid of. */
export function handOverWriting<TIn, TOut>(state: State<TIn, TOut>): void {
  state.writeRun = undefined;
  state.writeContext = undefined;
  const waits = state.is(TRANSPORT_WAITS);
  if (waits || (state.outlet !== undefined && state.outlet.queued > 0)) tellWrite(state, { type: 'send' });
  if (waits) tellWrite(state, { type: 'wait' });
  if (state.is(FINISHING)) tellWrite(state, { type: 'finish' });
}

function enqueue<TIn, TOut>(state: State<TIn, TOut>, message: TOut): void {
  const { protocol, input } = state.prepared;
  const outlet = outletOf(state);
  const value = outlet.encode(protocol.encode, message, writeRunOf(state).context, input.limits);
  if (outlet.frameLength === 0) checkUnwritten(outlet, value, state.prepared.hearsSent);
  if (state.prepared.hearsSent) {
    state.flags |= SENT_UNTOLD;
    if (state.sentValues === undefined) state.sentValues = [value];
    else state.sentValues.push(value);
  }
  tellSend(state);
  outlet.frameOffset = outlet.written;
  outlet.frameLength = 0;
  if (protocol.goodbye?.is(message)) tellFinish(state);
}

/** The write half is mostly at it already, and such an event nothing to it: each message but the first of a turn comes by here. */
function tellSend<TIn, TOut>(state: State<TIn, TOut>): void {
  if (state.observer === undefined && state.writeRun?.ignores?.('send')) return;
  tellWrite(state, SEND);
}

/** @param heard whether the read half hears what the encoder returned, which may be all that there is to a message */
function checkUnwritten(outlet: Outlet, value: unknown, heard: boolean): void {
  if (isWire(value) && !heard) throw localError('encode-failed', UNWRITTEN);
  if (outlet.unwritten && (value === undefined || !heard)) throw localError('encode-failed', NOTHING);
}

/** Whether an encoder has given back what it should have written. */
function isWire(value: unknown): boolean {
  if (Array.isArray(value) || typeof value === 'string') return value.length > 0;
  return (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) && value.byteLength > 0;
}

const HOW = 'it writes to its second argument, as in `(message, out) => out.text(message)`';
const UNWRITTEN = `its encoder returns text or bytes and writes none: ${HOW}`;
const NOTHING = `its encoder writes nothing: ${HOW}. Of a message without bytes it writes \`new Uint8Array(0)\``;

function tellFinish<TIn, TOut>(state: State<TIn, TOut>): void {
  state.flags |= FINISHING;
  tellWrite(state, { type: 'finish' });
}

function noteHighWater<TIn, TOut>(state: State<TIn, TOut>): void {
  const { outlet } = state;
  if (outlet !== undefined && outlet.queued >= state.prepared.input.limits.bufferedOutput) state.flags |= OUTPUT_FULL;
}

function writeMoved<TIn, TOut>(state: State<TIn, TOut>, run: HalfRun, before: number, event: AnyEventObject): void {
  if (state.is(ORDERED)) carryOut(state);
  if (run.status !== 'active' || event.type === 'reset') writeStopped(state, run, before, event);
}

/** The write half is at its end, or cannot go on. */
function writeStopped<TIn, TOut>(state: State<TIn, TOut>, run: HalfRun, before: number, event: AnyEventObject): void {
  if (state.is(WRITE_OVER)) return;
  const failure = failureOf(run, before, event);
  state.flags |= failure === undefined ? FINISHED : CUT;
  state.flags &= ~OUTPUT_FULL;
  state.outlet?.clear();
  if (state.is(REFUSED)) {
    // Whoever waits for room waits no longer, whatever the read half still has to hand out first.
    state.flags &= ~REFUSED;
    pushEvent(state, { type: 'writable' });
  }
  if (failure === undefined) return;
  const place = {
    half: 'write',
    state: run.logic.states[before] as string,
    offset: writtenBy(state),
  } as const;
  if (failure === state.lost) {
    // If it cut the input off too, then where is what the remote sees of it.
    if (state.intake?.cutOff === undefined) failure.locate(place);
    return;
  }
  // What is left of us after this is nothing that the remote should take for an end in order.
  if (!(failure instanceof TransportError)) state.flags |= RESET_DUE;
  fail(state, failure.locate(place));
}

/** Each message is one: it comes so often that it has no object of its own. */
const SEND: AnyEventObject = { type: 'send' };
