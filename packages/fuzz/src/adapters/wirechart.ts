import {
  Connection,
  type ConnectionEvent,
  type ConnectionOptions,
  type EventSink,
  type OutputSink,
  type Protocol,
  prepare,
  pump,
  type Role,
} from '@wirechart/core';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

/** What a connection shows: what it sends, and the events that the application gets. */
export type ProtocolEvent<TIn> =
  | { readonly type: 'sent'; readonly data: Uint8Array }
  | { readonly type: 'half-closed' }
  | { readonly type: 'event'; readonly event: ConnectionEvent<TIn> };

/** The application and the engine's options. */
export interface ProtocolSubjectOptions<TIn, TOut>
  extends SubjectOptions<ProtocolEvent<TIn>>,
    Pick<ConnectionOptions, 'limits' | 'runtime'> {
  /** What this side sends before anything has arrived. Default: nothing (but for the protocol's own opening). */
  readonly sends?: readonly TOut[];
  /** The replies to a message: a function of the message alone. Default: none. */
  readonly replies?: (message: TIn) => readonly TOut[];
  /** True where a message is a piece of one sequence of bytes (`raw`), so that neighbours merge. Default false. */
  readonly pieces?: boolean;
}

/**
 * A protocol of `@wirechart/core`, without a transport: the input is what the remote sends, and every message is answered
 * at once. The failure of the connection is the verdict, by its code. Time stands still.
 *
 * @throws TypeError, RangeError as `prepare` of the core does.
 * @example await assertChunkInvariant(protocolSubject(jsonHeader(), 'server'), { corpus })
 */
export function protocolSubject<TIn, TOut>(
  protocol: Protocol<TIn, TOut>,
  role: Role,
  options: ProtocolSubjectOptions<TIn, TOut> = {},
): Subject<ProtocolEvent<TIn>> {
  const { sends = [], replies = () => [], pieces = false, limits, runtime, ...rest } = options;
  const prepared = prepare(protocol, role, {
    ...(limits === undefined ? {} : { limits }),
    ...(runtime === undefined ? {} : { runtime }),
  });
  return {
    name: `${protocol.name} (${role})`,
    // A chunk is given to a connection for keeps, and its messages are views of it: documented, and not a finding.
    contract: { changesInput: false, changesOutput: false, keepsInput: true, aliasesInput: true },
    ...rest,
    canonical: {
      piece: (seen) => {
        if (seen.type === 'sent') return { of: 'sent', data: seen.data };
        if (seen.type !== 'event') return undefined;
        const { event } = seen;
        if (event.type === 'piece') return { of: 'piece', data: event.bytes };
        if (pieces && event.type === 'message') return { of: 'message', data: event.message as Uint8Array };
        return undefined;
      },
      project: (seen) => (seen.type === 'event' ? comparable(seen.event) : seen),
      stream: ({ type }) => (type === 'event' ? 'application' : 'sent'),
      ...options.canonical,
    },
    open: (sink) => new ConnectionParser(new Connection(prepared, NOW), { role, sends, replies, sink }),
  };
}

const NOW = 0;

/** How much had arrived already when protocols were switched is a matter of chunks. */
function comparable<TIn>(event: ConnectionEvent<TIn>): unknown {
  return event.type === 'switched' ? { ...event, leftover: undefined } : event;
}

interface Application<TIn, TOut> {
  readonly role: Role;
  readonly sends: readonly TOut[];
  readonly replies: (message: TIn) => readonly TOut[];
  readonly sink: Sink<ProtocolEvent<TIn>>;
}

class ConnectionParser<TIn, TOut> implements Parser {
  readonly #connection: Connection<TIn, TOut>;
  readonly #application: Application<TIn, TOut>;

  constructor(connection: Connection<TIn, TOut>, application: Application<TIn, TOut>) {
    this.#connection = connection;
    this.#application = application;
    for (const message of application.sends) connection.send(message, NOW);
    this.#turn();
  }

  write(chunk: Buffer): void {
    this.#connection.receiveData(chunk, NOW);
    this.#turn();
  }

  end(): void {
    this.#connection.receiveEof(NOW);
    this.#turn();
  }

  /** Until there is nothing more to read, to answer or to write. An error goes last: nothing counts after it. */
  #turn(): void {
    const connection = this.#connection;
    pump(connection, this.#events, this.#output, NOW);
    if (connection.failure !== undefined) this.#application.sink.error(connection.failure);
  }

  readonly #events: EventSink<TIn> = { event: (event) => this.#take(event) };

  readonly #output: OutputSink = {
    write: (pieces) => {
      for (const data of pieces) this.#application.sink.message({ type: 'sent', data });
      return true;
    },
    end: () => this.#application.sink.message({ type: 'half-closed' }),
    reset: () => {},
  };

  #take(event: ConnectionEvent<TIn>): void {
    const { role, replies, sink } = this.#application;
    // Room for output is the transport's affair; a failure is the verdict.
    if (event.type === 'writable' || event.type === 'failed' || event.type === 'closed') return;
    sink.message({ type: 'event', event });
    if (event.type !== 'message') return;
    // biome-ignore lint/suspicious/noExplicitAny: a protocol may emit further types of events, which the type cannot tell apart
    for (const reply of replies((event as any).message)) {
      if (this.#connection.sending) this.#connection.send(reply, NOW);
    }
    if (role === 'server') this.#connection.responded(NOW);
  }
}
