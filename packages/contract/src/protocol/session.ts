/**
 * Runs one connection over given chunks, with an application that answers every message by a rule and a transport that
 * takes everything at once. Time stands still, but for a close.
 */
import {
  CLOSED,
  type Connection,
  type ConnectionEvent,
  END,
  type EventSink,
  LocalError,
  type OutputSink,
  type Prepared,
  pump,
  RESET,
  type Role,
  type Signal,
  type TraceRecord,
  TransportError,
  type WirechartError,
} from '@wirechart/core';
import { concat } from '../harness/bytes.js';
import { textOf, textOfBytes } from '../harness/value-text.js';
import { ContractViolation, demand } from '../harness/violation.js';
import type { ChunkMemory } from './chunk-memory.js';
import type { Part } from './contract.js';
import { EventLog } from './event-log.js';
import type { Outcome } from './outcome.js';

/** How the remote ends: not at all, in order, or by a reset. */
export type Ending = 'open' | 'eof' | 'reset';

/** What a session needs to know of the application and the protocol. */
export interface Setting<TIn, TOut> {
  readonly role: Role;
  readonly prepared: Prepared<TIn, TOut>;
  readonly connection: (prepared: Prepared<TIn, TOut>, now: number) => Connection<TIn, TOut>;
  readonly sends: readonly TOut[];
  /** Undefined for an application that does not answer. */
  readonly replies: ((message: TIn) => readonly TOut[]) | undefined;
  readonly part: (event: ConnectionEvent<TIn>) => Part | undefined;
  /** Where the connection's transitions are written, of all sessions in this setting; each takes out its own. */
  readonly trace: TraceRecord[];
}

export class Session<TIn, TOut> {
  readonly #setting: Setting<TIn, TOut>;
  readonly #memory: ChunkMemory;
  readonly #connection: Connection<TIn, TOut>;
  readonly #log: EventLog<TIn>;
  readonly #trace: TraceRecord[] = [];
  readonly #output: Uint8Array[] = [];
  readonly #ending: string[] = [];
  #signal: Signal | undefined;
  #now = 0;
  #deaf = false;
  #fed = 0;
  /** Events that are allowed until the next input. */
  #patience = PATIENCE;
  /** How much of the input had been read when each whole message came. */
  readonly boundaries: number[] = [];
  /** Most bytes that were given and not read, between two chunks. */
  mostHeld = 0;

  constructor(setting: Setting<TIn, TOut>, memory: ChunkMemory) {
    this.#setting = setting;
    this.#memory = memory;
    this.#log = new EventLog(setting.part);
    setting.trace.length = 0;
    this.#connection = setting.connection(setting.prepared, 0);
    for (const message of setting.sends) this.#send(message);
    this.#turn();
  }

