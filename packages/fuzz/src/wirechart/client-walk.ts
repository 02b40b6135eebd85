/** A client of the engine, with its calls, led through a sequence of moves. */
import {
  type Address,
  type Client,
  type Clock,
  connect,
  type Endpoint,
  LocalError,
  type Protocol,
  type Security,
  type Transport,
  type TransportSink,
  WirechartError,
} from '@wirechart/core';
import type { Move } from './moves.js';
import { resetByRemote } from './wire.js';

/** What a client asks, and what the remote sends. */
export interface Talk<TIn, TOut> {
  readonly protocol: Protocol<TIn, TOut>;
  readonly options: Pick<Parameters<typeof connect>[2] & object, 'limits' | 'timeouts'>;
  readonly prefix: Uint8Array;
  readonly input: Uint8Array;
  readonly sends: readonly TOut[];
  readonly pieces: boolean;
  /** Whether the transport is TLS from the beginning. */
  readonly tls: boolean;
  readonly security: Security;
}

/** A request, and what came of it. Undefined: nothing, nobody has heard of it any more. */
export interface Asked<TIn, TOut> {
  readonly request: TOut;
  outcome: { readonly reply: TIn } | { readonly error: unknown } | undefined;
}

/** What a client has asked on its way to its end. */
export interface Told<TIn, TOut> {
  readonly asked: readonly Asked<TIn, TOut>[];
  /** Whether all requests of the moves could be made: not before a handshake is over, nor once the remote has ended. */
  readonly complete: boolean;
  /** Whether it has come to its end. */
  readonly closed: boolean;
}

/** Time-outs that are let happen until a client must have ended. */
const MOST_TIMEOUTS = 40;

/** Leads a client through moves, and to its end: the remote ends, and time passes. */
export async function askOnTheWay<TIn, TOut>(talk: Talk<TIn, TOut>, path: readonly Move[]): Promise<Told<TIn, TOut>> {
  const walk = new ClientWalk(talk);
  await walk.begin();
  for (const move of path) await walk.take(move);
  await walk.end();
  return { asked: walk.asked, complete: walk.complete, closed: walk.closed };
}

class ClientWalk<TIn, TOut> {
  readonly asked: Asked<TIn, TOut>[] = [];
  complete = true;
  closed = false;
  readonly #talk: Talk<TIn, TOut>;
  readonly #clock = new StandingClock();
  readonly #line: Line;
  #client: Client<TIn, TOut> | undefined;
  #position = 0;
  #sends = 0;

  constructor(talk: Talk<TIn, TOut>) {
    this.#talk = talk;
    this.#line = new Line(talk.security);
  }

  async begin(): Promise<void> {
    const { protocol, options, prefix } = this.#talk;
    const endpoint: Endpoint = {
      clock: this.#clock,
      connect: async () => this.#line.open(this.#talk.tls),
      listen: () => Promise.reject(new Error('nobody listens')),
    };
    connect(protocol, endpoint, options).then(
      (client) => {
        this.#client = client;
        void client.closed.then(() => {
          this.closed = true;
        });
      },
      () => {
        this.closed = true;
      },
    );
    await settled();
    if (prefix.length > 0) this.#line.data(prefix);
    await settled();
  }

  /** What makes no sense where the client stands is left out: its calls refuse it, or the remote is gone. */
  async take(move: Move): Promise<void> {
    const client = this.#client;
    switch (move.type) {
      case 'chunk': {
        const { input } = this.#talk;
        this.#line.data(input.subarray(this.#position, this.#position + move.length));
        this.#position += move.length;
        break;
      }
      case 'send':
        this.#ask(this.#talk.sends[this.#sends++] as TOut);
        break;
      case 'timeout':
        this.#clock.pass();
        break;
      case 'eof':
      case 'reset':
      case 'block':
      case 'drained':
      case 'secure':
        this.#line[move.type]();
        break;
      case 'finish':
        client?.finish();
        break;
      case 'close':
      case 'drain':
        // A client that is to drain is one that closes in order.
        void client?.close();
        break;
      case 'abort':
        void client?.abort(new Error('no longer wanted'));
        break;
      default:
    }
    await settled();
  }

