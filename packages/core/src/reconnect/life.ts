/** One life of a client that comes back, without I/O: runs {@link lifeMachine}, keeps its trace, and asks for a timer. */
import type { AnyEventObject } from 'xstate';
import { callAlone } from '../errors/caught.js';
import { type RuntimeName, runtimeNamed } from '../runtime/index.js';
import type { HalfHost, HalfRun } from '../runtime/runtime.js';
import type { TraceRecord } from '../trace/record.js';
import { Recorder } from '../trace/recorder.js';
import type { Clock } from '../transport/transport.js';
import { type LifeCommand, type LifeEvent, type LifeInput, lifeMachine } from './machine.js';

export interface LifeOptions extends LifeInput {
  /** Whom it is about, for the trace. */
  readonly name: string;
  readonly clock: Clock;
  readonly runtime: RuntimeName;
  readonly onCommand: (command: LifeCommand) => void;
  /** Told when it has come to another state. */
  readonly onState: () => void;
  readonly onTransition: ((record: TraceRecord) => void) | undefined;
}

export class Life implements HalfHost {
  readonly #options: LifeOptions;
  readonly #run: HalfRun;
  readonly #recorder: Recorder | undefined;
  readonly #commands: LifeCommand[] = [];
  #timer: unknown;

  constructor(options: LifeOptions) {
    const { name, clock, runtime, onTransition } = options;
    const logic = runtimeNamed(runtime)(lifeMachine);
    this.#options = options;
    if (onTransition !== undefined) {
      this.#recorder = new Recorder(name, { protocol: { name: 'reconnecting' }, read: logic, write: logic }, 1);
    }
    const { backoff, attempts, steady, random } = options;
    const input: LifeInput = { backoff, attempts, steady, random };
    this.#run = logic.start({ input, host: this, half: WRITE, now: clock.now(), observed: onTransition !== undefined });
  }

  /** Does what the initial state asks for. Called once. */
  begin(): void {
    this.#turn();
  }

  /** State path: `connecting`, `preparing`, `open.fresh`, `open.steady`, `waiting`, `closed` or `given-up`. */
  get state(): string {
    return this.#run.logic.states[this.#run.state] as string;
  }

  get over(): boolean {
    return this.#run.status !== 'active';
  }

  get open(): boolean {
    return this.state.startsWith('open.');
  }

  tell(type: LifeEvent['type']): void {
    if (this.over) return;
    this.#run.send({ type }, this.#options.clock.now());
    this.#turn();
  }

  /** As the run's HalfHost. */
  emitted(_half: number, event: AnyEventObject): void {
    this.#commands.push(event as unknown as LifeCommand);
  }

  /** As the run's HalfHost. */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const { clock, onTransition } = this.#options;
    const recorder = this.#recorder as Recorder;
    recorder.write(clock.now(), half, from, to, event, edge, 0, 0);
    callAlone(() => onTransition?.(recorder.last()));
  }

  #turn(): void {
    const { clock, onCommand, onState } = this.#options;
    if (this.#timer !== undefined) clock.clearTimer(this.#timer);
    this.#timer = undefined;
    const { deadline } = this.#run;
    if (!this.over && deadline !== Number.POSITIVE_INFINITY) {
      // A program whose client is away and will be back is not at its end.
      this.#timer = clock.setTimer(() => this.#wake(), Math.max(0, deadline - clock.now()), !this.open);
    }
    onState();
    for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift()) {
      onCommand(command);
    }
  }

  #wake(): void {
    this.#timer = undefined;
    while (this.#run.fire(this.#options.clock.now()) !== undefined);
    this.#turn();
  }
}

const WRITE = 1;
