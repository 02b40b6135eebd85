import {
  Connection,
  type ConnectionEvent,
  type EventSink,
  type Limits,
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
  /** Whether messages are pieces of one sequence of bytes. */
  readonly pieces: boolean;
  /** Whether the transport is TLS from the beginning. */
  readonly tls: boolean;
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
  /** Events with the content that they had when they were handed over. */
  readonly #told: { readonly event: ConnectionEvent<TIn>; readonly text: string }[] = [];
  /** What is said of them, where pieces that follow each other are one. */
  readonly #shown: string[] = [];
  /** The pieces at the end of that. */
  #joined: Piece | undefined;
  /** How many messages had come when each of the messages was sent. */
  readonly toldBefore: number[] = [];
  #messages = 0;
  readonly #sent: Uint8Array[] = [];
  /** Replies that were accepted, and their places in what is sent. */
  readonly #answers: { readonly text: string; readonly from: number; readonly to: number }[] = [];
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
  /** Whether the transport is TLS from the beginning, and still at its handshake. */
  #handshaking: boolean;
  now = 0;
  /** An exception that came out of a call. */
  thrown: string | undefined = undefined;
  #closedEvents = 0;

  constructor(scene: Scene<TIn, TOut>) {
    this.#scene = scene;
    this.#handshaking = scene.tls;
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
          !this.#handshaking &&
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
        return this.#handshaking || this.connection.secureDue;
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
      [
        one.sending,
        one.receiving,
        one.closed,
        one.postponing,
        one.secureDue,
        this.#handshaking,
        this.#remoteOver,
        this.#blocked,
      ]
        .map(Number)
        .join(''),
      this.#half,
      one.failure?.code ?? '',
      this.#scene.pieces ? Buffer.concat(this.#unanswered as Uint8Array[]).length : this.#unanswered.length,
      this.#sends,
      timeout === Number.POSITIVE_INFINITY ? '' : timeout - this.now,
    ].join('|');
  }

  /** All that it has shown, without how bytes were cut. */
  log(): string {
    return `${this.#shown.join('\n')}\nsent ${Buffer.concat(this.#sent).toString('hex')} ${this.#half}\n${this.connection.failure?.code ?? ''}${this.#refused}`;
  }

  /** Messages that were handed out, in their order; of pieces, each of their bytes. */
  messages(): readonly string[] {
    return this.#told.flatMap(({ event, text }) => {
      if (event.type !== 'message') return [];
      return this.#scene.pieces ? [...(event.message as Uint8Array)].map(String) : [text];
    });
  }

  /** The replies in their order, each with as many of its bytes as have left, and whether those are all. */
  answers(): readonly { readonly text: string; readonly bytes: Buffer; readonly whole: boolean }[] {
    const sent = Buffer.concat(this.#sent);
    return this.#answers.map(({ text, from, to }) => ({
      text,
      bytes: sent.subarray(from, to),
      whole: sent.length >= to,
    }));
  }

  /** Messages that wait for an answer. */
  get unanswered(): number {
    return this.#unanswered.length;
  }

  /** Bytes that have come and gone. */
  get bytes(): number {
    return this.#scene.prefix.length + this.#position + this.#sent.reduce((sum, { length }) => sum + length, 0);
  }

  /** Bytes that the remote has sent. */
  get position(): number {
    return this.#position;
  }

  /** Bytes that the remote has not sent yet. */
  get left(): number {
    return this.#scene.input.length - this.#position;
  }

  get limits(): Limits {
    return this.#scene.prepared.input.limits;
  }

  /** Bytes that were handed over and are no longer what they were. */
  get changedInput(): boolean {
    return this.#given.some(({ chunk, copy }) => Buffer.compare(chunk, copy) !== 0);
  }

  /** Events that are no longer what they were. */
  get changedOutput(): boolean {
    return this.#told.some(({ event, text }) => textOf(event) !== text);
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
        if (this.#handshaking) connection.receiveSecured(SECURITY, now);
        // What the handshake is made of is the transport's affair.
        else if (connection.takeForHandshake(now) !== undefined) connection.receiveSecured(SECURITY, now);
        this.#handshaking = false;
        return;
      case 'send':
        this.#send(this.#scene.sends[this.#sends++] as TOut);
        return;
      case 'answer': {
        // How many pieces there are is a matter of chunks.
        for (const message of this.#unanswered.splice(0, this.#scene.pieces ? this.#unanswered.length : 1)) {
          for (const reply of this.#scene.replies(message)) if (connection.sending) this.#answer(reply);
        }
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
    this.toldBefore.push(this.#messages);
    try {
      this.connection.send(message, this.now);
    } catch (error) {
      if (!(error instanceof LocalError)) throw error;
      this.#refused.push(error.code);
    }
  }

  #answer(reply: TOut): void {
    const from = this.connection.offsetOf('write');
    this.#send(reply);
    const to = this.connection.offsetOf('write');
    if (to > from) this.#answers.push({ text: `${this.connection.protocol.name} ${encode(reply)}`, from, to });
  }

  #pump(): void {
    pump(this.connection, this.#events, this.#output, this.now);
  }

  readonly #events: EventSink<TIn> = {
    event: (event) => {
      if (event.type === 'closed') this.#closedEvents++;
      if (event.type === 'writable') return;
      if (event.type === 'message') this.#messages++;
      const text = textOf(event);
      this.#told.push({ event, text });
      this.#show(event, text);
      if (event.type === 'message' && this.#scene.server) this.#unanswered.push((event as { message: TIn }).message);
    },
  };

  /** How a stream of bytes came in pieces is a matter of chunks. */
  #show(event: ConnectionEvent<TIn>, text: string): void {
    const last = this.#joined;
    this.#joined = pieceIn(event, this.#scene.pieces);
    if (this.#joined === undefined || last?.of !== this.#joined.of) {
      this.#shown.push(text);
      return;
    }
    const bytes = Buffer.concat([last.bytes, this.#joined.bytes]);
    this.#joined = { of: last.of, bytes };
    this.#shown[this.#shown.length - 1] = textOf({ ...event, [last.of]: bytes } as ConnectionEvent<TIn>);
  }

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

export const SECURITY: Security = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  protocol: undefined,
  serverName: undefined,
  resumed: false,
  authorized: false,
  certificate: undefined,
};

/** Bytes of a sequence that comes in several events, and the property of the event that has them. */
interface Piece {
  readonly of: 'bytes' | 'message';
  readonly bytes: Uint8Array;
}

function pieceIn<TIn>(event: ConnectionEvent<TIn>, messages: boolean): Piece | undefined {
  if (event.type === 'piece') return { of: 'bytes', bytes: event.bytes };
  return event.type === 'message' && messages ? { of: 'message', bytes: event.message as Uint8Array } : undefined;
}

function textOf<TIn>(event: ConnectionEvent<TIn>): string {
  // How much had arrived already when protocols were switched is a matter of chunks; of an error the code is compared.
  if (event.type === 'switched') return encode({ ...event, leftover: undefined });
  if (event.type === 'failed') return `failed ${event.error.code}`;
  if (event.type === 'closed') return `closed ${event.error?.code ?? ''}`;
  return encode(event);
}
