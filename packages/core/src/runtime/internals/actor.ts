/** Runs a machine in XState's own interpreter, with everything kept away from it that reads a clock, sets a timer or rolls dice. */
import {
  type ActorLogic,
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
} from 'xstate';
import { done } from '../returned.js';
import { checkTarget } from './read-target.js';
import { unavailable } from './unavailable.js';

export interface ActorWatcher {
  /**
   * The interpreter took a microstep. What it throws becomes the machine's error.
   *
   * @param transitions The objects that the interpreter knows the transitions by that were enabled; none when nothing handled
   * the event.
   */
  microstep(event: AnyEventObject, transitions: readonly object[], to: AnyMachineSnapshot): void;
  emitted(event: AnyEventObject): void;
  /** The machine sends itself an event. */
  sent(event: AnyEventObject): void;
  schedule(event: AnyEventObject, delay: number, id: string | undefined): void;
  cancel(id: string): void;
  logged(value: unknown, label: string | undefined): void;
}

export interface RunningActor {
  /** Whether the machine came to stand in its first state. (Its plain actions are called only then, and may still fail.) */
  readonly entered: boolean;
  send(event: AnyEventObject): void;
  getSnapshot(): AnyMachineSnapshot;
}

export function startActor(machine: AnyStateMachine, input: unknown, watcher: ActorWatcher): RunningActor {
  let scope: AnyActorScope | undefined;
  const confine = (given: AnyActorScope): AnyActorScope => {
    scope ??= {
      ...given,
      actionExecutor: (action: Executable) => given.actionExecutor(checked(action) as never),
      self: unavailable,
      system: confinedSystem(watcher),
      logger: (...logged: unknown[]) =>
        watcher.logged(logged.at(-1), logged.length > 1 ? (logged[0] as string) : undefined),
    } as unknown as AnyActorScope;
    return scope;
  };
  const actor = createActor(
    {
      getInitialSnapshot: (given, initial) => machine.getInitialSnapshot(confine(given), initial),
      transition: (snapshot, event, given) => machine.transition(snapshot as AnyMachineSnapshot, event, confine(given)),
      getPersistedSnapshot: (snapshot) => machine.getPersistedSnapshot(snapshot as AnyMachineSnapshot),
    } as ConfinedLogic,
    { input },
  );
  actor.on('*', (event) => watcher.emitted(event));
  // Without an error listener XState would throw the error from a timer.
  actor.subscribe({ error: () => undefined });
  const entered = actor.getSnapshot().status !== 'error';
  actor.start();
  return {
    entered,
    send: (event) => actor.send(event),
    getSnapshot: () => actor.getSnapshot(),
  };
}

interface Executable {
  readonly type: string;
  readonly exec: ((info: unknown, params: unknown) => unknown) | undefined;
}

/** A plain action, of which is checked what it gives back; XState's own are left as they are. */
function checked(action: Executable): Executable {
  const { type, exec } = action;
  if (exec === undefined || type.startsWith('xstate.')) return action;
  return { ...action, exec: (info, params) => done(type, exec(info, params)) };
}

type ConfinedLogic = ActorLogic<AnyMachineSnapshot, AnyEventObject, unknown>;

interface Microstep {
  readonly type: string;
  readonly event: AnyEventObject;
  readonly snapshot: AnyMachineSnapshot;
  readonly _transitions: readonly object[];
}

/** The actor system as far as the interpreter itself uses it. XState's own scheduler asks for the time of day and for random ids. */
function confinedSystem(watcher: ActorWatcher): object {
  const system: Readonly<Record<PropertyKey, unknown>> = {
    scheduler: {
      schedule(_source: unknown, target: unknown, event: AnyEventObject, delay: number, id: string | undefined): void {
        checkTarget(target);
        watcher.schedule(event, delay, id);
      },
      cancel(_source: unknown, id: string): void {
        watcher.cancel(id);
      },
    },
    _relay(_source: unknown, target: unknown, event: AnyEventObject): void {
      checkTarget(target);
      watcher.sent(event);
    },
    _sendInspectionEvent(inspected: Microstep): void {
      if (inspected.type === '@xstate.microstep') {
        const { event, snapshot, _transitions } = inspected;
        watcher.microstep(event, _transitions, snapshot);
      }
    },
  };
  return new Proxy(system, {
    get: (target, key) => Reflect.get(Object.hasOwn(target, key) ? target : unavailable, key),
  });
}
