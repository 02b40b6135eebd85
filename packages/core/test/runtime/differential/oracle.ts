import {
  type AnyActor,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  createActor,
} from 'xstate';
import { type BuiltMachine, raisedValue } from './build.js';
import type { Feature } from './features.js';
import { HandClock } from './hand-clock.js';
import { type Emitted, errorText, type Moment, type PeerMoment, propertiesOf, type Subject } from './recording.js';
import { Tape } from './tape.js';
import { askedBefore, type Definition, featuresOf, initialNodes, leavesOf, nodesOf, pathOf } from './xstate-nodes.js';

/** XState as it comes, with a clock that is moved by hand: nothing of ours takes part, so it is the measure of both runtimes. */
export class Oracle implements Subject {
  readonly tape = new Tape();
  private readonly actor: AnyActor;
  private readonly clock = new HandClock();
  private readonly nodes: readonly AnyStateNode[];
  private readonly edges = new Map<object, number>();
  private readonly edgeCounts: number[];
  private readonly stateCounts: number[];
  private readonly emitted: unknown[] = [];
  /** The active states without active ones below them. */
  private at: readonly AnyStateNode[];
  /** What the history states remember. */
  private remembered: object = {};
  /** How many reports of entries at the start are those of the initial states. They count when the start succeeds. */
  private initialEntries: number;
  private readonly counted: boolean;
  private readonly peer: AnyActor | undefined;
  private readonly peerClock = new HandClock();
  /** Which of the two is at work: the peer is 1. */
  private atWork = 0;
  private started = false;
  /** Type of the first event of the step. */
  private heard: string | undefined;

  constructor(
    private readonly built: BuiltMachine,
    { counted, input, peer }: OracleOptions,
    /** Another logic that is to behave like the machine. */
    logic: AnyStateMachine = built.machine,
  ) {
    const { machine } = built;
    this.counted = counted;
    this.nodes = [...nodesOf(machine.root)];
    for (const node of this.nodes) {
      for (const transition of [...node.transitions.values()].flat().concat(node.always ?? [])) {
        this.edges.set(transition, this.edges.size);
      }
    }
    this.edgeCounts = Array.from({ length: this.edges.size }, () => 0);
    this.stateCounts = this.nodes.map(() => 0);
    const initial = initialNodes(machine.root);
    this.at = leavesOf({ _nodes: initial });
    this.initialEntries = counted ? initial.length : 0;
    built.tape = this.tape;
    this.tape.sendToSelf = (type, value) => this.sendFromWithin(this.atWork, type, value);
    this.tape.sendToPeer = (type, value) => this.sendFromWithin(1 - this.atWork, type, value);
    this.peer = peer ? this.startPeer(logic, input) : undefined;
    this.actor = createActor(logic, {
      input: input as never,
      clock: this.clock,
      logger: (...what: unknown[]) => this.tape.logged(what),
      inspect: (inspected) => {
        if (inspected.type === '@xstate.event') {
          this.heard ??= inspected.event.type;
        }
        if (inspected.type === '@xstate.microstep') {
          const { event, snapshot, _transitions } = inspected as unknown as MicrostepInspection;
          this.microstep(event, snapshot, _transitions);
        }
      },
    });
    const entered = this.actor.getSnapshot().status !== 'error';
    // What was entered in a microstep that failed does not count.
    if (entered) {
      this.countEntered();
    }
    this.actor.on('*', (event) => this.hear(0, event));
    this.actor.subscribe({ error: () => undefined });
    this.actor.start();
    this.started = true;
    if (entered) {
      for (const node of initial) {
        this.stateCounts[node.order] = (this.stateCounts[node.order] as number) + 1;
      }
    }
    this.settle();
  }

  send(type: string, value: number, now: number): void {
    this.begin(now);
    if (this.active()) {
      this.stand(this.actor.getSnapshot() as AnyMachineSnapshot);
      this.actor.send({ type, value } as AnyEventObject);
    }
    this.settle();
  }

  fire(now: number): string | undefined {
    this.begin(now);
    if (!this.active()) {
      return undefined;
    }
    this.stand(this.actor.getSnapshot() as AnyMachineSnapshot);
    const fired = this.clock.take();
    if (fired === undefined) {
      return undefined;
    }
    this.heard = undefined;
    fired();
    this.saw('after fired');
    this.settle();
    return this.heard;
  }

  moment(): Moment {
    return {
      ...momentOf(this.actor, this.clock),
      log: this.tape.log.splice(0),
      emitted: this.emitted.splice(0),
      edgeCounts: [...this.edgeCounts],
      // Without a report of every entry only the edges tell; then the states are not compared.
      stateCounts: this.counted ? [...this.stateCounts] : [],
      peer: this.peer && momentOf(this.peer, this.peerClock),
    };
  }

  /** The features that the step has run. */
  takeSeen(): ReadonlySet<Feature> {
    const seen = new Set(this.tape.seen);
    this.tape.seen.clear();
    return seen;
  }

  /** The transitions of the peer are counted, and not otherwise compared. */
  private startPeer(logic: AnyStateMachine, input: number): AnyActor {
    this.atWork = 1;
    const peer = createActor(logic, {
      input: input as never,
      clock: this.peerClock,
      logger: (...what: unknown[]) => this.tape.logged(what),
      inspect: (inspected) => {
        if (inspected.type === '@xstate.microstep') {
          for (const transition of this.takenOf((inspected as unknown as MicrostepInspection)._transitions)) {
            this.countEdge(transition);
          }
        }
      },
    });
    peer.on('*', (event) => this.hear(1, event));
    peer.subscribe({ error: () => undefined });
    peer.start();
    // A microstep that failed is never told, so that its marks are left.
    this.tape.taken.length = 0;
    this.atWork = 0;
    return peer;
  }

