/** What a compiled half uses of the XState actor that it runs in. */
import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { pathToStateValue } from 'xstate';
import type { Args, Expression, MachineModel } from '../model.js';
import { stateAt } from '../route.js';
import type { TimerStore } from '../timers.js';

/** Calls a plain action the way the actor does: not before it has started, and told to whoever inspects it. */
export function executeAction(scope: AnyActorScope, type: string, call: Expression, args: Args, params: unknown): void {
  scope.actionExecutor({ type, info: args, params, exec: call } as unknown as Parameters<
    AnyActorScope['actionExecutor']
  >[0]);
}

export function emitLater(scope: AnyActorScope, event: AnyEventObject): void {
  scope.defer(() => scope.emit(event));
}

/** Tells whoever inspects the actor of a microstep. */
export function inspectMicrostep(
  scope: AnyActorScope,
  event: AnyEventObject,
  transitions: readonly unknown[],
  snapshot: () => AnyMachineSnapshot,
): void {
  const system = scope.system as unknown as { _sendInspectionEvent(inspected: object): void };
  // A getter, because nobody may be listening and making a snapshot is slow.
  system._sendInspectionEvent({
    type: '@xstate.microstep',
    actorRef: scope.self,
    event,
    get snapshot() {
      return snapshot();
    },
    _transitions: transitions,
  });
}

/** Hands delayed events to the scheduler of the actor's system. They come back as events of the actor. */
export class ScopeTimers implements TimerStore {
  readonly deadline = Number.POSITIVE_INFINITY;
  private readonly ids: readonly string[];

  constructor(
    private readonly scope: AnyActorScope,
    model: MachineModel,
  ) {
    this.ids = [...model.timerSlots.keys()];
  }

  set(slot: number, event: AnyEventObject, _now: number, delay: number): void {
    // The usual clocks fire at once what is due in infinity.
    if (delay !== Number.POSITIVE_INFINITY) {
      const { self, system } = this.scope;
      this.scope.defer(() => system.scheduler.schedule(self, self, event, delay, this.ids[slot]));
    }
  }

  cancel(slot: number): void {
    const { self, system } = this.scope;
    const id = this.ids[slot];
    if (id !== undefined) {
      this.scope.defer(() => system.scheduler.cancel(self, id));
    }
  }

  take(): undefined {
    return undefined;
  }

  /** The actor clears its timers itself when it stops. */
  clear(): void {}

  /** They are the actor's. */
  pending(): readonly [] {
    return [];
  }
}

/** A snapshot like those that the machine itself gives. */
export function snapshotOf(
  model: MachineModel,
  state: number,
  rest: Pick<AnyMachineSnapshot, 'context' | 'status' | 'output' | 'error'>,
): AnyMachineSnapshot {
  const { path } = stateAt(model.states, state);
  const value = path === '' ? {} : pathToStateValue(path.split('.'));
  const snapshot = model.machine.resolveState({ ...rest, value } as Parameters<AnyStateMachine['resolveState']>[0]);
  return snapshot as AnyMachineSnapshot;
}
