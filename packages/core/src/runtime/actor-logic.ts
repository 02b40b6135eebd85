import type { AnyActorScope, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { ActorRun } from './compiled/actor-run.js';
import { compiledLogic } from './compiled/compiled.js';
import { configurationOf, inspectMicrostep, snapshotOf } from './internals/actor-scope.js';
import { stopType } from './internals/event-types.js';

/**
 * A compiled machine as the logic of an XState actor, for whatever observes actors: `createActor(toActorLogic(machine))` can be
 * inspected, subscribed to and stopped like an actor of the machine itself, and its `after` timers run on the clock of
 * the actor's system. In all else the result is the machine: it has its `config`, `root`, `definition` and so on. Inspection
 * tells of plain actions; `assign`, `emit` and the like show only by what they do.
 *
 * As in a half, actions find no usable `self`, `system` and `spawn`. It is for looking, not for speed: every step makes a
 * snapshot.
 *
 * @throws {TypeError} for a machine outside of the subset.
 */
export function toActorLogic<TMachine extends AnyStateMachine>(machine: TMachine): TMachine {
  const logic = compiledLogic(machine);
  return Object.assign(Object.create(machine) as TMachine, {
    getInitialSnapshot(scope: AnyActorScope, input: unknown): AnyMachineSnapshot {
      return new ActorRun(logic, scope).begin(input).snapshot();
    },

    transition(snapshot: AnyMachineSnapshot, event: AnyEventObject, scope: AnyActorScope): AnyMachineSnapshot {
      const at = configurationOf(logic.model, snapshot);
      const { context } = snapshot;
      if (event.type === stopType) {
        const stopped = snapshotOf(logic.model, at, { ...snapshot, status: 'stopped' });
        inspectMicrostep(scope, event, [], () => stopped);
        return stopped;
      }
      const run = new ActorRun(logic, scope);
      run.resume(at, context);
      run.send(event, 0);
      if (run.status === 'error') {
        // The actor makes an error snapshot of it, and stops.
        throw run.error;
      }
      return run.snapshot(snapshot);
    },
  });
}
