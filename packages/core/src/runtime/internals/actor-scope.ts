/** What a compiled half uses of the XState actor that it runs in. */
import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';
import type { Args, Configuration, Expression, MachineModel, Slot } from '../model.js';
import { configuration, initialRoute, isLeaf, stateAt } from '../route.js';
import type { TimerStore } from '../timers.js';
import { inDocumentOrder } from './nodes.js';
import { stateValueOf } from './state-in.js';

/** Calls a plain action the way the actor does: not before it has started, and told to whoever inspects it. */
export function executeAction(scope: AnyActorScope, type: string, call: Expression, args: Args, params: unknown): void {
  scope.actionExecutor({ type, info: args, params, exec: call } as unknown as Parameters<
    AnyActorScope['actionExecutor']
  >[0]);
}

export function emitLater(scope: AnyActorScope, event: AnyEventObject): void {
  scope.defer(() => scope.emit(event));
}

/** Sends the actor an event of its own. */
export function relayLater(scope: AnyActorScope, event: AnyEventObject): void {
  const system = scope.system as unknown as { _relay(source: unknown, target: unknown, event: AnyEventObject): void };
  scope.defer(() => system._relay(scope.self, scope.self, event));
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

/** What timers of the platform hold, some 24.8 days: anything longer they take for nothing. */
const LONGEST = 2_147_483_647;

/** Hands delayed events to the scheduler of the actor's system. They come back as events of the actor. */
export class ScopeTimers implements TimerStore {
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly next = undefined;
  private readonly ids: readonly string[];

  constructor(
    private readonly scope: AnyActorScope,
    model: MachineModel,
  ) {
    this.ids = [...model.timerSlots.keys()];
  }

  set(slot: Slot, event: AnyEventObject, _now: number, delay: number): void {
    // The usual clocks fire at once what is due in infinity.
    if (delay !== Number.POSITIVE_INFINITY) {
      const { self, system } = this.scope;
      this.scope.defer(() => system.scheduler.schedule(self, self, event, Math.min(delay, LONGEST), this.idOf(slot)));
    }
  }

  cancel(slot: Slot): void {
    const { self, system } = this.scope;
    const id = this.idOf(slot);
    if (id !== undefined) {
      this.scope.defer(() => system.scheduler.cancel(self, id));
    }
  }

  reschedule(): void {}

  take(): never {
    throw new Error('The timers of an actor come back as its events.');
  }

  /** The actor clears its timers itself when it stops. */
  clear(): void {}

  /** They are the actor's. */
  pending(): readonly [] {
    return [];
  }

  private idOf(slot: Slot): string | undefined {
    return typeof slot === 'string' ? slot : this.ids[slot];
  }
}

/** A snapshot like those that the machine itself gives. */
export function snapshotOf(
  { machine, states }: MachineModel,
  { active, history }: Configuration,
  rest: Pick<AnyMachineSnapshot, 'context' | 'status' | 'output' | 'error'>,
): AnyMachineSnapshot {
  const nodes = inDocumentOrder(machine.root);
  const nodesAt = (indices: readonly number[]): AnyStateNode[] => indices.map((index) => nodes[index] as AnyStateNode);
  const value = stateValueOf(states, { active, history });
  const snapshot = machine.resolveState({ ...rest, value } as Parameters<AnyStateMachine['resolveState']>[0]);
  const _nodes = nodesAt(active);
  const tags = new Set(_nodes.flatMap((node) => node.tags));
  const historyValue = Object.fromEntries(
    [...history].map(([state, remembered]) => [stateAt(states, state).id, nodesAt(remembered)]),
  );
  return Object.assign(snapshot, rest, { _nodes, tags, historyValue }) as AnyMachineSnapshot;
}

/** Where a snapshot stands. One whose start failed has only the root, and stands for where the machine was to begin. */
export function configurationOf(model: MachineModel, { _nodes, historyValue }: AnyMachineSnapshot): Configuration {
  const active = _nodes.map((node) => node.order);
  if (active.length === 1 && !isLeaf(stateAt(model.states, 0))) {
    return initialRoute(model).to;
  }
  const remembered = Object.entries(historyValue as Readonly<Record<string, readonly AnyStateNode[]>>);
  const history = remembered.map(
    ([id, nodes]) => [model.states.findIndex((state) => state.id === id), nodes.map((node) => node.order)] as const,
  );
  return configuration(model, active, new Map(history));
}