  private begin(now: number): void {
    this.built.tape = this.tape;
    this.tape.beginStep();
    this.clock.now = now;
    this.peerClock.now = now;
  }

  private hear(who: number, event: Emitted): void {
    this.emitted.push(event);
    this.tape.log.push(`${event.type} emitted by ${who}`);
    this.saw('n' in event ? 'emit computed' : 'emit');
    if (event.reply !== undefined && this.tape.maySend()) {
      this.saw('sent from emitted');
      this.sendFromWithin(who, event.reply, 1);
    }
  }

  /** Nothing is sent to an actor before it has started, nor after its end: XState would warn of it. */
  private sendFromWithin(who: number, type: string, value: number): void {
    const actor = who === 1 ? this.peer : this.started ? this.actor : undefined;
    if (actor?.getSnapshot().status === 'active') {
      const before = this.atWork;
      const marks = this.tape.taken.splice(0);
      this.atWork = who;
      actor.send({ type, value } as AnyEventObject);
      this.atWork = before;
      this.tape.taken.splice(0, Number.POSITIVE_INFINITY, ...marks);
    }
  }

  private active(): boolean {
    return this.actor.getSnapshot().status === 'active';
  }

  private saw(feature: Feature): void {
    this.tape.seen.add(feature);
  }

  private stand(snapshot: AnyMachineSnapshot): void {
    this.at = leavesOf(snapshot);
    this.remembered = snapshot.historyValue;
    this.tape.taken.length = 0;
  }

  private microstep(event: AnyEventObject, snapshot: AnyMachineSnapshot, transitions: readonly Definition[]): void {
    const { at: from, remembered } = this;
    const taken = this.takenOf(transitions);
    this.stand(snapshot);
    this.countEntered();
    if ((event as { value?: unknown }).value === raisedValue) {
      this.saw('raise');
    }
    if (from.length > 1 || this.at.length > 1) {
      this.saw('regions');
    }
    if (taken.length > 1) {
      this.saw('regions together');
    }
    for (const transition of taken) {
      const edge = this.countEdge(transition);
      for (const feature of featuresOf(transition)) {
        this.saw(feature);
      }
      if (transition.target?.some((node) => node.type === 'history' && !(node.id in remembered))) {
        this.saw('history by default');
      }
      this.write(from, event.type, edge, askedBefore(from, event.type, transition));
    }
    if (taken.length === 0) {
      const asked = askedBefore(from, event.type, undefined);
      this.saw(asked > 0 ? 'refused' : 'unknown event');
      if (asked > 0) {
        this.write(from, event.type, -1, asked);
      }
    }
  }

  /** Of the transitions that are enabled, regions may shut out each other's: then their actions tell which were taken. */
  private takenOf(enabled: readonly Definition[]): readonly Definition[] {
    const marks = this.tape.taken.splice(0);
    return enabled.length < 2 ? enabled : enabled.filter(({ meta }) => marks.includes(meta?.mark ?? ''));
  }

  private countEdge(transition: Definition): number {
    const edge = this.edges.get(transition) as number;
    this.edgeCounts[edge] = (this.edgeCounts[edge] as number) + 1;
    return edge;
  }

  private write(from: readonly AnyStateNode[], event: string, edge: number, failed: number): void {
    this.tape.log.push(`${pathOf(from)} -> ${pathOf(this.at)} by ${event}, edge ${edge} after ${failed} guards`);
  }

  /** What was entered since the last microstep belongs to this one. */
  private countEntered(): void {
    for (const path of this.tape.entered.splice(0).slice(this.initialEntries)) {
      const index = this.nodes.findIndex((node) => node.path.join('.') === path);
      this.stateCounts[index] = (this.stateCounts[index] as number) + 1;
    }
    this.initialEntries = 0;
  }

  /** Entries of a microstep that failed do not count. */
  private settle(): void {
    this.tape.entered.length = 0;
    const { status, output, error } = this.actor.getSnapshot() as AnyMachineSnapshot;
    if (status === 'done') {
      this.saw('done');
      if (output !== undefined) {
        this.saw('done with output');
      }
    }
    if (errorText(error) === 'endless chain') {
      this.saw('endless chain');
    }
  }
}

export interface OracleOptions {
  /** Whether every state of the machine reports that it is entered. */
  readonly counted: boolean;
  readonly input: number;
  readonly peer: boolean;
}

interface MicrostepInspection {
  readonly event: AnyEventObject;
  readonly snapshot: AnyMachineSnapshot;
  readonly _transitions: readonly Definition[];
}

function momentOf(actor: AnyActor, clock: HandClock): PeerMoment {
  const { _nodes, machine, context, status, output, error } = actor.getSnapshot() as AnyMachineSnapshot;
  // What could not start has entered nothing, and stands for where it was to begin.
  const nodes = _nodes.length === 1 ? initialNodes(machine.root) : _nodes;
  return {
    state: pathOf(leavesOf({ _nodes: nodes })),
    context: propertiesOf(context),
    status,
    output,
    error: errorText(error),
    deadline: status === 'active' ? clock.deadline() : Number.POSITIVE_INFINITY,
  };
}
