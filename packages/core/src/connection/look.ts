/** What there is to see of a connection. To look changes nothing: no half is started, no need is asked in earnest. */
import type { Need } from '../needs/need.js';
import type { HalfRun } from '../runtime/runtime.js';
import type { ConnectionGlance, ConnectionView, HalfView } from '../trace/view.js';
import { CLOSED_TOLD } from './facts.js';
import { type State, writeRunSeen, writtenBy } from './state.js';

/** Bytes that have arrived since the beginning, read or not. */
export function receivedBy<TIn, TOut>({ intake, readTo }: State<TIn, TOut>): number {
  return intake === undefined ? readTo : intake.queue.offset + intake.queue.length + intake.unread;
}

export function lookAt<TIn, TOut>(state: State<TIn, TOut>): ConnectionView {
  const { prepared, now, readRun, intake, outlet } = state;
  const writeRun = writeRunSeen(state);
  const buffered = intake?.queue.length ?? 0;
  return {
    stage: prepared,
    now,
    read: viewOfHalf(readRun),
    write: writeRun === undefined ? undefined : viewOfHalf(writeRun),
    received: receivedBy(state),
    buffered,
    written: writtenBy(state),
    queued: outlet?.queued ?? 0,
    failure: state.failure ?? state.lost,
    closed: state.is(CLOSED_TOLD),
  };
}

/** As {@link lookAt}, but numbers alone, and into an object that is there. */
export function glanceAt<TIn, TOut>(state: State<TIn, TOut>, into: ConnectionGlance): void {
  const { intake, outlet, writeRun } = state;
  into.stage = state.prepared;
  into.read = state.readRun.state;
  into.write = writeRun === undefined ? writeStateUnseen(state) : writeRun.state;
  into.consumed = intake === undefined ? state.readTo : intake.queue.offset;
  into.buffered = intake === undefined ? 0 : intake.queue.length;
  into.written = writtenBy(state);
  into.queued = outlet === undefined ? 0 : outlet.queued;
  into.now = state.now;
}

/** Where a write half stands that is not there: nowhere, if it has not begun. */
function writeStateUnseen<TIn, TOut>({ writeContext, prepared }: State<TIn, TOut>): number {
  return writeContext === undefined ? -1 : (prepared.write.dormant?.state ?? -1);
}

/** What it weighs in memory, as far as it grows with what arrives and is sent. */
export function heldBy<TIn, TOut>({ intake, outlet }: State<TIn, TOut>, atWork: boolean): number {
  const queued = outlet === undefined ? 0 : outlet.queued;
  if (intake === undefined) return queued;
  const { queue, begun, frameLength, window } = intake;
  // A message may be a view: however short it is, it keeps the chunk that it came in.
  const message = atWork ? Math.max(frameLength, window.buffer.length) : 0;
  return queued + queue.length + (begun === undefined ? 0 : begun.held) + message;
}

function viewOfHalf(run: HalfRun): HalfView {
  const { state, context, status, output, error, need } = run;
  return { state, context, status, output, error, need, needed: neededBy(need, context), timers: run.pending() };
}

function neededBy(need: Need | undefined, context: unknown): number | undefined {
  const count = need?.count;
  if (count === undefined) return undefined;
  try {
    return typeof count === 'number' ? count : count(context as never);
  } catch {
    return undefined;
  }
}
