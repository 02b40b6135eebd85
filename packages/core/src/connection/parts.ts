/**
 * What a connection is made of, and what can be seen of it from outside: the first of the layers that it is built of.
 *
 * Each layer is a class on top of the one before, so that all of them are one object: parts, {@link Writing},
 * {@link Reading}, {@link Switching}, {@link Joining}, {@link Connection}. Only the parts have fields. What a layer needs
 * of one above it is abstract: a half says that it failed or is done, and what follows from that is decided above.
 *
 * Methods of one layer are `private`, not `#`: those would cost every connection a slot for each layer that has some.
 */
import type { AnyEventObject } from 'xstate';
import type { HalfName, TransportError, WirechartError } from '../errors/errors.js';
import type { HalfInput, Limits } from '../limits.js';
import { Outlet } from '../output/outlet.js';
import type { Protocol } from '../protocol.js';
import type { HalfHost, HalfLogic, HalfRun } from '../runtime/runtime.js';
import type { TraceRecord } from '../trace/record.js';
import { Recorder } from '../trace/recorder.js';
import type { Addresses } from '../transport/transport.js';
import type { ConnectionEvent } from './events.js';
import { CLOSED_TOLD, END_TOLD, type Facts, FINISHING, READ_OVER, SERVER, WRITE_OVER } from './facts.js';
import { Intake } from './intake.js';
import type { Prepared } from './prepare.js';

export const READ = 0;
const WRITE = 1;
const NONE: readonly unknown[] = [];

export abstract class Parts<TIn, TOut> implements HalfHost {
  /** @internal */
  protected prepared: Prepared<TIn, TOut>;
  /** @internal What the protocols that came before have left behind. */
  protected pastOutputs: readonly unknown[] = NONE;
  /** @internal */
  protected knownAddresses: Addresses | undefined;
  /** @internal */
  protected facts: Facts;
  /** @internal The latest time that was told. */
  protected now: number;
  /** @internal For reading; what changes it takes {@link ownIntake}. Many connections are idle. */
  protected intake = NO_INPUT;
  /** @internal For reading; what changes it takes {@link ownOutlet}. */
  protected outlet = NO_OUTPUT;
  /** @internal */
  protected readRun: HalfRun;
  /** @internal Undefined until it is first needed: see {@link writeHalf}. */
  protected writeRun: HalfRun | undefined;
  /** @internal When bytes last arrived since the read half entered its state (or heard of progress); -1 if none did. */
  protected progressAt = -1;
  /** @internal The last message sent since the read half handed one out. */
  protected reply: unknown;
  /** @internal Why something that the read half wanted to have sent was not; it is told next. */
  protected unsent: WirechartError | undefined;
  /** @internal The first failure of either half. */
  protected firstFailure: WirechartError | undefined;
  /** @internal What took the write half away: the failure to tell when all that has arrived is read. */
  protected lost: TransportError | undefined;
  /** @internal */
  protected recorder: Recorder | undefined;

  // Events wait in one slot; the list is for the rare case of several.
  #event: ConnectionEvent<TIn> | undefined;
  #events: ConnectionEvent<TIn>[] | undefined;

  constructor(prepared: Prepared<TIn, TOut>, now: number, addresses: Addresses | undefined) {
    this.prepared = prepared;
    this.knownAddresses = addresses;
    this.facts = prepared.role === 'server' ? SERVER : 0;
    this.now = now;
    if (prepared.record > 0) {
      const name = `${prepared.protocol.name}/${prepared.role}/${prepared.opened}`;
      this.recorder = new Recorder(name, prepared, prepared.record);
    }
    prepared.opened += 1;
    this.readRun = this.start(prepared.read, READ);
  }

  // What can be seen from outside.

  /** State path of a half. */
  stateOf(half: HalfName): string {
    const run = half === 'read' ? this.readRun : this.writeHalf();
    return run.logic.states[run.state] as string;
  }

  /** Bytes read (whole frames, pieces, and what a reader has read of a frame), or bytes encoded, since the beginning. */
  offsetOf(half: HalfName): number {
    return half === 'read' ? this.intake.queue.offset : this.outlet.written;
  }

