/** A transport over a stream of Node: a socket or any other Duplex. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Address, formatAddress, type Transport, type TransportError, type TransportSink } from '@wirechart/core';
import { remoteAddress } from './addresses.js';
import { systemClock } from './system-clock.js';
import { systemError } from './system-error.js';

/** How a transport leaves, once it does: nothing but `close` is told any more. */
const OPEN = 0;
const CLOSING = 1;
const RESETTING = 2;

/**
 * There is one of these per connection, so it has no closures: listeners are shared functions that find their transport
 * as a property of the stream.
 *
 * @internal
 */
export class StreamTransport implements Transport {
  readonly local: Address;
  readonly #remote: Address | undefined;
  readonly #stream: Duplex;
  readonly #closeTimeout: number;
  #sink: TransportSink | undefined;
  /** Whether the sink is told things. Until then they are held. */
  #telling = false;
  #paused = false;
  #heldEnd = false;
  /** Whether the remote seems to have ended, and it is being found out if that is so. */
  #confirming = false;
  #heldError: TransportError | undefined;
  #closed = false;
  /** Whether `write` has returned false and `drain` is owed. */
  #drainOwed = false;
  #leaving = OPEN;
  #closeTimer: unknown;

  /**
   * Takes the stream over, and pauses it until {@link start}.
   *
   * @param closeTimeout milliseconds that {@link close} waits for output to be taken before it resets
   */
  constructor(stream: Duplex, local: Address, remote: Address | undefined, closeTimeout: number) {
    this.local = local;
    this.#remote = remote;
    // Node asks the system for it once and keeps it, which is impossible when the connection is gone.
    if (remote === undefined) void (stream as Socket).remotePort;
    this.#stream = stream;
    this.#closeTimeout = closeTimeout;
    (stream as Carrier)[TRANSPORT] = this;
    // The end of one direction is an event for the machine, which decides what becomes of the other.
    stream.allowHalfOpen = true;
    if (stream.readableFlowing !== false) stream.pause();
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('drain', onDrain);
    stream.on('error', onError);
    stream.on('close', onClose);
  }

