/**
 * Shows a connection to an `inspect` observer of XState: an actor for the connection, and under it one for each half, which are told of as
 * an actor of the same machine would be, whatever runs it.
 *
 * What differs: actions are not told of; of a microstep that is not the last of its event, the context is the one before the event.
 */
import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot, InspectionEvent, Observer } from 'xstate';
import { callAlone } from '../errors/caught.js';
import { snapshotOf } from '../runtime/internals/actor-scope.js';
import { initType } from '../runtime/internals/event-types.js';
import { shownActor, shownRoot } from '../runtime/internals/shown-actor.js';
import type { HalfLogic } from '../runtime/runtime.js';
import { modelOf } from '../runtime/tables.js';
import type { ConnectionObserver } from '../trace/observer.js';
import type { HalfView, StageView } from '../trace/view.js';
import type { Observable } from '../trace/watcher.js';

/** What `createActor` takes as its option `inspect`. */
export type InspectObserver = Observer<InspectionEvent> | ((event: InspectionEvent) => void);

/**
 * Tells an observer of a connection from now on: as it stands, then all that happens.
 *
 * @param name of the actor that stands for the connection
 * @returns what ends it
 */
export function inspectConnection(connection: Observable, observer: InspectObserver, name: string): () => void {
  const actors = new ConnectionActors(connection, observer, name);
  return connection.observe(actors);
}

class ConnectionActors implements ConnectionObserver {
  readonly #connection: Observable;
  readonly #tell: (event: InspectionEvent) => void;
  readonly #root: AnyActorRef;
  readonly #halves: (ShownHalf | undefined)[] = [undefined, undefined];

  constructor(connection: Observable, observer: InspectObserver, name: string) {
    this.#connection = connection;
    const tell = typeof observer === 'function' ? observer : (event: InspectionEvent) => observer.next?.(event);
    this.#tell = (event) => callAlone(() => tell(event));
    this.#root = shownRoot(name);
    this.#send({ type: '@xstate.actor', actorRef: this.#root });
    this.#half(READ);
    if (connection.look().write !== undefined) this.#half(WRITE);
  }

  transitioned(half: number, _from: number, to: number, _event: string, edge: number): void {
    this.#half(half)?.steps.push({ to, edge });
  }

  processed(half: number, event: AnyEventObject): void {
    const shown = this.#half(half);
    if (shown === undefined) return;
    const { actorRef, logic } = shown;
    this.#send({ type: '@xstate.event', actorRef, sourceRef: undefined, event });
    const view = this.#view(half);
    const transitions = [...modelOf(logic.machine).edgeOf.keys()];
    const before = shown.context;
    // XState counts a step in which nothing is done, where an event is ignored.
    const steps = shown.steps.length > 0 ? shown.steps : [{ to: shown.view.state, edge: -1 }];
    shown.steps = [];
    if (view !== undefined && view.logic === logic) {
      shown.view = view.view;
      shown.context = view.view.context;
    }
    for (const [at, { to, edge }] of steps.entries()) {
      const last = at === steps.length - 1;
      const context = last ? shown.context : before;
      const snapshot = snapshotAt(logic, to, {
        ...shown.view,
        context,
        ...(last ? {} : { status: 'active' as const }),
      });
      const transition = transitions[edge];
      this.#send({
        type: '@xstate.microstep',
        actorRef,
        event,
        snapshot,
        _transitions: transition === undefined ? [] : [transition],
      });
    }
    this.#send({ type: '@xstate.snapshot', actorRef, event, snapshot: actorRef.getSnapshot() as AnyMachineSnapshot });
    // What it has switched to is shown before anything happens there.
    this.#half(half);
  }

  received(): void {}

  sent(): void {}

  /** The half as it is shown; one that has begun since, or runs another machine now, is told of first. */
  #half(half: number): ShownHalf | undefined {
    const now = this.#view(half);
    const known = this.#halves[half];
    if (now === undefined || (known !== undefined && known.logic === now.logic)) return known;
    const { logic, stage, view } = now;
    const shown: ShownHalf = { logic, view, context: view.context, steps: [], actorRef: this.#root };
    const name = half === READ ? 'read' : 'write';
    shown.actorRef = shownActor(logic.machine, `${stage.protocol.name}/${name}`, this.#root, () =>
      snapshotAt(logic, shown.view.state, shown.view),
    );
    this.#halves[half] = shown;
    const { actorRef } = shown;
    this.#send({ type: '@xstate.actor', actorRef });
    const event = { type: initType };
    this.#send({ type: '@xstate.event', actorRef, sourceRef: this.#root, event });
    this.#send({ type: '@xstate.snapshot', actorRef, event, snapshot: actorRef.getSnapshot() as AnyMachineSnapshot });
    return shown;
  }

  #view(half: number): { logic: HalfLogic; stage: StageView; view: HalfView } | undefined {
    const { stage, read, write } = this.#connection.look();
    const view = half === READ ? read : write;
    return view === undefined ? undefined : { logic: half === READ ? stage.read : stage.write, stage, view };
  }

  #send(event: object): void {
    this.#tell({ rootId: this.#root.sessionId, ...event } as InspectionEvent);
  }
}

interface ShownHalf {
  readonly logic: HalfLogic;
  actorRef: AnyActorRef;
  /** As it was after its last event. */
  view: HalfView;
  context: unknown;
  /** Microsteps of the event at hand. */
  steps: { readonly to: number; readonly edge: number }[];
}

function snapshotAt(logic: HalfLogic, state: number, view: HalfView): AnyMachineSnapshot {
  const { context, status, output, error } = view;
  const at = { active: logic.active[state] as readonly number[], history: new Map() };
  return snapshotOf(modelOf(logic.machine), at, { context, status, output, error } as AnyMachineSnapshot);
}

const READ = 0;
const WRITE = 1;
