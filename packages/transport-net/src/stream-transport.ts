/** A transport over a stream of Node: a socket or any other Duplex. */
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Address, formatAddress, type Transport, type TransportError, type TransportSink } from '@wirechart/core';
import { ipAddress, UNKNOWN } from './addresses.js';
import { type Deadline, Deadlines } from './deadlines.js';
import { type PackedHost, packHost, peerNameOf, unpackHost } from './peer-name.js';
import { carrierOf, reset } from './reset.js';
import { asReset, hasPeer } from './reset-or-end.js';
import { pauseShared, sharedReading } from './shared-reading.js';
import { systemError } from './system-error.js';
import { handshakeError, isLateRefusal } from './tls/handshake-error.js';
import { afterTicket, isTicketDue } from './tls/ticket.js';

/** What is the same for all transports of an endpoint. */
export interface Common {
  /** Undefined for that of the socket. */
  readonly remote: Address | undefined;
  /** That of the socket is asked for when something arrives, or when somebody wants to know it. Default false: at once. */
  readonly asksLate?: boolean;
  /** Milliseconds that {@link StreamTransport.close} waits for output to be taken before it resets. */
  readonly closeTimeout: number;
  /** The stream is a socket that nobody else reads or listens to. Default false. */
  readonly ownsSocket?: boolean;
  /** Puts TLS over the stream of a transport that was given up for it. */
  readonly secure?: ((stream: Duplex, local: Address, remote: Address) => Transport) | undefined;
}

// How far a transport is: a set of facts, a bit each.

/** The sink is told things. Until then they are held. */
const TELLING = 1 << 0;
const PAUSED = 1 << 1;
const END_HELD = 1 << 2;
/** The remote seems to have ended, and it is being found out if that is so. */
const CONFIRMING = 1 << 3;
/** `write` has returned false, and `drain` is owed. */
const DRAIN_OWED = 1 << 4;
const CLOSING = 1 << 5;
const RESETTING = 1 << 6;
/** Nothing but `close` is told any more. */
const LEAVING = CLOSING | RESETTING;
const CLOSED = 1 << 7;
/** The next `drain` of the stream is listened for. */
const HEARS_DRAIN = 1 << 8;
/** The sink is being told of the remote's end, and may answer it by a close. */
const TELLING_END = 1 << 9;
/** This direction is to end when the sink has returned, if it has not closed. */
const END_DUE = 1 << 10;
/** Who is at the other end is asked for when something arrives. */
const REMOTE_UNASKED = 1 << 11;
/** It may be read into memory that others are read into, too. */
const MAY_SHARE = 1 << 12;
/** It is read into memory that others are read into. */
const READ_SHARED = 1 << 13;
/** How many small reads it has had in a row, up to seven: a number, in three bits. */
const LITTLE_READS = 7 << 14;
const LITTLE_READ = 1 << 14;

/**
 * There is one of these per connection, so it is small: it has no closures (listeners are shared functions that find their
 * transport as a property of the stream), and no `#` methods, which take room in each instance.
 *
 * @internal
 */
export class StreamTransport implements Transport {
  readonly local: Address;
  readonly #common: Common;
  readonly #stream: Duplex;
  #sink: TransportSink | undefined;
  #facts = 0;
  #heldError: TransportError | undefined;
  #closeDeadline: Deadline | undefined;
  /** The remote end, once it was asked for and as far as the system knew it. */
  #remoteHost: PackedHost | undefined;
  #remotePort = 0;

  /** Takes the stream over, and pauses it until {@link start}. */
  constructor(stream: Duplex, local: Address, common: Common) {
    this.local = local;
    this.#common = common;
    this.#stream = stream;
    if (common.asksLate === true) this.#facts |= REMOTE_UNASKED;
    else if (common.remote === undefined) this.askForRemote();
    (stream as Carrier)[TRANSPORT] = this;
    // The end of one direction is an event for the machine, which decides what becomes of the other.
    stream.allowHalfOpen = true;
    if (stream.readableFlowing !== false) stream.pause();
    // What TLS is put over is read by that.
    if (common.ownsSocket && common.secure === undefined) this.#facts |= MAY_SHARE;
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('error', onError);
    stream.on('close', onClose);
  }