  /** Bytes of output that were given to the transport, since the beginning. */
  get transmittedBytes(): number {
    return this.outlet.taken;
  }

  /** The protocol that is spoken now. */
  get protocol(): Protocol<TIn, TOut> {
    return this.prepared.protocol;
  }

  /** What the protocol before this one left behind: the output of its read half. Undefined for a connection's first. */
  get previous(): unknown {
    return this.pastOutputs.at(-1);
  }

  /**
   * Outputs of the read halves of the protocols that came before, the oldest first: what a prefix or a handshake was about.
   */
  get outputs(): readonly unknown[] {
    return this.pastOutputs;
  }

  /** Where the connection runs: what was given when it was opened, or what a protocol before this one said since. */
  get addresses(): Addresses | undefined {
    return this.knownAddresses;
  }

  /** The first failure of either half, or of the transport where the read half has not heard of it yet. */
  get failure(): WirechartError | undefined {
    return this.firstFailure ?? this.lost;
  }

  /** Whether a message can still be sent. */
  get sending(): boolean {
    return !this.is(FINISHING) && !this.is(WRITE_OVER);
  }

  /** Whether there can be more messages. */
  get receiving(): boolean {
    return !this.is(READ_OVER) && !this.is(END_TOLD);
  }

  /** Whether both halves are over. */
  get closed(): boolean {
    return this.is(CLOSED_TOLD);
  }

  /** The last transitions, if the option `record` asked for them; also on the error when the connection fails. */
  get trace(): readonly TraceRecord[] {
    return this.recorder?.records() ?? [];
  }

  // The machines' host.

  /** @internal */
  abstract emitted(half: number, event: AnyEventObject): void;

  /** @internal */
  transitioned(half: number, from: number, to: number, event: string, edge: number): void {
    const recorder = this.recorder as Recorder;
    const { frameLength } = half === READ ? this.intake : this.outlet;
    const offset = half === READ ? this.intake.frameOffset : this.outlet.written - frameLength;
    recorder.write(this.now, half, from, to, event, edge, offset, frameLength);
    this.prepared.onTransition?.(recorder.last());
  }

  // For the layers above.

  /** @internal A half has failed. */
  protected abstract fail(error: WirechartError): void;

  /** @internal */
  protected is(fact: Facts): boolean {
    return (this.facts & fact) !== 0;
  }

  /** @internal */
  protected get limits(): Limits {
    return this.prepared.input.limits;
  }

  /** @internal Started when it is first needed: many connections never send. */
  protected writeHalf(): HalfRun {
    this.writeRun ??= this.start(this.prepared.write, WRITE);
    return this.writeRun;
  }

  /** @internal */
  protected ownIntake(): Intake {
    if (this.intake === NO_INPUT) this.intake = new Intake();
    return this.intake;
  }

  /** @internal */
  protected ownOutlet(): Outlet {
    if (this.outlet === NO_OUTPUT) this.outlet = new Outlet();
    return this.outlet;
  }

  /** @internal */
  protected start(logic: HalfLogic, half: number): HalfRun {
    const input: HalfInput = { ...this.prepared.input, previous: this.previous, addresses: this.knownAddresses };
    return logic.start({ input, host: this, half, now: this.now, observed: this.recorder !== undefined });
  }

  // The events that wait.

  /** @internal */
  protected push(event: ConnectionEvent<TIn>): void {
    if (this.#event === undefined) this.#event = event;
    else if (this.#events === undefined) this.#events = [event];
    else this.#events.push(event);
  }

  /** @internal The application takes the event that waits longest. */
  protected shift(): ConnectionEvent<TIn> | undefined {
    const event = this.#event;
    if (this.#events === undefined) this.#event = undefined;
    else {
      this.#event = this.#events.shift();
      if (this.#events.length === 0) this.#events = undefined;
    }
    return event;
  }
}

/** These stand in where nothing has arrived, or was ever sent; nothing is ever put into them. */
export const NO_INPUT = new Intake();
const NO_OUTPUT = new Outlet();
