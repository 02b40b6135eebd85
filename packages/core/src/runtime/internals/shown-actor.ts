/** An actor that is only shown: it stands for a machine that runs elsewhere, for whoever inspects actors. */
import { type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine, createActor, createMachine } from 'xstate';

/** The actor of a machine; `snapshot` is asked whenever somebody looks at it. */
export function shownActor(
  machine: AnyStateMachine,
  id: string,
  parent: AnyActorRef,
  snapshot: () => AnyMachineSnapshot,
): AnyActorRef {
  // It is never started, and so has no life of its own; but for its snapshot it is what an actor of the machine is.
  const logic = Object.assign(Object.create(machine) as AnyStateMachine, { getInitialSnapshot: snapshot });
  const actor = createActor(logic, { id, parent } as object);
  actor.getSnapshot = snapshot;
  return actor;
}

/** The root that actors are shown under. */
export function shownRoot(id: string): AnyActorRef {
  return createActor(createMachine({ id }), { id });
}
