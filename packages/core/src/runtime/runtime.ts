/**
 * The seam between a connection and whatever runs its machines.
 *
 * A {@link Runtime} prepares a machine once ({@link HalfLogic}, shared by every connection); each connection starts its
 * own {@link HalfRun} from it. Two runtimes stand behind this seam: XState's own interpreter and the compiled table. They
 * must be indistinguishable from here.
 */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import type { Row } from './compiled/table.js';
import type { Tape } from './tape.js';
import type { PendingTimer } from './timers.js';

/** What a running half tells its owner. One host may own several halves; `half` says which one speaks. */
export interface HalfHost {
  /** The machine executed `emit(event)`. Called after the macrostep that emitted it, in order. */
  emitted(half: number, event: AnyEventObject): void;
  /**
   * The machine took one transition (`always` included), or, with `edge` -1, refused an event because every guard that could
   * have let it through failed. Regions that take one each in the same microstep are told one after the other, each `from`
   * and `to` the same. Only called while {@link HalfRun.observed} is true, in the middle of the
   * event: the run itself still shows what was before it. What the host throws here becomes the machine's error.
   *
   * Which guards were asked and failed needs no recording: they are those of all candidates before the chosen edge, in
   * the order of selection (see {@link HalfLogic.failedGuards}).
   */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void;
  /** The machine executed `log(value, label)`. Called in its place among the actions. Who does not listen misses it. */
  logged?(half: number, value: unknown, label: string | undefined): void;
}

/** A machine prepared for one runtime, shared by all connections that run it. Its tables do not depend on the runtime. */
export interface HalfLogic {
  readonly machine: AnyStateMachine;
  /**
   * State paths without the machine's id, dotted (`open.awaiting-content`); a state's index is its place here. Document
   * order; the root is `''` at 0. After them come the combinations of states that regions were met in (`reading.line & alive.idle`).
   */
  readonly states: readonly string[];
  /** Every transition of the machine in document order: those of `on` (and of `after`, as XState names the event), then `always`. */
  readonly edges: readonly Edge[];
  /** Which states are active in each, by its index: with those around it; of a combination those of all its regions. */
  readonly active: readonly (readonly number[])[];
  /** What is needed in each state, by its index: what the state itself needs, or the nearest state around it. */
  readonly needs: readonly (Need | undefined)[];
  /** How often each state was entered, by state index, over all connections that were started from here. Not of combinations. Always on. Right at the moment it is read from here. */
  readonly stateCounts: Float64Array;
  /** How often each edge was taken, by edge index, over all connections that were started from here. Always on. Right at the moment it is read from here. */
  readonly edgeCounts: Float64Array;
  /** How often each microstep of a compiled machine was taken over all connections that were started from here. */
  readonly taken?: readonly number[];
  /**
   * The guards that were asked and failed before `edge` was chosen (or before the event was refused, with -1) in `from`. For
   * a transition in a region those of that region; for an `always` transition around regions those of the state that has it.
   */
  failedGuards(from: number, event: string, edge: number): readonly string[];
  /** The same machine with counters of its own. @param recorded whether its runs get a tape. Default false */
  apart(recorded?: boolean): HalfLogic;
  start(options: HalfStart): HalfRun;
  /** How runs are made that were let go of; undefined in a runtime whose runs are more than can be kept of them. */
  readonly dormant?: Dormant;
}

/** A run that stands where it was started need not be kept: from its context another one is made that nobody can tell from it. */
export interface Dormant {
  /** Where it stands: its index in the logic's `states`. */
  readonly state: number;
  /** Whether the run is one of those: it goes on, nothing is set, and it is in the middle of nothing. */
  isLike(run: HalfRun): boolean;
  /** Such a run. It is not started, so nobody is told of it and nothing is counted. */
  wake(options: Omit<HalfStart, 'input'>, context: unknown): HalfRun;
}

export interface Edge {
  /** Index of the state that declares the transition. */
  readonly source: number;
  /** Event descriptor as declared: `bytes`, `*`, `xstate.after.idle.…`; `''` for `always`. */
  readonly event: string;
  /** Indices of the declared targets; empty for a transition without a target. */
  readonly targets: readonly number[];
  /** The guard's name (`inline` for an unnamed function, `and(a, not(b))` for combined ones), or undefined where there is none. */
  readonly guard: string | undefined;
}

export interface HalfStart {
  readonly input: unknown;
  readonly host: HalfHost;
  /** Passed back to the host with every call. */
  readonly half: number;
  /** Milliseconds on the driver's clock. */
  readonly now: number;
  /** See {@link HalfRun.observed}. Default false. */
  readonly observed?: boolean;
  /** Where transitions are written down: by the host, where it is told of them, else by the run. A run that cannot do so by itself tells the host. Of a logic that was made for it ({@link HalfLogic.apart}). */
  readonly tape?: Tape | undefined;
}

/** Whether a half goes on, has come to its end, or was stopped by an error of its machine. */
export type HalfStatus = 'active' | 'done' | 'error';

/** One machine at work for one connection. */
export interface HalfRun {
  readonly logic: HalfLogic;
  /** Where a compiled machine stands, for who makes one function of several of its steps. None in XState's interpreter. */
  readonly row?: Row;
  /** Index of the active atomic state; of the combination of them where regions are active. */
  readonly state: number;
  /** What the active state waits for: `meta.need` of the deepest active state that has one. */
  readonly need: Need | undefined;
  readonly context: unknown;
  readonly status: HalfStatus;
  /** The output of the machine when `status` is `done`. */
  readonly output: unknown;
  /**
   * What a guard, action or delay threw when `status` is `error`. Nothing it throws escapes from `send` or `fire`. State and
   * context are then those before the event, and nothing that the event emitted was delivered. An exception in the
   * guard of an event comes as XState wraps it, in an `Error` that names the guard.
   */
  readonly error: unknown;
  /** When the earliest `after` timer is due, in milliseconds on the driver's clock; Infinity when none is set. */
  readonly deadline: number;
  /** Delayed events that are set, the earliest first. */
  pending(): readonly PendingTimer[];
  /** Type of the event of that timer (`xstate.after.…`), or undefined when none is set. */
  readonly nextTimeout: string | undefined;
  /** Has the earliest timer due at another time. */
  reschedule(due: number): void;
  /** When true the host is told every transition. */
  observed: boolean;
  /**
   * Runs the event to completion (all raised events and `always` included). An event that nothing handles is ignored, as
   * XState does. One that is sent from within an action or {@link HalfHost.emitted} waits until the one at hand is done.
   *
   * @param type `event.type`, for a caller that has it at hand: nothing else may be given. Default: it is asked of the event.
   * @throws TypeError for `*`, for types that XState keeps to itself (`xstate.init`, `xstate.stop`, `xstate.error.actor…`), and
   * for an event without a type. The run goes on.
   */
  send(event: AnyEventObject, now: number, type?: string): void;
  /** Whether `send` of such an event would change nothing. What it says is sure; what it denies may still be so. Undefined for one that never says so. */
  ignores?(type: string): boolean;
  /** Fires the earliest timer that is due at `now`, if any, as an event at `now`. Ties go to the timer set first. Returns the type of the event (`xstate.after.…`), or undefined when none was due. An event that could not be sent is the machine's error. */
  fire(now: number): string | undefined;
}

/** Prepares machines. Throws a `TypeError` that names the state's path for a machine it cannot run. */
export type Runtime = (machine: AnyStateMachine) => HalfLogic;
