import type { HalfHost, HalfRun, Runtime } from '../../../src/runtime/runtime.js';
import type { BuiltMachine } from './build.js';
import { Tape } from './build.js';
import { errorText, type Moment, type Subject } from './recording.js';

/** A run of one of our runtimes. */
export class OurSubject implements Subject {
  private readonly run: HalfRun;
  private readonly tape = new Tape();
  private readonly emitted: unknown[] = [];
  private readonly counts: { readonly edges: Float64Array; readonly states: Float64Array };

  constructor(
    runtime: Runtime,
    private readonly built: BuiltMachine,
    input: number,
  ) {
    const logic = runtime(built.machine);
    this.counts = { edges: logic.edgeCounts.slice(), states: logic.stateCounts.slice() };
    const host: HalfHost = {
      emitted: (_half, event) => {
        this.emitted.push(event);
      },
      transitioned: (_half, from, to, event, edge) => {
        const failed = logic.failedGuards(from, event, edge).length;
        this.tape.log.push(
          `${logic.states[from]} -> ${logic.states[to]} by ${event}, edge ${edge} after ${failed} guards`,
        );
      },
    };
    built.tape = this.tape;
    this.run = logic.start({ input, host, half: 0, now: 0, observed: true });
  }

  send(type: string, value: number, now: number): void {
    this.built.tape = this.tape;
    this.run.send({ type, value }, now);
  }

  fire(now: number): boolean {
    this.built.tape = this.tape;
    return this.run.fire(now) !== undefined;
  }

  moment(): Moment {
    const { run } = this;
    const { logic } = run;
    return {
      state: logic.states[run.state] as string,
      context: run.context,
      status: run.status,
      output: run.output,
      error: errorText(run.error),
      deadline: run.deadline,
      log: this.tape.log.splice(0),
      emitted: this.emitted.splice(0),
      edgeCounts: [...logic.edgeCounts].map((count, edge) => count - (this.counts.edges[edge] as number)),
      stateCounts: [...logic.stateCounts].map((count, state) => count - (this.counts.states[state] as number)),
    };
  }
}
