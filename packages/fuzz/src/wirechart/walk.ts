import {
  Connection,
  type ConnectionEvent,
  type EventSink,
  LocalError,
  type OutputSink,
  type Prepared,
  pump,
  type Security,
} from '@wirechart/core';
import { encode } from '../canonical/encode.js';
import { errorText } from '../canonical/error-kind.js';
import type { Move } from './moves.js';
import { resetByRemote } from './wire.js';

/** Who sends what, and what of the application is under the explorer's hand. */
export interface Scene<TIn, TOut> {
  readonly prepared: Prepared<TIn, TOut>;
  readonly server: boolean;
  /** What the remote has sent before, in one piece. */
  readonly prefix: Uint8Array;
  /** All that the remote sends. */
  readonly input: Uint8Array;
  /** What this side sends when it does. */
  readonly sends: readonly TOut[];
  readonly replies: (message: TIn) => readonly TOut[];
}

/**
 * Where a protocol answers by itself, what comes after its answer waits for a transport that does not take it; what has come in
 * the same chunk does not. So two ways to cut the same bytes are the same `when drained`, and `never` if something else has
 * happened in the meantime.
 */
export type Comparable = 'now' | 'when drained' | 'never';

/** One connection led through a sequence of moves. Everything that it shows is written down. */
export class Walk<TIn, TOut> {
  readonly connection: Connection<TIn, TOut>;
  readonly #scene: Scene<TIn, TOut>;
  readonly #unanswered: TIn[] = [];
  /** Bytes that were handed over, and copies of them. */
  readonly #given: { readonly chunk: Uint8Array; readonly copy: Uint8Array }[] = [];
  /** Events with the content that they had, as long as somebody may look at it again. */
  readonly #seen: { readonly event: ConnectionEvent<TIn>; readonly text: string }[] = [];
  readonly #sent: Uint8Array[] = [];
  readonly #refused: string[] = [];
  #position = 0;
  #sends = 0;
  #remoteOver = false;
  #blocked = false;
  /** Whether output waits for a transport that does not take it. */
  #held = false;
  /** Whether what has been shown may be compared with the same bytes cut otherwise: {@link Comparable}. */
  comparable: Comparable = 'now';
  #half: 'open' | 'ended' | 'reset' = 'open';
  /** Whether the connection has gone over to TLS on the way. */
  secured = false;
  now = 0;
  /** An exception that came out of a call. */
  thrown: string | undefined;
  #closedEvents = 0;

  constructor(scene: Scene<TIn, TOut>) {
    this.#scene = scene;
    this.connection = new Connection(scene.prepared, 0);
    this.#pump();
    if (scene.prefix.length > 0) this.connection.receiveData(Uint8Array.from(scene.prefix), 0);
    this.#pump();
  }

  /** Whether a move makes sense where the connection stands. */
  allows(move: Move): boolean {
    const { input, sends, server } = this.#scene;
    switch (move.type) {
      case 'chunk':
        return (
          !this.#remoteOver &&
          this.#half !== 'reset' &&
          this.#position + move.length <= input.length &&
          this.connection.wantsData
        );
      case 'eof':
      case 'reset':
        return !this.#remoteOver && this.#half !== 'reset';
      case 'timeout':
        return this.connection.pollTimeout() !== Number.POSITIVE_INFINITY;
      case 'block':
        return !this.#blocked && this.#half === 'open';
      case 'drained':
        return this.#blocked;
      case 'secure':
        return this.connection.secureDue;
      case 'send':
        return this.connection.sending && this.#sends < sends.length;
      case 'answer':
        return server && this.#unanswered.length > 0;
      default:
        return !this.connection.closed;
    }
  }

  take(move: Move): void {
    this.#noteHeld(move);
    try {
      this.#take(move);
      this.#pump();
    } catch (error) {
      this.thrown ??= `${move.type}: ${errorText(error)}`;
    }
  }

