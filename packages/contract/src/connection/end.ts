/** One end of the pair: a connection, its application, and what must always be true of them. */
import {
  CLOSED,
  type Connection,
  type ConnectionEvent,
  END,
  LocalError,
  type Prepared,
  RESET,
  type Role,
  type Signal,
  TransportError,
  type WirechartError,
} from '@wirechart/core';
import { textOf } from '../harness/value-text.js';
import { demand } from '../harness/violation.js';
import type { Part } from '../protocol/contract.js';
import { type Direction, unitsOf } from './direction.js';

export interface EndSetting<TIn, TOut> {
  readonly role: Role;
  readonly prepared: Prepared<TIn, TOut>;
  readonly connection: (prepared: Prepared<TIn, TOut>, now: number) => Connection<TIn, TOut>;
  readonly part: ((event: ConnectionEvent<TIn | TOut>) => Part | undefined) | undefined;
  readonly outgoing: Direction;
  readonly incoming: Direction;
}

export class End<TIn, TOut> {
  readonly role: Role;
  readonly connection: Connection<TIn, TOut>;
  readonly outgoing: Direction;
  readonly incoming: Direction;
  readonly #part: EndSetting<TIn, TOut>['part'];
  /** Messages that the application has been handed and not answered. */
  readonly #unanswered: TIn[] = [];
  held = false;
  /** What was done to it, which is what it may fail of. */
  aborted = false;
  drained = false;
  slept = false;
  /** The transport reset the connection, or was told to. */
  reset = false;
  /** The transport has nothing to tell any more. */
  gone = false;
  #signal: Signal | undefined;
  #failures = 0;
  #stoppedSending = false;
  /** How often `send` has returned false, less how often `writable` has come; and whether it has come since. */
  #refusals = 0;
  #owedWritable = false;
  #waiting = false;
  #endDelivered = false;

  constructor(setting: EndSetting<TIn, TOut>, now: number) {
    this.role = setting.role;
    this.outgoing = setting.outgoing;
    this.incoming = setting.incoming;
    this.#part = setting.part;
    this.connection = setting.connection(setting.prepared, now);
    this.pull();
  }

  get closed(): boolean {
    return this.#signal === CLOSED;
  }

  /** Whether it ended, or goes on, as if nothing had ever gone wrong. */
  get sound(): boolean {
    return this.connection.failure === undefined && !this.drained;
  }

  // The application.

