/**
 * One dialling without I/O: what the look-up and the sockets say goes in, which address to attempt next and how it ended
 * comes out. A transport that has several ways to its remote drives one of these for each connection that it opens.
 *
 * After each call, take {@link Dialling.nextCommand} until there is none; look at {@link Dialling.outcome}; and at
 * {@link Dialling.pollTimeout} call {@link Dialling.handleTimeout}. The time is an argument, in milliseconds on any clock.
 */
import type { AnyEventObject } from 'xstate';
import { callAlone } from '../../errors/caught.js';
import { type RuntimeName, runtimeNamed } from '../../runtime/index.js';
import type { HalfRun } from '../../runtime/runtime.js';
import type { TraceRecord } from '../../trace/record.js';
import { Recorder } from '../../trace/recorder.js';
import { type DialAddress, interleave } from './interleave.js';
import { type DiallingCommand, type DiallingEvent, type DiallingInput, diallingMachine } from './machine.js';

export interface DiallingOptions extends DiallingInput {
  /** Whom it is about, for the trace: `dial/example.org:443`. */
  readonly name: string;
  /** Default `'compiled'`. */
  readonly runtime?: RuntimeName;
  /** Told every transition. The records stand for a dialling of this side: their half is `write`, their connection {@link name}. */
  readonly onTransition?: ((record: TraceRecord) => void) | undefined;
}

export type DiallingOutcome = 'connected' | 'unreachable' | 'unresolved' | 'timed-out';

export class Dialling {
  readonly #run: HalfRun;
  readonly #commands: DiallingCommand[] = [];
  readonly #recorder: Recorder | undefined;
  readonly #onTransition: ((record: TraceRecord) => void) | undefined;
  #now: number;

  constructor(options: DiallingOptions, now: number) {
    const { name, timeout, attemptDelay, runtime = 'compiled', onTransition } = options;
    const logic = runtimeNamed(runtime)(diallingMachine);
    this.#now = now;
    this.#onTransition = onTransition;
    if (onTransition !== undefined)
      this.#recorder = new Recorder(name, { protocol: { name: 'dialling' }, read: logic, write: logic }, 1);
    const input: DiallingInput = { timeout, attemptDelay };
    this.#run = logic.start({ input, host: this, half: WRITE, now, observed: onTransition !== undefined });
  }

  /** State path, for example `dialling.attempting`. */
  get state(): string {
    return this.#run.logic.states[this.#run.state] as string;
  }

  /** How it ended, once it has. What is under way then, but for the attempt that was told to be connected, is to be closed. */
  get outcome(): DiallingOutcome | undefined {
    return this.#run.status === 'active' ? undefined : (this.state as DiallingOutcome);
  }

  /** The look-up gave these, the best first. They are tried in turns of the families (RFC 8305, 4). */
  resolved(addresses: readonly DialAddress[], now: number): void {
    this.#send({ type: 'resolved', addresses: interleave(addresses) }, now);
  }

  /** The look-up failed. */
  unresolved(now: number): void {
    this.#send({ type: 'unresolved' }, now);
  }

  /** An attempt is open. */
  connected(attempt: number, now: number): void {
    this.#send({ type: 'connected', attempt }, now);
  }

  /** An attempt failed; each may fail once. */
  failed(attempt: number, now: number): void {
    this.#send({ type: 'failed', attempt }, now);
  }

  /** What is to be done now. */
  nextCommand(): DiallingCommand | undefined {
    return this.#commands.shift();
  }

  /** When {@link handleTimeout} is due next, or Infinity. */
  pollTimeout(): number {
    return this.#run.deadline;
  }

  handleTimeout(now: number): void {
    this.#now = now;
    while (this.#run.fire(now) !== undefined);
  }

  /** As the run's HalfHost. @internal */
  emitted(_half: number, event: AnyEventObject): void {
    this.#commands.push(event as DiallingCommand);
  }

  /** As the run's HalfHost. @internal */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const recorder = this.#recorder as Recorder;
    recorder.write(this.#now, half, from, to, event, edge, 0, 0);
    callAlone(() => this.#onTransition?.(recorder.last()));
  }

  #send(event: DiallingEvent, now: number): void {
    this.#now = now;
    if (this.outcome === undefined) this.#run.send(event, now);
  }
}

const WRITE = 1;
