/**
 * Errors by blame: who did it is the class, what it was is the code.
 *
 * Bytes that the remote sent can cause a {@link RemoteError} and nothing else. A {@link LocalError} is a mistake in the
 * program that uses this library. A {@link TransportError} is what the network did. A {@link DeadlineError} names the
 * time-out. Codes are stable; messages may improve.
 */

import type { TraceRecord } from '../trace/record.js';
import type { HalfName } from './half-name.js';
import { withoutStack } from './without-stack.js';

export type { HalfName };

export type Blame = 'remote' | 'local' | 'transport' | 'timeout';

/** Where in a connection an error happened. */
export interface Place {
  readonly half: HalfName;
  /** State path of that half, for example `awaiting-content`. */
  readonly state: string;
  /** Bytes of that direction before the frame in which it happened (for a codec that says so, before the very byte). */
  readonly offset: number;
}

export interface ErrorDetail {
  readonly cause?: unknown;
  /** Bytes from the start of the frame to the fault; added to the offset of the frame. Default 0. */
  readonly at?: number;
}

export abstract class WirechartError extends Error {
  abstract readonly blame: Blame;
  /** Stable, for programs: `truncated`, `limit-header-bytes`, `timeout-idle`, `ECONNREFUSED` … See docs/errors.md. */
  readonly code: string;
  /** Half in which it happened; undefined where no connection was concerned. */
  half: HalfName | undefined = undefined;
  /** State path of that half when it happened. */
  state: string | undefined = undefined;
  /** Byte offset in that half's direction. */
  offset: number | undefined = undefined;
  /** The last transitions of the connection, where the option `record` asked for them. */
  trace: readonly TraceRecord[] | undefined = undefined;
  /**
   * Where it ended a request: whether that may have reached the remote. `'no'`: no byte of it was given to the transport, so it
   * can be made again; `'maybe'`: the remote may have acted on it. Undefined where no request was concerned.
   */
  sent: 'no' | 'maybe' | undefined = undefined;
  readonly #at: number;

  constructor(code: string, message: string, detail: ErrorDetail = {}) {
    super(message, 'cause' in detail ? { cause: detail.cause } : undefined);
    this.name = new.target.name;
    this.code = code;
    this.#at = detail.at ?? 0;
  }

  /** Whether something that was thrown is one of these errors. Unlike `instanceof`, it is not taken in by a Proxy, nor can it throw. */
  static is(cause: unknown): cause is WirechartError {
    return typeof cause === 'object' && cause !== null && #at in cause;
  }

  /** Says where it happened. The first to say so is right. */
  locate(place: Place): this {
    if (this.state === undefined) {
      this.half = place.half;
      this.state = place.state;
      this.offset = place.offset + this.#at;
    }
    return this;
  }

  /**
   * The same error as one request meets it: what ends a connection ends many, and not all had been sent.
   *
   * @internal
   */
  forRequest(sent: 'no' | 'maybe'): this {
    const own = this.copy();
    own.sent = sent;
    return own;
  }

  /**
   * The same error, or a copy of it where nothing can be written into it any more.
   *
   * @internal
   */
  unfrozen(): this {
    return Object.isFrozen(this) ? this.copy() : this;
  }

  private copy(): this {
    const detail: ErrorDetail = { at: this.#at, ...('cause' in this ? { cause: this.cause } : {}) };
    // An error of the class without the constructor of that: what it was given is copied.
    const own: this = withoutStack(() =>
      Reflect.construct(WirechartError, [this.code, this.message, detail], this.constructor as new () => unknown),
    );
    Object.assign(own, this);
    Object.defineProperty(own, 'stack', { value: this.stack, configurable: true, writable: true });
    return own;
  }
}

/** The remote broke the protocol or a limit. */
export class RemoteError extends WirechartError {
  readonly blame = 'remote';
}

/** This side was misused: a message that cannot be encoded, a call out of order, a codec or a handler that threw. */
export class LocalError extends WirechartError {
  readonly blame = 'local';
}

/** Something did not happen in time. */
export class DeadlineError extends WirechartError {
  readonly blame = 'timeout';
  /** Name of the time-out, as in the options: `connect`, `handshake`, `header`, `content`, `idle`, `write`, `drain`, `total`; or the minimum rate, `receive-rate`, `write-rate`. */
  readonly timeout: string;

  constructor(timeout: string, message = `time-out ${timeout}: it did not happen in time`) {
    super(`timeout-${timeout}`, message);
    this.timeout = timeout;
  }
}

/** The stage in the life of a transport at which it failed. */
export type Stage = 'resolve' | 'connect' | 'handshake' | 'listen' | 'read' | 'write' | 'close';

/** The network or the operating system did it. The code is the system's: `ECONNRESET`, `EADDRINUSE`, `ENOTFOUND` … */
export class TransportError extends WirechartError {
  readonly blame = 'transport';
  readonly stage: Stage;

  constructor(stage: Stage, code: string, message: string, detail?: ErrorDetail) {
    super(code, message, detail);
    this.stage = stage;
  }
}

/** What ends a transport: the network, the system, or a handshake that took too long. */
export type TransportFailure = TransportError | DeadlineError;