  /** Sends, and demands that this is possible exactly as long as the connection says so. */
  send(message: TOut, now: number): void {
    const { sending } = this.connection;
    let refusal: unknown;
    try {
      const room = this.connection.send(message, now);
      if (!room) {
        this.#refusals += 1;
        this.#owedWritable = true;
      }
    } catch (error) {
      refusal = error;
    }
    if (refusal !== undefined) {
      const code = refusal instanceof LocalError ? refusal.code : String(refusal);
      demand(!sending && code === 'not-sending', () => `${this.role}: send, with sending ${sending}, threw ${code}`);
      return;
    }
    demand(sending, `${this.role}: send did not throw although the connection was not sending`);
    this.outgoing.sent.push(...unitsOf({ type: 'message', message }, this.#part));
  }

  answer(replies: (message: TIn) => readonly TOut[], now: number): boolean {
    const message = this.#unanswered.shift();
    if (message === undefined) return false;
    for (const reply of replies(message)) if (this.connection.sending) this.send(reply, now);
    this.connection.responded(now);
    return true;
  }

  /** Takes events until there are none. */
  pull(): void {
    if (this.held) return;
    for (let events = 0; ; events++) {
      demand(events < ENDLESS, `${this.role}: nextEvent keeps returning events`);
      const event = this.connection.nextEvent();
      if (typeof event === 'string') {
        this.#signal = event;
        return this.#demandStopped();
      }
      demand(!this.closed, () => `${this.role}: event '${event.type}' after the connection was closed`);
      this.#take(event);
    }
  }

  // The transport.

  /** Takes what is queued. Returns whether there was anything. */
  write(now: number): boolean {
    const output = this.connection.pollTransmit();
    if (output === undefined) return false;
    if (output === RESET) {
      this.reset = true;
      return true;
    }
    demand(!this.outgoing.ended, `${this.role}: output after the end`);
    if (output === END) this.outgoing.ended = true;
    else {
      if (!this.gone) this.outgoing.push(output);
      const ready = this.outgoing.length < CAPACITY;
      this.#waiting = !ready;
      this.connection.transmitted(ready, now);
    }
    return true;
  }

  /** Says that there is room again, once there is. */
  drainTransport(now: number): boolean {
    if (!this.#waiting || this.outgoing.length > 0 || this.gone) return false;
    this.#waiting = false;
    this.connection.transportDrained(now);
    return true;
  }

  /** Delivers at most so many bytes, or the end after them, as far as the connection is being read. */
  deliver(most: number, now: number): boolean {
    if (this.gone) return false;
    if (this.incoming.length > 0) {
      if (!this.connection.wantsData) return false;
      this.connection.receiveData(this.incoming.take(most), now);
      return true;
    }
    if (!this.incoming.ended || this.#endDelivered) return false;
    this.#endDelivered = true;
    this.connection.receiveEof(now);
    return true;
  }

  /** The transport closes once both directions have ended, and drivers tell so in their way, whatever is still unread. */
  closeWhenEnded(now: number): boolean {
    if (this.gone || !this.#endDelivered || !this.outgoing.ended) return false;
    this.gone = true;
    this.connection.receiveError(new TransportError('close', 'ECONNRESET', 'the transport closed'), now);
    return true;
  }

  /** The transport is cut off, unless both directions have ended and there is nothing to cut. */
  cut(now: number): void {
    this.outgoing.lose();
    if (this.gone || (this.#endDelivered && this.outgoing.ended)) return;
    this.reset = true;
    this.gone = true;
    this.connection.receiveError(new TransportError('read', 'ECONNRESET', 'the suite cuts the connection'), now);
  }

  // What must be true.

  #take(event: ConnectionEvent<TIn>): void {
    this.incoming.receive(unitsOf(event, this.#part), this.role);
    if (event.type === 'message' && this.role === 'server') this.#unanswered.push(event.message);
    if (event.type === 'writable') {
      this.#refusals -= 1;
      demand(this.#refusals >= 0, `${this.role}: 'writable' although send never returned false`);
      this.#owedWritable = false;
    }
    if (event.type === 'failed') this.#failed(event.error);
    if (event.type === 'closed') {
      demand(event.error === this.connection.failure, `${this.role}: 'closed' with another error than the failure`);
    }
  }

  /** Each failure has its cause in what was done to the pair. */
  #failed(error: WirechartError): void {
    this.#failures += 1;
    demand(this.#failures === 1, `${this.role}: failed twice`);
    const caused =
      (error.blame === 'local' && error.code === 'aborted' && this.aborted) ||
      (error.blame === 'timeout' && this.slept) ||
      (error.blame === 'transport' && this.reset);
    demand(caused, () => `${this.role} failed without a cause: ${textOf(error)}`);
  }

  #demandStopped(): void {
    const { sending } = this.connection;
    demand(!(sending && this.#stoppedSending), `${this.role}: sends again after it had stopped sending`);
    this.#stoppedSending = !sending;
  }

  /** @throws ContractViolation when `send` has said to wait, all is written, and nobody ever said to go on. */
  demandWritableTold(): void {
    demand(
      !(this.#owedWritable && this.connection.sending),
      `${this.role}: send said to wait, everything was written, and 'writable' never came`,
    );
  }
}

/** Bytes under way from which on the transport asks to wait. */
const CAPACITY = 24;
const ENDLESS = 10_000;
