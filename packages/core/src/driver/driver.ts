/**
 * The driver: joins a connection to a transport. It moves bytes and time in, events to the application, and bytes out;
 * all decisions are the connection's.
 *
 * One turn is: take in what happened, hand out events until there are none, write what came of it in one piece, see to
 * the timer and to the pause of the transport.
 */
import type { AnyEventObject } from 'xstate';
import { Connection } from '../connection/connection.js';
import { CLOSED, type ConnectionEvent, NEED_DATA, type Signal } from '../connection/events.js';
import type { Pace } from '../connection/pace.js';
import type { Prepared } from '../connection/prepare.js';
import { pump } from '../connection/pump.js';
import { callAlone, thrownError } from '../errors/caught.js';
import { causeText, ownError } from '../errors/cause.js';
import { localError } from '../errors/core-errors.js';
import { TransportError, type TransportFailure } from '../errors/errors.js';
import type { EmittedWait } from '../half/events.js';
import type { WatchedConnection } from '../trace/watcher.js';
import type { Clock, Security, Transport, TransportSink } from '../transport/transport.js';
import { Alarms, type Sleeper } from './alarms.js';
import { Resting } from './resting.js';

/** What an application is to its driver. */
export interface Application<TIn> {
  /** Gets every event of the connection, in order; `closed` is the last. Must not throw. */
  event(event: ConnectionEvent<TIn>): void;
  /** Whether it has something under way of which the connection does not know: then that is not idle. Default: it has not. */
  readonly busy?: boolean;
  /** The transport has failed: nobody will get what is still said. Events that were to come before are still told. Must not throw. */
  lost?(error: TransportFailure): void;
}

// What the driver is at.
const RESTING = 0;
/** A turn will be taken at the end of the current task. */
const TURN_DUE = 1;
const TURNING = 2;
/** The turn has had its time, and goes on when others have had theirs. */
const YIELDING = 4;
/** The connection is over. */
const OVER = 3;

/** One per connection, and so without `#` methods: a class that has any takes room for that in each instance. */
export class Driver<TIn, TOut> implements TransportSink, Sleeper, Pace, WatchedConnection {
  /** Another one from a switch to TLS on. */
  transport: Transport;
  readonly connection: Connection<TIn, TOut>;
  /** Of whoever watches. */
  tag: unknown = undefined;
  readonly #alarms: Alarms;
  readonly #application: Application<TIn>;
  readonly #grows: ((bytes: number) => void) | undefined;
  #phase = RESTING;
  #paused = false;
  /** The clock is read once for a turn, and for all that one task of the application wants. */
  #turnTime: number;
  /** @internal */
  alarmAt = 0;
  /** @internal */
  alarmPlace = -1;
  /** @internal */
  restPlace = -1;

