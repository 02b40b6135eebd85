import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { Need } from '../needs/need.js';
import { choiceOf, inOrder } from './candidates.js';
import { endlessChain } from './endless.js';
import { type ActorWatcher, type RunningActor, startActor } from './internals/actor.js';
import { type AskedMachine, askedMachine } from './internals/asked-machine.js';
import { checkEventType, faultOf, typeText } from './internals/event-types.js';
import { Letter } from './letter.js';
import type { Configuration, MachineModel, Slot, TransitionModel } from './model.js';
import { Places } from './places.js';
import { initialRoute, type Route, withoutConflicts } from './route.js';
import type { HalfHost, HalfLogic, HalfRun, HalfStart, HalfStatus } from './runtime.js';
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
  readonly stateCounts = new Float64Array(this.model.states.length);
  readonly edgeCounts = new Float64Array(this.edges.length);
  readonly asked: AskedMachine;
  readonly places: Places;
  readonly initial: Route;

  constructor(model: MachineModel, like?: InterpretedLogic) {
    super(model, like);
    this.asked = like?.asked ?? askedMachine(model.machine);
    this.places = like?.places ?? new Places(model);
    this.initial = like?.initial ?? initialRoute(model);
  }

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
  context: unknown = undefined;
  status: HalfStatus = 'active';
  output: unknown = undefined;
  error: unknown = undefined;
  observed: boolean;
  /** It cannot write its transitions down by itself: the host does. */
  private readonly recorded: boolean;
  private readonly actor: RunningActor;
  private readonly host: HalfHost;
  private readonly half: number;
  private readonly timers = new Timers();
  private now: number;
  private busy = true;
  /** Where the machine stands. */
  private standing: Configuration;
  /** The same in the middle of an event. */
  private at: Configuration;
  /** Microsteps that the event caused after its own. */
  private steps = 0;
  private readonly emits: (AnyEventObject | Letter)[] = [];
  private readonly mail: AnyEventObject[] = [];

  constructor(
    readonly logic: InterpretedLogic,
    options: HalfStart,
  ) {
    const { initial } = logic;
    this.host = options.host;
    this.half = options.half;
    this.now = options.now;
    this.observed = options.observed ?? false;
    this.recorded = options.tape !== undefined;
    this.standing = initial.to;
    this.at = initial.to;
    this.actor = startActor(logic.asked.machine, options.input, this);
    this.read();
    if (this.actor.entered) {
      count(
        logic.stateCounts,
        initial.entries.map((entry) => entry.state),
      );
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

  get nextTimeout(): string | undefined {
    return this.timers.next?.type;
  }

  reschedule(due: number): void {
    this.timers.reschedule(due);
  }

  pending(): readonly PendingTimer[] {
    return this.timers.pending();
  }

  send(event: AnyEventObject, now: number): void {
    if (this.status !== 'active') {
      return;
    }
    checkEventType(event.type);
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
    if (this.busy || this.timers.deadline > now) {
      return undefined;
    }
    const event = this.timers.take();
    const error = faultOf(event);
    if (error === undefined) {
      this.send(event, now);
    } else {
      this.fail(error);
    }
    return typeText(event);
  }

  microstep(event: AnyEventObject, transitions: readonly object[], to: AnyMachineSnapshot): void {
    const { asked, model, places } = this.logic;
    const from = this.at;
    this.at = places.of(to);
    const enabled = transitions.map((one) => model.transitions[asked.edgeOf.get(one) as number] as TransitionModel);
    const taken = withoutConflicts(model.states, from, enabled);
    if (taken.length > 0) {
      count(
        this.logic.edgeCounts,
        taken.map(({ edge }) => edge),
      );
      count(this.logic.stateCounts, places.enteredBy(from, taken));
    }
    if (this.observed || this.recorded) {
      this.tell(from, event.type, taken);
    }
    this.steps += 1;
    if (this.steps >= model.maxMicrosteps && to.status === 'active') {
      throw endlessChain(model.maxMicrosteps);
    }
  }

  emitted(event: AnyEventObject): void {
    this.emits.push(event);
  }

  sent(event: AnyEventObject): void {
    this.emits.push(new Letter(event));
  }

  schedule(event: AnyEventObject, delay: number, id: string | undefined): void {
    this.timers.set(id === undefined ? anonymous : this.slotOf(id), event, this.now, delay);
  }

  cancel(id: string): void {
    this.timers.cancel(this.slotOf(id));
  }

  logged(value: unknown, label: string | undefined): void {
    this.host.logged?.(this.half, value, label);
  }

  private slotOf(id: string): Slot {
    // XState makes a string of it, whatever it is.
    const name = `${id}`;
    return this.logic.model.timerSlots.get(name) ?? name;
  }

  private tell(from: Configuration, event: string, taken: readonly TransitionModel[]): void {
    const { host, half, logic } = this;
    const [before, after] = [logic.indexOf(from), logic.indexOf(this.at)];
    for (const { edge } of taken) {
      host.transitioned(half, before, after, event, edge);
    }
    if (taken.length === 0 && inOrder(choiceOf(logic.model.states, from, event)).length > 0) {
      host.transitioned(half, before, after, event, -1);
    }
  }

  private process(event: AnyEventObject): void {
    this.at = this.standing;
    // The event's own microstep is not one that it caused.
    this.steps = -1;
    this.actor.send(event);
    this.read();
  }

  private post({ event }: Letter): void {
    if (this.status !== 'active') {
      return;
    }
    const error = faultOf(event);
    if (error === undefined) {
      this.mail.push(event);
    } else {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    this.status = 'error';
    this.error = error;
    this.timers.clear();
  }

  private read(): void {
    const snapshot = this.actor.getSnapshot();
    this.standing = this.logic.places.of(snapshot);
    this.state = this.logic.indexOf(this.standing);
    this.context = snapshot.context;
    this.status = snapshot.status as HalfStatus;
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
        if (event instanceof Letter) {
          this.post(event);
        } else {
          this.host.emitted(this.half, event);
        }
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

function count(counts: Float64Array, indices: readonly number[]): void {
  for (const index of indices) {
    counts[index] = (counts[index] as number) + 1;
  }
}