  get remote(): Address {
    return this.#remote ?? remoteAddress(this.#stream as Socket);
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    if (this.#heldError === undefined && !this.#heldEnd && !this.#closed && !this.#drainOwed) this.#begin();
    // The caller is not called back from inside its own call.
    else process.nextTick(begin, this);
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const stream = this.#stream;
    if (this.#leaving !== OPEN || stream.destroyed) return true;
    let ready = true;
    if (chunks.length === 1) ready = stream.write(chunks[0]);
    else {
      // Corked writes leave together, by writev.
      stream.cork();
      for (const chunk of chunks) ready = stream.write(chunk);
      stream.uncork();
    }
    // What the system has taken at once needs no waiting, however much it was.
    if (ready || stream.writableLength === 0) return true;
    this.#drainOwed = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
    this.#stream.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#telling) this.#stream.resume();
  }

  end(): void {
    this.#stream.end();
  }

  close(): void {
    if (this.#leaving !== OPEN) return;
    this.#leaving = CLOSING;
    const stream = this.#stream;
    if (stream.destroyed) return;
    if (stream.writableFinished) {
      stream.destroy();
      return;
    }
    stream.on('finish', onFinish);
    stream.end();
    if (this.#closeTimeout !== Number.POSITIVE_INFINITY) {
      this.#closeTimer = systemClock.setTimer(() => this.reset(), this.#closeTimeout);
    }
  }

  reset(): void {
    if (this.#leaving === RESETTING) return;
    this.#leaving = RESETTING;
    const stream = this.#stream;
    if (stream.destroyed) return;
    // A reset during shutdown(2) is refused (EINVAL, SO_LINGER does not go with it) and the socket lost; it is brief.
    const shuttingDown = stream.writableEnded && !stream.writableFinished && stream.writableLength === 0;
    if (shuttingDown) stream.on('finish', onFinish);
    else this.#reset();
  }

  // What the stream tells.

  /** @internal */
  handleData(chunk: Uint8Array): void {
    if (this.#leaving === OPEN) this.#sink?.data(chunk);
  }

  /** @internal */
  handleEnd(): void {
    const stream = this.#stream;
    if (stream.writableEnded || !(stream instanceof Socket) || this.local.kind !== 'ip') return this.confirmEnd();
    // libuv takes a reset that comes together with data for an end (uv__stream_io, POLLHUP after a partial read). Writing
    // tells them apart: to write nothing fails on a connection that was reset. Output under way will fail by itself.
    if (stream.bytesRead === 0) return this.confirmEnd();
    this.#confirming = true;
    if (stream.writableLength > 0) setImmediate(confirmEnd, this);
    else stream.write(NOTHING, (error) => error || this.confirmEnd());
  }

  /** @internal */
  confirmEnd(): void {
    if (this.#leaving !== OPEN || this.#stream.errored || this.#closed) return;
    this.#confirming = false;
    if (this.#telling) this.#sink?.end();
    else this.#heldEnd = true;
  }

  /** @internal */
  handleDrain(): void {
    if (!this.#telling || !this.#drainOwed) return;
    this.#drainOwed = false;
    if (this.#leaving === OPEN) this.#sink?.drain();
  }

  /** @internal */
  handleError(cause: Error): void {
    if (this.#leaving !== OPEN) return;
    const error = systemError(this.#confirming ? 'read' : stageOf(cause), formatAddress(this.remote), cause);
    if (this.#telling) this.#sink?.error(error);
    else this.#heldError = error;
  }

  /** @internal */
  handleClose(): void {
    if (this.#closeTimer !== undefined) systemClock.clearTimer(this.#closeTimer);
    this.#closed = true;
    if (this.#telling) this.#sink?.close();
  }

  /** @internal */
  handleFinish(): void {
    if (this.#leaving === RESETTING) this.#reset();
    else this.#stream.destroy();
  }

  /** @internal */
  begin(): void {
    this.#begin();
  }

  #begin(): void {
    this.#telling = true;
    if (this.#drainOwed && !this.#stream.writableNeedDrain) this.handleDrain();
    if (this.#heldEnd && this.#leaving === OPEN) this.#sink?.end();
    if (this.#heldError !== undefined && this.#leaving === OPEN) this.#sink?.error(this.#heldError);
    if (this.#closed) this.#sink?.close();
    else if (!this.#paused) this.#stream.resume();
  }

  #reset(): void {
    const stream = this.#stream;
    if (!(stream instanceof Socket)) {
      stream.destroy();
      return;
    }
    try {
      stream.resetAndDestroy();
    } catch {
      // It throws for what is not TCP and so knows no reset (ERR_INVALID_HANDLE_TYPE).
      stream.destroy();
    }
  }
}

const NOTHING = new Uint8Array(0);

const TRANSPORT = Symbol('transport');

interface Carrier extends Duplex {
  [TRANSPORT]: StreamTransport;
}

function onData(this: Duplex, chunk: Uint8Array): void {
  (this as Carrier)[TRANSPORT].handleData(chunk);
}

function onEnd(this: Duplex): void {
  (this as Carrier)[TRANSPORT].handleEnd();
}

function onDrain(this: Duplex): void {
  (this as Carrier)[TRANSPORT].handleDrain();
}

function onError(this: Duplex, cause: Error): void {
  (this as Carrier)[TRANSPORT].handleError(cause);
}

function onClose(this: Duplex): void {
  (this as Carrier)[TRANSPORT].handleClose();
}

function onFinish(this: Duplex): void {
  (this as Carrier)[TRANSPORT].handleFinish();
}

function confirmEnd(transport: StreamTransport): void {
  transport.confirmEnd();
}

function begin(transport: StreamTransport): void {
  transport.begin();
}

function stageOf(cause: Error): 'read' | 'write' {
  const { syscall } = cause as { syscall?: unknown };
  return syscall === 'write' || syscall === 'writev' || syscall === 'shutdown' ? 'write' : 'read';
}