  /**
   * Delivers chunks as long as the connection wants them. Returns whether all were taken.
   *
   * @param late whether events are asked for only when the connection wants no more. Default false: after each chunk.
   */
  feed(chunks: Iterable<Uint8Array>, late = false): boolean {
    for (const bytes of chunks) {
      if (late && !this.#connection.wantsData) this.#turn();
      if (!this.#connection.wantsData) return false;
      const chunk = this.#memory.give(bytes);
      this.#begin(bytes.length);
      this.#connection.receiveData(chunk, 0);
      this.#memory.delivered(chunk);
      if (late) continue;
      this.#turn();
      this.mostHeld = Math.max(this.mostHeld, this.#held);
    }
    return true;
  }

  /** Lets the remote end. */
  end(ending: Ending): void {
    if (ending === 'open') return;
    this.#begin(0);
    if (ending === 'eof') this.#connection.receiveEof(0);
    else this.#connection.receiveError(new TransportError('read', 'ECONNRESET', 'reset by the contract suite'), 0);
    this.#turn();
  }

  /**
   * Closes on this side, while the remote does nothing any more, and lets time pass. Returns how long it took until the connection
   * was over, in milliseconds; undefined when it never was.
   *
   * @param deaf whether the remote takes no more bytes either
   */
  closeAlone(deaf: boolean): number | undefined {
    this.#deaf = deaf;
    this.#begin(0);
    this.#connection.close(0);
    this.#turn();
    while (!this.closed && this.#connection.pollTimeout() < Number.POSITIVE_INFINITY) {
      this.#passToTimeout();
    }
    return this.closed ? this.#now : undefined;
  }

  /**
   * Delivers bytes one by one, and lets so many milliseconds pass before each. Returns how long it took until they were through, or the
   * connection was over.
   */
  trickle(bytes: Uint8Array, every: number): number {
    for (const byte of bytes) {
      this.#passTime(this.#now + every);
      if (this.closed || this.failure !== undefined || !this.#connection.wantsData) break;
      this.#begin(1);
      this.#connection.receiveData(Uint8Array.of(byte), this.#now);
      this.#turn();
    }
    return this.#now;
  }

  #passTime(until: number): void {
    while (!this.closed && this.failure === undefined && this.#connection.pollTimeout() <= until) {
      this.#passToTimeout();
    }
    this.#now = until;
  }

  #passToTimeout(): void {
    this.#now = this.#connection.pollTimeout();
    this.#begin(0);
    this.#connection.handleTimeout(this.#now);
    this.#turn();
  }

  /** How long a close may take. */
  get drain(): number {
    return this.#connection.timeouts.drain;
  }

  get failure(): WirechartError | undefined {
    return this.#connection.failure;
  }

  get closed(): boolean {
    return this.#signal === CLOSED;
  }

  /** The messages so far, as text. */
  messages(): string[] {
    return this.#log.messages();
  }

  /** What came of it. @throws ContractViolation when bytes changed that must not change. */
  outcome(): Outcome {
    this.#memory.verify();
    this.#log.verify();
    const { failure } = this.#connection;
    return {
      events: this.#log.texts(),
      output: textOfBytes(concat(this.#output)),
      ending: [
        ...this.#ending,
        `signal ${this.#signal}`,
        `read half in ${this.#connection.stateOf('read')}`,
        failure === undefined ? 'no failure' : textOf(failure),
      ],
      path: this.#trace.filter(({ half }) => half === 'read').map(step),
      // Connections are numbered through, so their names tell sessions apart that should be alike.
      trace: this.#trace.map((record) => JSON.stringify({ ...record, connection: '' })),
    };
  }

  get #held(): number {
    return this.#fed - this.#connection.offsetOf('read');
  }

  #begin(arriving: number): void {
    this.#setting.trace.length = 0;
    this.#fed += arriving;
    this.#patience = PATIENCE + PER_BYTE * this.#held;
  }

  #turn(): void {
    this.#signal = pump(this.#connection, this.#application, this.#transport, this.#now);
    this.#trace.push(...this.#setting.trace.splice(0));
  }

  readonly #application: EventSink<TIn> = {
    event: (event) => {
      this.#patience -= 1;
      demand(this.#patience > 0, 'nextEvent keeps returning events without input');
      this.#take(event);
    },
  };

  readonly #transport: OutputSink = {
    write: (pieces) => {
      for (const piece of pieces) {
        this.#log.keepWatch(piece);
        this.#output.push(piece.slice());
      }
      return !this.#deaf;
    },
    end: () => this.#ending.push(`own direction: ${END}`),
    reset: () => this.#ending.push(`own direction: ${RESET}`),
  };

  #take(event: ConnectionEvent<TIn>): void {
    demand(!this.closed, () => `event '${event.type}' after the connection was closed`);
    const isPart = this.#log.add(event);
    // Who has heard the remote out ends too, where the protocol does not see to that.
    if (event.type === 'end' && this.#connection.sending) this.#connection.finish(this.#now);
    if (event.type !== 'message') return;
    if (!isPart) this.boundaries.push(this.#connection.offsetOf('read'));
    const { replies, role } = this.#setting;
    if (replies === undefined) return;
    for (const reply of replies(event.message)) if (this.#connection.sending) this.#send(reply);
    if (role === 'server') this.#connection.responded(this.#now);
  }

  #send(message: TOut): void {
    try {
      this.#connection.send(message, this.#now);
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      throw new ContractViolation(`a message of the conversation cannot be sent: ${textOf(error)}`, { cause: error });
    }
  }
}

/** What of a transition is the same for every chunking. Where bytes were refused is said by the error. */
function step({ from, to, event, guards, offset, length }: TraceRecord): string {
  const asked = guards.map(({ guard, passed }) => ` ${guard}:${passed}`).join('');
  const where = event === 'malformed' ? '' : ` at ${offset}+${length}`;
  return `${from} → ${to} by ${event}${asked}${where}`;
}

/** A frame takes a handful of steps, and so does an end; nothing takes more than some steps per byte. */
const PATIENCE = 1_000;
const PER_BYTE = 16;