  async end(): Promise<void> {
    for (const type of ['drained', 'secure', 'eof', 'close'] as const) await this.take({ type });
    for (let fired = 0; !this.closed && fired < MOST_TIMEOUTS && this.#clock.waits; fired++) {
      await this.take({ type: 'timeout' });
    }
  }

  #ask(request: TOut): void {
    if (this.#client === undefined) {
      this.complete = false;
      return;
    }
    const asked: Asked<TIn, TOut> = { request, outcome: undefined };
    this.#client.request(request).then(
      (reply) => {
        asked.outcome = { reply };
      },
      (error: unknown) => {
        asked.outcome = { error };
      },
    );
    this.asked.push(asked);
  }
}

/** All that a client and its engine do without another cause. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Stands still until it is told to go on to the next time for which somebody waits. */
class StandingClock implements Clock {
  readonly #timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  #now = 0;

  get waits(): boolean {
    return this.#timers.size > 0;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delay: number): unknown {
    const timer = {};
    this.#timers.set(timer, { at: this.#now + delay, callback });
    return timer;
  }

  clearTimer(timer: unknown): void {
    this.#timers.delete(timer as object);
  }

  pass(): void {
    const [first] = [...this.#timers].sort(([, one], [, other]) => one.at - other.at);
    if (first === undefined) return;
    const [timer, { at, callback }] = first;
    this.#timers.delete(timer);
    this.#now = Math.max(this.#now, at);
    callback();
  }
}

const NOWHERE: Address = { kind: 'name', name: 'nowhere' };

/** The remote's side of a connection, under the hand of whoever leads the walk. */
class Line {
  readonly #security: Security;
  #sink: TransportSink | undefined;
  /** Who is told when the handshake is over, and what has come before that. */
  #handshake: { readonly sink: TransportSink; readonly early: Uint8Array[] } | undefined;
  #blocked = false;
  #over = false;

  constructor(security: Security) {
    this.#security = security;
  }

  open(tls: boolean): Transport {
    const secured = () => ({
      ...this.#transport(),
      security: this.#security,
      start: (sink: TransportSink) => {
        this.#handshake = { sink, early: [] };
      },
    });
    if (tls) return secured();
    return {
      ...this.#transport(),
      secure: secured,
      start: (sink) => {
        this.#sink = sink;
      },
    };
  }

  data(bytes: Uint8Array): void {
    if (this.#handshake !== undefined) this.#handshake.early.push(Uint8Array.from(bytes));
    else if (!this.#over) this.#sink?.data(Uint8Array.from(bytes));
  }

  eof(): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener?.end();
  }

  reset(): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener?.error(resetByRemote());
  }

  block(): void {
    this.#blocked = true;
  }

  drained(): void {
    if (!this.#blocked) return;
    this.#blocked = false;
    this.#listener?.drain();
  }

  secure(): void {
    if (this.#handshake === undefined) return;
    const { sink, early } = this.#handshake;
    this.#sink = sink;
    this.#handshake = undefined;
    sink.secured?.(this.#security);
    for (const bytes of early) this.data(bytes);
  }

  get #listener(): TransportSink | undefined {
    return this.#handshake?.sink ?? this.#sink;
  }

  #transport(): Omit<Transport, 'start' | 'security'> {
    const leave = () => {
      this.#over = true;
    };
    return {
      local: NOWHERE,
      remote: NOWHERE,
      write: () => !this.#blocked,
      pause: () => undefined,
      resume: () => undefined,
      end: () => undefined,
      close: leave,
      reset: leave,
    };
  }
}

/** Whether it is an error that says whether the request has reached the remote. */
export function tellsOfRequest(error: unknown): boolean {
  return error instanceof WirechartError && (error.sent === 'no' || error.sent === 'maybe');
}

/** Whether it has been refused before it was sent: there is no reply to it, or it cannot be said now. */
export function wasRefused(error: unknown): boolean {
  return error instanceof LocalError && error.sent === 'no';
}
