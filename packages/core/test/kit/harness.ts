/** A connection under a virtual clock, with the transport's part played by the test and everything that happens kept. */
import {
  Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  END,
  type EventSink,
  type OutputSink,
  type Prepared,
  type Protocol,
  prepare,
  pump,
  pumpEvents,
  pumpOutput,
  RESET,
  type Role,
  type Signal,
  TransportError,
} from '../../src/index.js';

export interface HarnessOptions<TIn, TOut> extends ConnectionOptions {
  readonly role?: Role;
  /** Made ready already; then role and options are those it was prepared with. */
  readonly prepared?: Prepared<TIn, TOut>;
  /** What a server replies to a message; without it the test answers by itself. */
  readonly answer?: (message: TIn) => TOut | undefined;
}

export class Harness<TIn, TOut> {
  readonly connection: Connection<TIn, TOut>;
  readonly events: ConnectionEvent<TIn>[] = [];
  /** Bytes that the transport took. */
  output = Buffer.alloc(0);
  /** How often the transport was written to. */
  writes = 0;
  /** What ended our direction at the transport. */
  outputEnd: typeof END | typeof RESET | undefined;
  /** Whether the transport asks for no waiting after a write. */
  ready = true;
  now = 0;
  readonly #options: HarnessOptions<TIn, TOut>;

  constructor(protocol: Protocol<TIn, TOut>, options: HarnessOptions<TIn, TOut> = {}) {
    this.#options = options;
    this.connection = new Connection(
      options.prepared ?? prepare(protocol, options.role ?? 'server', options),
      this.now,
    );
  }

  /** Takes chunks in, and sees to what comes of each. */
  receive(...chunks: (Uint8Array | string)[]): this {
    for (const chunk of chunks) {
      this.connection.receiveData(typeof chunk === 'string' ? Buffer.from(chunk) : chunk, this.now);
      this.run();
    }
    return this;
  }

  eof(): this {
    this.connection.receiveEof(this.now);
    this.run();
    return this;
  }

  error(error = connectionReset()): this {
    this.connection.receiveError(error, this.now);
    this.run();
    return this;
  }

  /** The transport is ready again. */
  drained(): this {
    this.ready = true;
    this.connection.transportDrained(this.now);
    this.run();
    return this;
  }

  send(message: TOut): boolean {
    const room = this.connection.send(message, this.now);
    this.run();
    return room;
  }

  responded(): this {
    this.connection.responded(this.now);
    this.run();
    return this;
  }

  finish(): this {
    this.connection.finish(this.now);
    this.run();
    return this;
  }

  drain(): this {
    this.connection.drain(this.now);
    this.run();
    return this;
  }

  abort(reason?: unknown): this {
    this.connection.abort(reason, this.now);
    this.run();
    return this;
  }

  /** Lets time pass; each deadline on the way is met at its time. */
  advance(milliseconds: number): this {
    const until = this.now + milliseconds;
    for (;;) {
      const deadline = this.connection.pollTimeout();
      if (deadline > until) break;
      this.now = deadline;
      this.connection.handleTimeout(this.now);
      this.run();
    }
    this.now = until;
    return this;
  }

  /** Hands out events and writes output until nothing is left to do; returns why there are no more events. */
  run(): Signal {
    return pump(this.connection, this.#application, this.#transport, this.now);
  }

  pull(): Signal {
    return pumpEvents(this.connection, this.#application);
  }

  flush(): boolean {
    return pumpOutput(this.connection, this.#transport, this.now);
  }

  readonly #application: EventSink<TIn> = {
    event: (event) => {
      this.events.push(event);
      if (event.type === 'message' && this.#options.answer !== undefined) {
        const reply = this.#options.answer(event.message);
        if (reply !== undefined && this.connection.sending) this.connection.send(reply, this.now);
        this.connection.responded(this.now);
      }
    },
  };

  readonly #transport: OutputSink = {
    write: (pieces) => {
      this.writes += 1;
      this.output = Buffer.concat([this.output, ...pieces]);
      return this.ready;
    },
    end: () => {
      this.outputEnd = END;
    },
    reset: () => {
      this.outputEnd = RESET;
    },
  };

  /** The messages so far. */
  get messages(): TIn[] {
    return this.events.flatMap((event) => (event.type === 'message' ? [event.message] : []));
  }

  /** Types of the events so far. */
  get types(): string[] {
    return this.events.map((event) => event.type);
  }

  /** Where both halves are. */
  get states(): [read: string, write: string] {
    return [this.connection.stateOf('read'), this.connection.stateOf('write')];
  }

  /** The failure, as far as an application decides on it. */
  get failure() {
    const { failure } = this.connection;
    if (failure === undefined) return undefined;
    const { blame, code, half, state, offset } = failure;
    return { blame, code, half, state, offset };
  }
}

export function connectionReset(): TransportError {
  return new TransportError('read', 'ECONNRESET', 'the remote reset the connection');
}
