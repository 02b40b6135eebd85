import type { HalfHost, HalfRun, Runtime } from '../../../src/runtime/runtime.js';
import type { BuiltMachine } from './build.js';
import type { Heat } from './heat.js';
import { type Emitted, errorText, type Moment, type PeerMoment, propertiesOf, type Subject } from './recording.js';
import { Tape } from './tape.js';

export interface OurOptions {
  readonly input: number;
  readonly peer: boolean;
  /** Counts what was done; for a run of the compiled runtime. */
  readonly heat?: Heat;
  /** Goes through the steps for the sake of those that come later, and records nothing. */
  readonly rehearsal?: boolean;
}

/** A run of one of our runtimes, and the other run that stands by. */
export class OurSubject implements Subject {
  private readonly run: HalfRun;
  private readonly peer: HalfRun | undefined;
  private readonly tape: Tape;
  private readonly heat: Heat | undefined;
  private readonly emitted: unknown[] = [];
  private readonly counts: { readonly edges: Float64Array; readonly states: Float64Array };
  private now = 0;
  /** The run that is at work, by half. A peer is so only while the other one sends it an event. */
  private atWork = 1;

  constructor(
    runtime: Runtime,
    private readonly built: BuiltMachine,
    { input, peer, heat, rehearsal = false }: OurOptions,
  ) {
    const logic = runtime(built.machine);
    this.heat = heat;
    this.tape = new Tape(rehearsal);
    this.counts = { edges: logic.edgeCounts.slice(), states: logic.stateCounts.slice() };
    const runs: (HalfRun | undefined)[] = [];
    const send = (half: number, type: string, value: number): void => {
      const before = this.atWork;
      this.atWork = half;
      runs[half]?.send({ type, value }, this.now);
      this.atWork = before;
    };
    const host: HalfHost = {
      emitted: (half, event) => {
        const { type, reply } = event as Emitted;
        if (!rehearsal) {
          this.emitted.push(event);
          this.tape.log.push(`${type} emitted by ${half}`);
        }
        if (reply !== undefined && this.tape.maySend()) {
          send(half, reply, 1);
        }
      },
      logged: (_half, value, label) => this.tape.logged(label === undefined ? [value] : [label, value]),
      transitioned: (_half, from, to, event, edge) => {
        heat?.took(from, edge);
        if (!rehearsal) {
          const failed = logic.failedGuards(from, event, edge).length;
          this.tape.log.push(
            `${logic.states[from]} -> ${logic.states[to]} by ${event}, edge ${edge} after ${failed} guards`,
          );
        }
      },
    };
    this.tape.sendToSelf = (type, value) => send(this.atWork, type, value);
    this.tape.sendToPeer = (type, value) => send(1 - this.atWork, type, value);
    built.tape = this.tape;
    // What starts sends nothing to itself: it is not known yet.
    const start = (half: number): HalfRun => logic.start({ input, host, half, now: 0, observed: half === 0 });
    if (peer) {
      runs[1] = start(1);
    }
    this.atWork = 0;
    this.run = start(0);
    runs[0] = this.run;
    this.peer = runs[1];
  }

  send(type: string, value: number, now: number): void {
    this.begin(now);
    this.heat?.heard(this.run.state, type);
    this.run.send({ type, value }, now);
  }

  fire(now: number): string | undefined {
    this.begin(now);
    return this.run.fire(now);
  }

  moment(): Moment {
    const { run } = this;
    const { logic } = run;
    return {
      ...peerMoment(run),
      log: this.tape.log.splice(0),
      emitted: this.emitted.splice(0),
      edgeCounts: [...logic.edgeCounts].map((count, edge) => count - (this.counts.edges[edge] as number)),
      stateCounts: [...logic.stateCounts].map((count, state) => count - (this.counts.states[state] as number)),
      peer: this.peer && peerMoment(this.peer),
    };
  }

  private begin(now: number): void {
    this.now = now;
    this.built.tape = this.tape;
    this.tape.beginStep();
  }
}

function peerMoment(run: HalfRun): PeerMoment {
  return {
    state: run.logic.states[run.state] as string,
    context: propertiesOf(run.context),
    status: run.status,
    output: run.output,
    error: errorText(run.error),
    deadline: run.deadline,
  };
}