  get remote(): Address {
    const { remote } = this.#common;
    if (remote !== undefined) return remote;
    if (this.#remoteHost === undefined) this.askForRemote();
    return this.#remoteHost === undefined ? UNKNOWN : ipAddress(unpackHost(this.#remoteHost), this.#remotePort);
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    const newsHeld = this.#heldError !== undefined || this.is(END_HELD | CLOSED | DRAIN_OWED);
    // The caller is not called back from inside its own call.
    if (newsHeld) process.nextTick(begin, this);
    else this.begin();
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const stream = this.#stream;
    if (this.is(LEAVING) || stream.destroyed) return true;
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
    if (!this.is(HEARS_DRAIN)) stream.once('drain', onDrain);
    this.#facts |= DRAIN_OWED | HEARS_DRAIN;
    return false;
  }

  /** What Node holds of it, and what of that is with the system's library: Node's own time-out of sockets looks at that, too. */
  get pendingBytes(): number {
    const { _handle } = this.#stream as { readonly _handle?: { readonly writeQueueSize?: number } | null };
    return this.#stream.writableLength + (_handle?.writeQueueSize ?? 0);
  }

  get unsentBytes(): number {
    return this.#stream.writableLength;
  }

  pause(): void {
    this.#facts |= PAUSED;
    if (this.is(READ_SHARED)) pauseShared(this.#stream as Socket);
    else this.#stream.pause();
  }

  resume(): void {
    this.#facts &= ~PAUSED;
    if (this.is(TELLING)) this.#stream.resume();
  }

  end(): void {
    if (this.is(TELLING_END)) this.#facts |= END_DUE;
    else this.#stream.end();
  }

  close(): void {
    if (this.is(LEAVING)) return;
    this.#facts |= CLOSING;
    const stream = this.#stream;
    if (stream.destroyed) return;
    const ends = this.endsAtOnce;
    // When both directions are over, close(2) ends this one as well: shutdown(2) before it would be one call of the system more.
    if (stream.writableFinished || (ends && this.is(END_DUE))) return this.leave();
    stream.end();
    // When both directions have ended, Node lets go of a socket by itself.
    if (ends && stream.readableEnded) return;
    stream.on('finish', onFinish);
    const { closeTimeout } = this.#common;
    if (!ends && closeTimeout !== Number.POSITIVE_INFINITY) {
      this.#closeDeadline = Deadlines.in(closeTimeout).set(this);
    }
  }

  reset(): void {
    if (this.is(RESETTING)) return;
    this.#facts |= RESETTING;
    const stream = this.#stream;
    if (stream.destroyed) return;
    // A reset during shutdown(2) is refused (EINVAL, SO_LINGER does not go with it) and the socket lost; it is brief.
    const shuttingDown = stream.writableEnded && !stream.writableFinished && stream.writableLength === 0;
    if (shuttingDown) stream.on('finish', onFinish);
    else reset(stream);
  }

  secure(received: readonly Uint8Array[]): Transport | undefined {
    const { secure } = this.#common;
    if (secure === undefined) return undefined;
    const stream = this.#stream;
    this.#facts |= CLOSED;
    // What arrives from here on, and what is put back, is kept for whoever reads next.
    stream.pause();
    stream.off('data', onData).off('end', onEnd).off('drain', onDrain).off('error', onError).off('close', onClose);
    for (const chunk of [...received].reverse()) stream.unshift(chunk);
    return secure(stream, this.local, this.remote);
  }

  // What the stream tells.

  /** @internal */
  handleData(chunk: Uint8Array): void {
    if (this.is(REMOTE_UNASKED)) this.askForRemote();
    if (this.is(MAY_SHARE)) this.mayShare(chunk.length);
    if (!this.is(LEAVING)) this.#sink?.data(chunk);
  }

  /** One that gets little at a time shares what it is read into, from the eighth time in a row on. One that gets much is given its memory. */
  private mayShare(size: number): void {
    if (size >= LITTLE) this.#facts &= ~LITTLE_READS;
    else if ((this.#facts & LITTLE_READS) < LITTLE_READS) this.#facts += LITTLE_READ;
    else {
      this.#facts &= ~MAY_SHARE;
      if (readShared(this.#stream as Socket)) this.#facts |= READ_SHARED;
    }
  }

  /** @internal */
  handleEnd(): void {
    if (this.#stream.writableEnded || this.local.kind !== 'ip') return this.confirmEnd();
    const stream = carrierOf(this.#stream);
    if (!(stream instanceof Socket)) return this.confirmEnd();
    // libuv takes a reset that comes together with data for an end (uv__stream_io, POLLHUP after a partial read). Writing
    // tells them apart: to write nothing fails on a connection that was reset. Output under way will fail by itself.
    if (stream.bytesRead === 0 || stream.destroyed || hasPeer(stream)) return this.confirmEnd();
    this.#facts |= CONFIRMING;
    if (stream.writableLength > 0) setImmediate(confirmEnd, this);
    else stream.write(NOTHING, (error) => error || this.confirmEnd());
  }

  /** @internal */
  confirmEnd(): void {
    if (this.is(LEAVING | CLOSED) || this.#stream.errored) return;
    this.#facts &= ~CONFIRMING;
    if (this.is(TELLING)) this.tellEnd();
    else this.#facts |= END_HELD;
  }

  private tellEnd(): void {
    this.#facts |= TELLING_END;
    try {
      this.#sink?.end();
    } finally {
      this.#facts &= ~TELLING_END;
      if (this.is(END_DUE) && !this.is(LEAVING)) this.#stream.end();
    }
  }

  /** @internal */
  handleDrain(): void {
    this.#facts &= ~HEARS_DRAIN;
    if (!this.is(TELLING) || !this.is(DRAIN_OWED)) return;
    this.#facts &= ~DRAIN_OWED;
    if (!this.is(LEAVING)) this.#sink?.drain();
  }

  /** @internal */
  handleError(cause: Error): void {
    if (this.is(LEAVING | CLOSED)) return;
    const where = formatAddress(this.remote);
    const error = this.is(CONFIRMING) ? systemError('read', where, asReset(cause)) : failureOf(cause, where);
    if (this.is(TELLING)) this.#sink?.error(error);
    else this.#heldError = error;
    // node:tls tells what was wrong with a record, and leaves the rest to whom it has told.
    if (!this.#stream.destroyed) this.#stream.destroy();
  }

  /** @internal */
  handleClose(): void {
    this.#closeDeadline?.callOff();
    this.#facts |= CLOSED;
    // Node's part of a socket outlives its close until the next full collection, and must not keep all this with it.
    (this.#stream as Carrier)[TRANSPORT] = undefined;
    if (this.is(TELLING)) this.#sink?.close();
  }

  /** The system has not taken its last output. @internal */
  handleLate(): void {
    this.reset();
  }

  /** @internal */
  handleFinish(): void {
    if (this.is(RESETTING)) reset(this.#stream);
    else this.leave();
  }

  /** @internal */
  begin(): void {
    this.#facts |= TELLING;
    if (this.is(DRAIN_OWED) && !this.#stream.writableNeedDrain) this.handleDrain();
    if (this.is(END_HELD) && !this.is(LEAVING)) this.tellEnd();
    if (this.#heldError !== undefined && !this.is(LEAVING)) this.#sink?.error(this.#heldError);
    if (this.is(CLOSED)) this.#sink?.close();
    else if (!this.is(PAUSED)) this.#stream.resume();
  }

  /** It is asked for once and kept: that is impossible when the connection is gone. */
  private askForRemote(): void {
    this.#facts &= ~REMOTE_UNASKED;
    const { address, port } = peerNameOf(this.#stream as Socket);
    if (address === undefined || port === undefined) return;
    this.#remoteHost = packHost(address);
    this.#remotePort = port;
  }

  /** Whether all that is left is to tell the system of an end, which nothing can delay. */
  private get endsAtOnce(): boolean {
    const stream = this.#stream;
    const isTcp = this.local.kind === 'ip' && Object.getPrototypeOf(stream) === Socket.prototype;
    return isTcp && stream.writableLength === 0;
  }

  /** Everything is written: lets go of the stream. */
  private leave(): void {
    const stream = this.#stream;
    if (isTicketDue(stream)) afterTicket(stream, () => stream.destroy());
    else stream.destroy();
  }

  /** Whether any of the facts holds. */
  private is(facts: number): boolean {
    return (this.#facts & facts) !== 0;
  }
}

const NOTHING = new Uint8Array(0);
/** Bytes of a read that is cheaper to copy than to be given memory of its own. */
const LITTLE = 4 * 1024;

const TRANSPORT = Symbol('transport');

interface Carrier extends Duplex {
  /** Undefined once the stream is closed. */
  [TRANSPORT]: StreamTransport | undefined;
}

function onData(this: Duplex, chunk: Uint8Array): void {
  (this as Carrier)[TRANSPORT]?.handleData(chunk);
}

const readShared = sharedReading(onData);

function onEnd(this: Duplex): void {
  (this as Carrier)[TRANSPORT]?.handleEnd();
}

function onDrain(this: Duplex): void {
  (this as Carrier)[TRANSPORT]?.handleDrain();
}

function onError(this: Duplex, cause: Error): void {
  (this as Carrier)[TRANSPORT]?.handleError(cause);
}

function onClose(this: Duplex): void {
  (this as Carrier)[TRANSPORT]?.handleClose();
}

function onFinish(this: Duplex): void {
  (this as Carrier)[TRANSPORT]?.handleFinish();
}

function confirmEnd(transport: StreamTransport): void {
  transport.confirmEnd();
}

function begin(transport: StreamTransport): void {
  transport.begin();
}

function failureOf(cause: Error, where: string): TransportError {
  return isLateRefusal(cause) ? handshakeError(where, cause) : systemError(stageOf(cause), where, cause);
}

function stageOf(cause: Error): 'read' | 'write' {
  const { syscall } = cause as { syscall?: unknown };
  return syscall === 'write' || syscall === 'writev' || syscall === 'shutdown' ? 'write' : 'read';
}