  /** @param grows told of the bytes that arrive */
  constructor(
    prepared: Prepared<TIn, TOut>,
    transport: Transport,
    clock: Clock,
    application: Application<TIn>,
    grows?: (bytes: number) => void,
  ) {
    this.#grows = grows;
    this.transport = transport;
    this.#alarms = Alarms.of(clock);
    this.#application = application;
    this.#turnTime = this.#alarms.now();
    this.connection = new Connection(prepared, this.#turnTime, transport);
  }

  /** The time of the turn that is under way or due, or of the last one. */
  get time(): number {
    return this.#turnTime;
  }

  /** Begins. The application hears nothing before. */
  start(): void {
    const { watcher } = this.connection.watch;
    if (watcher !== undefined) callAlone(() => watcher.opened(this));
    this.transport.start(this);
    this.turn();
  }

  // What the transport tells.

  data(chunk: Uint8Array): void {
    try {
      if (this.#grows !== undefined) this.#grows(chunk.length);
      this.connection.receiveData(chunk, this.now());
    } catch (error) {
      // The transport does not pause: that is no fault of whoever called it.
      this.connection.abort(error, this.now());
    }
    this.turn();
  }

  end(): void {
    this.connection.receiveEof(this.now());
    this.turn();
  }

  drain(): void {
    this.connection.transportDrained(this.now());
    this.turn();
  }

  error(error: TransportFailure): void {
    this.connection.receiveError(error, this.now());
    this.#application.lost?.(error);
    this.turn();
  }

  close(): void {
    if (this.#phase === OVER) return;
    // A transport that closes without an end and without an error has lost its remote all the same.
    this.error(new TransportError('close', 'ECONNRESET', 'the transport closed before the remote had ended'));
  }

  secured(security: Security): void {
    this.connection.receiveSecured(security, this.now());
    this.turn();
  }

  // What the application wants. Each takes effect in this turn, or in one at the end of the current task.

  /** Sends a message; see {@link Connection.send}. Messages of one task leave in one write. */
  send(message: TOut): boolean {
    const room = this.connection.send(message, this.now());
    this.turnSoon();
    return room;
  }

  responded(): void {
    this.connection.responded(this.now());
    this.turnSoon();
  }

  finish(): void {
    this.connection.finish(this.now());
    this.turnSoon();
  }

  closeInOrder(): void {
    this.connection.close(this.now());
    this.turnSoon();
  }

  drainInOrder(): void {
    this.connection.drain(this.now());
    this.turnSoon();
  }

  abort(reason: unknown): void {
    this.connection.abort(reason, this.now());
    this.release();
    this.turnSoon();
  }

  /** Reads nothing more until {@link release}: the application is busy. Input is read ahead to the limit. */
  hold(): void {
    this.connection.hold();
  }

  /** Tells the read half what came of something that it waits for. */
  waitFor({ for: promise, outcome }: EmittedWait): void {
    const tell = (event: AnyEventObject) => {
      this.connection.receiveOutcome(event, this.now());
      this.turnSoon();
    };
    promise.then(
      (value) => tell({ type: outcome, value }),
      (cause) => {
        const error = ownError(cause) ?? localError('handler-threw', causeText(cause), { cause });
        tell({ type: 'malformed', error });
      },
    );
  }

  /** Whether the application may still answer what it was handed; see {@link Connection.answering}. */
  answering(is: boolean): void {
    this.connection.answering(is);
    if (!is && this.connection.postponing) this.turnSoon();
  }

  release(): void {
    this.connection.release();
    this.turnSoon();
  }

  // A turn.

  /** The time: that of the turn which is under way or due, or else read from the clock for the one that follows. */
  private now(): number {
    if (this.#phase !== TURNING && this.#phase !== TURN_DUE) this.#turnTime = this.#alarms.taskTime();
    return this.#turnTime;
  }

  private turnSoon(): void {
    if (this.#phase !== RESTING) return;
    this.#phase = TURN_DUE;
    void Promise.resolve().then(() => this.turn());
  }

  private turn(): void {
    if (this.#phase === TURNING || this.#phase === YIELDING || this.#phase === OVER) return;
    this.#phase = TURNING;
    const signal = this.pump();
    if (signal === undefined) return this.yieldToOthers();
    if (signal === CLOSED) return this.finishUp();
    this.#phase = RESTING;
    if (this.connection.secureDue) return this.secure();
    this.regulate();
    this.setAlarm();
    if (this.restPlace < 0 && signal === NEED_DATA && this.connection.receivedBytes > 0) resting.note(this);
    if (this.tag !== undefined) this.tellTurned();
  }

  private tellTurned(): void {
    const { watcher } = this.connection.watch;
    if (watcher !== undefined) callAlone(() => watcher.turned(this, this.#turnTime));
  }

  /** What a function of the protocol throws that nobody else has caught ends the connection. */
  private pump(): Signal | undefined {
    for (let left = TRIES; ; left--) {
      try {
        return pump(this.connection, this.#application, this.transport, this.#turnTime, this);
      } catch (cause) {
        if (left === 0) throw cause;
        this.connection.abort(thrownError(cause), this.#turnTime);
      }
    }
  }

  /** Whether the turn still has time: others wait for theirs. */
  mayGoOn(): boolean {
    return this.#alarms.now() - this.#turnTime < TURN_MOST;
  }

  private yieldToOthers(): void {
    this.#phase = YIELDING;
    // Nobody looks meanwhile whether there is room for more.
    if (!this.#paused) this.transport.pause();
    this.#paused = true;
    this.#alarms.clock.setTimer(() => {
      this.#phase = RESTING;
      this.#turnTime = this.#alarms.now();
      this.turn();
    }, 0);
  }

  /** Goes on over TLS. */
  private secure(): void {
    const received = this.connection.takeForHandshake(this.now());
    if (received !== undefined) {
      const secured = this.transport.secure?.(received);
      if (secured === undefined) this.connection.abort(localError('tls-not-set-up'), this.now());
      else {
        this.transport = secured;
        this.#paused = false;
        secured.start(this);
      }
    }
    this.turn();
  }

  private regulate(): void {
    const pause = !this.connection.wantsData;
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.transport.pause();
    else this.transport.resume();
  }

  /** An alarm is left as it is when the deadline moves away, which is the usual case, and set anew when it goes off. */
  private setAlarm(): void {
    const deadline = this.connection.pollTimeout();
    if (deadline === Number.POSITIVE_INFINITY) return;
    if (this.alarmPlace < 0 || deadline < this.alarmAt) this.#alarms.set(this, deadline);
  }

  /** @internal */
  wake(): void {
    this.connection.handleTimeout(this.now(), this.#application.busy === true, this.transport.pendingBytes);
    this.turn();
  }

  /** @internal */
  rest(): void {
    if (this.#phase === RESTING) this.connection.rest();
  }

  private finishUp(): void {
    this.#phase = OVER;
    resting.forget(this);
    this.#alarms.cancel(this);
    this.transport.close();
    const { watcher } = this.connection.watch;
    if (watcher !== undefined) callAlone(() => watcher.closed(this, this.#turnTime));
  }
}

/** Of all connections of the process: what they share is memory. */
const resting = new Resting();

/** The failure is told as well, and what was under way is settled: that may go wrong too. */
const TRIES = 10;

/** For how long the events of one connection are handed out before others have their turn, in milliseconds. */
const TURN_MOST = 10;
