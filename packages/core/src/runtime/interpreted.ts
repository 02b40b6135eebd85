import type { AnyEventObject, AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import { candidatesOf } from './candidates.js';
import { endlessChain } from './endless.js';
import { type ActorWatcher, atomicStateOf, type RunningActor, startActor } from './internals/actor.js';
import { checkEventType } from './internals/event-types.js';
import type { TransitionModel } from './model.js';
import { initialEntries, routeOf } from './route.js';
import type { HalfHost, HalfLogic, HalfRun, HalfStart } from './runtime.js';
import { MachineTables, modelOf } from './tables.js';
import { anonymous, type PendingTimer, Timers } from './timers.js';

/**
 * XState's own interpreter as a runtime: some hundred times slower than the compiled one, and the measure of it. It takes the
 * same subset.
 *
 * @throws {TypeError} for a machine outside of the subset, naming the state's path, the feature and what to do instead.
 */
export function interpreted(machine: AnyStateMachine): HalfLogic {
  let logic = logics.get(machine);
  if (logic === undefined) {
    logic = new InterpretedLogic(modelOf(machine));
    logics.set(machine, logic);
  }
  return logic;
}

class InterpretedLogic extends MachineTables {
  readonly stateCounts = new Float64Array(this.states.length);
  readonly edgeCounts = new Float64Array(this.edges.length);

  apart(): InterpretedLogic {
    return new InterpretedLogic(this.model, this);
  }

  start(options: HalfStart): HalfRun {
    return new InterpretedRun(this, options);
  }
}

const logics = new WeakMap<AnyStateMachine, InterpretedLogic>();

class InterpretedRun implements HalfRun, ActorWatcher {
  state = 0;
  context: unknown;
  status: HalfRun['status'] = 'active';
  output: unknown;
  error: unknown;
  observed: boolean;
  private readonly actor: RunningActor;
  private readonly host: HalfHost;
  private readonly half: number;
  private readonly timers = new Timers();
  private now: number;
  private busy = true;
  /** The atomic state in the middle of an event. */
  private at = 0;
  /** Microsteps that the event caused after its own. */
  private steps = 0;
  private readonly emits: AnyEventObject[] = [];
  private readonly mail: AnyEventObject[] = [];

  constructor(
    readonly logic: InterpretedLogic,
    options: HalfStart,
  ) {
    const { states } = logic.model;
    this.host = options.host;
    this.half = options.half;
    this.now = options.now;
    this.observed = options.observed ?? false;
    const entered = initialEntries(states).map((entry) => entry.state);
    this.at = Math.max(...entered);
    this.actor = startActor(logic.machine, options.input, this);
    this.read();
    if (this.actor.entered) {
      count(logic.stateCounts, entered);
    }
    try {
      this.deliver();
    } finally {
      this.busy = false;
    }
  }

  get need(): Need | undefined {
    return this.logic.needs[this.state];
  }

  get deadline(): number {
    return this.timers.deadline;
  }

  pending(): readonly PendingTimer[] {
    return this.timers.pending();
  }

  send(event: AnyEventObject, now: number): void {
    if (this.status !== 'active') {
      return;
    }
    if (this.busy) {
      this.mail.push(event);
      return;
    }
    this.now = now;
    this.busy = true;
    try {
      this.process(event);
      this.deliver();
    } finally {
      this.busy = false;
    }
  }

  fire(now: number): string | undefined {
    const event = this.busy ? undefined : this.timers.take(now);
    if (event === undefined) {
      return undefined;
    }
    this.send(event, now);
    return event.type;
  }

  microstep(event: AnyEventObject, transition: object | undefined, to: number, active: boolean): void {
    const { model } = this.logic;
    const from = this.at;
    this.at = to;
    const edge = transition === undefined ? -1 : (model.edgeOf.get(transition) as number);
    if (edge !== -1) {
      count(this.logic.edgeCounts, [edge]);
      count(this.logic.stateCounts, enteredBy(this.logic, from, model.transitions[edge] as TransitionModel));
    }
    if (this.observed && (edge !== -1 || candidatesOf(model.states, from, event.type).length > 0)) {
      this.host.transitioned(this.half, from, to, event.type, edge);
    }
    this.steps += 1;
    if (this.steps >= model.maxMicrosteps && active) {
      throw endlessChain(model.maxMicrosteps);
    }
  }

  emitted(event: AnyEventObject): void {
    this.emits.push(event);
  }

  schedule(event: AnyEventObject, delay: number, id: string | undefined): void {
    const slot = id === undefined ? anonymous : (this.logic.model.timerSlots.get(id) as number);
    this.timers.set(slot, event, this.now, delay);
  }

  cancel(id: string): void {
    const slot = this.logic.model.timerSlots.get(id);
    if (slot !== undefined) {
      this.timers.cancel(slot);
    }
  }

  private process(event: AnyEventObject): void {
    checkEventType(event.type);
    this.at = this.state;
    // The event's own microstep is not one that it caused.
    this.steps = -1;
    this.actor.send(event);
    this.read();
  }

  private read(): void {
    const snapshot = this.actor.getSnapshot();
    this.state = atomicStateOf(snapshot);
    this.context = snapshot.context;
    this.status = snapshot.status as HalfRun['status'];
    this.output = snapshot.output;
    this.error = snapshot.error;
    if (this.status !== 'active') {
      this.timers.clear();
    }
  }

  /** Tells the host what was emitted, then processes the events that came in meanwhile. */
  private deliver(): void {
    for (;;) {
      for (const event of this.emits.splice(0)) {
        this.host.emitted(this.half, event);
      }
      const event = this.mail.shift();
      if (event === undefined) {
        return;
      }
      if (this.status === 'active') {
        this.process(event);
      }
    }
  }
}

function enteredBy(logic: InterpretedLogic, from: number, transition: TransitionModel): readonly number[] {
  return routeOf(logic.model.states, from, transition).entries.map((entry) => entry.state);
}

function count(counts: Float64Array, indices: readonly number[]): void {
  for (const index of indices) {
    counts[index] = (counts[index] as number) + 1;
  }
}
