/** A transport whose handshake is still under way: it takes every call, and does them when there is something to do them with. */
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import {
  type AbortSignalLike,
  type Address,
  DeadlineError,
  formatAddress,
  type Security,
  type Transport,
  type TransportError,
  type TransportSink,
} from '@wirechart/core';
import { abortReason } from '../abort.js';
import { type Deadline, Deadlines } from '../deadlines.js';
import { overStream, reset } from '../reset.js';
import { StreamTransport } from '../stream-transport.js';
import { EndWatch } from './end-watch.js';
import { handshakeError } from './handshake-error.js';
import { securityOf } from './security.js';
import type { Handshaking, TlsSide } from './side.js';

export class OpeningTransport implements Transport, Handshaking {
  readonly local: Address;
  readonly remote: Address;
  security: Security | undefined = undefined;
  readonly #stream: Duplex;
  readonly #closeTimeout: number;
  #sink: TransportSink | undefined;
  /** The transport over TLS, once there is one. */
  #opened: Transport | undefined;
  #failure: TransportError | DeadlineError | undefined;
  readonly #side: TlsSide;
  #deadline: Deadline | undefined;
  #watch: EndWatch | undefined;
  // What was asked for meanwhile.
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #drainOwed = false;
  #paused = false;
  #ended = false;
  #closing = false;
  #reset = false;
  /** Nothing more is told. */
  #over = false;
  #whenSettled: (() => void) | undefined;

  constructor(stream: Duplex, local: Address, remote: Address, side: TlsSide, closeTimeout: number) {
    this.local = local;
    this.remote = remote;
    this.#stream = stream;
    this.#side = side;
    this.#closeTimeout = closeTimeout;
    if (side.timeout !== Number.POSITIVE_INFINITY) {
      this.#deadline = Deadlines.in(side.timeout).set(this);
    }
    stream.on('error', ignore);
    if (stream.writableLength === 0) this.shakeHands();
    else this.afterOutput(() => this.shakeHands());
  }

  /** Resolves when the handshake is over. @throws TransportError of stage `handshake`, DeadlineError `handshake`; the signal's reason. */
  async opened(signal?: AbortSignalLike): Promise<this> {
    const giveUp = () => this.reset();
    if (signal?.aborted) giveUp();
    signal?.addEventListener('abort', giveUp, { once: true });
    if (this.#opened === undefined && this.#failure === undefined && !this.#reset) {
      await new Promise<void>((resolve) => {
        this.#whenSettled = resolve;
      });
    }
    signal?.removeEventListener('abort', giveUp);
    if (this.#reset && signal !== undefined) throw abortReason(signal);
    if (this.#failure !== undefined) throw this.#failure;
    return this;
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    if (this.#failure !== undefined || this.#reset) process.nextTick(() => this.tellEnd());
    else if (this.#opened !== undefined) process.nextTick(() => this.begin());
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#opened !== undefined) return this.#opened.write(chunks);
    if (this.isLeaving || this.#ended) return true;
    for (const chunk of chunks) {
      this.#waiting.push(chunk);
      this.#waitingBytes += chunk.length;
    }
    if (this.#waitingBytes < HIGH_WATER) return true;
    this.#drainOwed = true;
    return false;
  }

  get pendingBytes(): number | undefined {
    return this.#opened === undefined ? this.#waitingBytes : this.#opened.pendingBytes;
  }

  get unsentBytes(): number | undefined {
    return this.#opened === undefined ? this.#waitingBytes : this.#opened.unsentBytes;
  }

  pause(): void {
    this.#paused = true;
    this.#opened?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#opened?.resume();
  }

  end(): void {
    this.#ended = true;
    this.#opened?.end();
  }

  close(): void {
    this.#closing = true;
    this.#opened?.close();
  }

  reset(): void {
    if (this.#opened !== undefined) return this.#opened.reset();
    if (this.#reset || this.#failure !== undefined) return;
    this.#reset = true;
    this.settle();
    reset(this.#stream);
    if (this.#sink !== undefined) process.nextTick(() => this.tellEnd());
  }

  private get isLeaving(): boolean {
    return this.#closing || this.#reset || this.#failure !== undefined;
  }

  private open(socket: TLSSocket): void {
    if (this.#failure !== undefined || this.#reset) {
      socket.on('error', ignore);
      socket.destroy();
      return;
    }
    this.settle();
    this.security = securityOf(socket, this.#side.seesCertificates);
    const opened = new StreamTransport(overStream(socket, this.#stream), this.local, {
      remote: this.remote,
      closeTimeout: this.#closeTimeout,
    });
    this.#opened = opened;
    const ready = this.#waiting.length === 0 || opened.write(this.#waiting);
    this.#waiting = [];
    if (this.#paused) opened.pause();
    if (this.#ended) opened.end();
    if (this.#closing) opened.close();
    if (this.#sink === undefined) return;
    const owed = ready && this.#drainOwed;
    this.begin();
    if (owed && !this.#closing) this.#sink.drain();
  }

  private begin(): void {
    const sink = this.#sink as TransportSink;
    if (!this.#closing) sink.secured?.(this.security as Security);
    (this.#opened as Transport).start(sink);
  }

  /** What was written before TLS leaves before it: node:tls writes past what the stream has not handed to the system. */
  private afterOutput(begin: () => void): void {
    const stream = this.#stream;
    const gone = () => this.fail(handshakeError(formatAddress(this.remote), HUNG_UP));
    stream.once('close', gone);
    stream.write(NOTHING, (error) => {
      stream.off('close', gone);
      if (error) gone();
      else begin();
    });
  }

  private shakeHands(): void {
    if (this.#failure !== undefined || this.#reset) return;
    const stream = this.#stream;
    const side = this.#side;
    this.#watch = side.needsCloseNotify ? new EndWatch(stream) : undefined;
    const carrier = this.#watch ?? stream;
    // An end in the middle of the handshake is the end of the connection.
    carrier.allowHalfOpen = false;
    side.handshake(carrier, this);
  }

  /** @internal */
  handleSecured(socket: TLSSocket): void {
    this.#watch?.watch(socket);
    this.open(socket);
  }

  /** @internal */
  handleRefusal(cause: Error): void {
    this.fail(handshakeError(formatAddress(this.remote), cause));
  }

  /** The handshake has taken too long. @internal */
  handleLate(): void {
    this.fail(this.late());
  }

  private fail(failure: TransportError | DeadlineError): void {
    if (this.#opened !== undefined || this.#failure !== undefined || this.#reset) return;
    this.#failure = failure;
    this.settle();
    this.#stream.destroy();
    if (this.#sink !== undefined) this.tellEnd();
  }

  private tellEnd(): void {
    if (this.#over) return;
    this.#over = true;
    const sink = this.#sink as TransportSink;
    if (this.#failure !== undefined && !this.#closing && !this.#reset) sink.error(this.#failure);
    sink.close();
  }

  private settle(): void {
    this.#deadline?.callOff();
    this.#whenSettled?.();
  }

  private late(): DeadlineError {
    const { timeout } = this.#side;
    const message = `time-out handshake: no TLS with ${formatAddress(this.remote)} within ${timeout} ms`;
    return new DeadlineError('handshake', message);
  }
}

const HUNG_UP = Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });

const NOTHING = new Uint8Array(0);

/** Output that is held for a handshake before its sender is told to wait; less is taken at once by what follows. */
const HIGH_WATER = 16 * 1024;

function ignore(): void {}