  /** Where it stands: equal keys lead to equal futures, as far as can be seen. */
  key(): string {
    const { connection: one } = this;
    const timeout = one.pollTimeout();
    return [
      one.protocol.name,
      one.stateOf('read'),
      one.stateOf('write'),
      one.offsetOf('read'),
      this.#position,
      one.offsetOf('write') - one.transmittedBytes,
      [one.sending, one.receiving, one.closed, one.postponing, one.secureDue, this.#remoteOver, this.#blocked]
        .map(Number)
        .join(''),
      this.#half,
      one.failure?.code ?? '',
      this.#unanswered.length,
      this.#sends,
      timeout === Number.POSITIVE_INFINITY ? '' : timeout - this.now,
    ].join('|');
  }

  /** All that it has shown, without how bytes were cut. */
  log(): string {
    const events = this.#seen.map(({ text }) => text);
    return `${events.join('\n')}\nsent ${Buffer.concat(this.#sent).toString('hex')} ${this.#half}\n${this.connection.failure?.code ?? ''}${this.#refused}`;
  }

  /** Messages that were handed out, in their order. */
  messages(): readonly string[] {
    return this.#seen.flatMap(({ event, text }) => (event.type === 'message' ? [text] : []));
  }

  /** Bytes that the remote has sent. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that the remote has not sent yet. */
  get left(): number {
    return this.#scene.input.length - this.#position;
  }

  /** Bytes that may be buffered where no state needs more of them. */
  get roomToBuffer(): number {
    return this.#scene.prepared.input.limits.bufferedBytes;
  }

  /** Bytes that were handed over and are no longer what they were. */
  get changedInput(): boolean {
    return this.#given.some(({ chunk, copy }) => Buffer.compare(chunk, copy) !== 0);
  }

  /** Events that are no longer what they were. */
  get changedOutput(): boolean {
    return this.#seen.some(({ event, text }) => textOf(event) !== text);
  }

  get closedEvents(): number {
    return this.#closedEvents;
  }

  #take(move: Move): void {
    const { connection, now } = this;
    switch (move.type) {
      case 'chunk': {
        const copy = this.#scene.input.slice(this.#position, this.#position + move.length);
        const chunk = Uint8Array.from(copy);
        this.#given.push({ chunk, copy });
        this.#position += move.length;
        connection.receiveData(chunk, now);
        return;
      }
      case 'eof':
        this.#remoteOver = true;
        connection.receiveEof(now);
        return;
      case 'reset':
        this.#remoteOver = true;
        connection.receiveError(resetByRemote(), now);
        return;
      case 'timeout':
        this.now = connection.pollTimeout();
        connection.handleTimeout(this.now);
        return;
      case 'block':
        this.#blocked = true;
        return;
      case 'drained':
        this.#blocked = this.#held = false;
        connection.transportDrained(now);
        return;
      case 'secure':
        this.secured = true;
        // What the handshake is made of is the transport's affair.
        if (connection.takeForHandshake(now) !== undefined) connection.receiveSecured(SECURITY, now);
        return;
      case 'send':
        this.#send(this.#scene.sends[this.#sends++] as TOut);
        return;
      case 'answer': {
        const message = this.#unanswered.shift() as TIn;
        for (const reply of this.#scene.replies(message)) if (connection.sending) this.#send(reply);
        connection.responded(now);
        return;
      }
      case 'abort':
        connection.abort(new Error('no longer wanted'), now);
        return;
      default:
        connection[move.type](now);
    }
  }

  #noteHeld({ type }: Move): void {
    if (type === 'chunk') {
      if (this.#held && this.comparable === 'now') this.comparable = 'when drained';
    } else if (this.comparable === 'when drained') this.comparable = type === 'drained' ? 'now' : 'never';
  }

  /** What may not be said now is refused, and the connection is as it was. */
  #send(message: TOut): void {
    try {
      this.connection.send(message, this.now);
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      this.#refused.push(error.code);
    }
  }

  #pump(): void {
    pump(this.connection, this.#events, this.#output, this.now);
  }

  readonly #events: EventSink<TIn> = {
    event: (event) => {
      if (event.type === 'closed') this.#closedEvents++;
      const last = this.#seen.at(-1)?.event;
      // How a stream of bytes came in pieces is a matter of chunks.
      if (event.type === 'piece' && last?.type === 'piece') {
        this.#seen.pop();
        const joined = { ...event, bytes: Buffer.concat([last.bytes, event.bytes]) };
        this.#seen.push({ event: joined, text: textOf(joined) });
      } else if (event.type !== 'writable') this.#seen.push({ event, text: textOf(event) });
      if (event.type === 'message' && this.#scene.server) this.#unanswered.push((event as { message: TIn }).message);
    },
  };

  readonly #output: OutputSink = {
    write: (pieces) => {
      for (const piece of pieces) this.#sent.push(Uint8Array.from(piece));
      this.#held = this.#blocked;
      return !this.#blocked;
    },
    end: () => {
      if (this.#half === 'open') this.#half = 'ended';
    },
    reset: () => {
      this.#half = 'reset';
      this.#remoteOver = true;
    },
  };
}

const SECURITY: Security = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  protocol: undefined,
  serverName: undefined,
  resumed: false,
  authorized: false,
  certificate: undefined,
};

function textOf<TIn>(event: ConnectionEvent<TIn>): string {
  // How much had arrived already when protocols were switched is a matter of chunks; of an error the code is compared.
  if (event.type === 'switched') return encode({ ...event, leftover: undefined });
  if (event.type === 'failed') return `failed ${event.error.code}`;
  if (event.type === 'closed') return `closed ${event.error?.code ?? ''}`;
  return encode(event);
}
