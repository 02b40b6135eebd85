import { type AnyProtocol, Connection, type Prepared, prepare, pump } from '@wirechart/core';
import { encode } from '../canonical/encode.js';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { endpointOn, type Middle } from './middle.js';
import { type Cuts, resetByRemote, Wire } from './wire.js';

/** What each side shows. */
export type FacingEvent =
  | { readonly side: 'client' | 'server'; readonly type: 'sent'; readonly data: Uint8Array }
  | { readonly side: 'client' | 'server'; readonly type: 'event'; readonly text: string };

/** What is said. */
export interface FacingOptions<TRequest, TReply> extends SubjectOptions<FacingEvent> {
  /** What the client sends, all at once. */
  readonly requests: readonly TRequest[];
  /** The server's replies to a message. */
  readonly replies: (message: never) => readonly TReply[];
  /**
   * A program between the two, such as a relay: it serves on `near`, where the client calls, and calls `far`, where the server
   * is. The bytes are then cut on all four ways. It is begun anew for each run, and has to do its work without timers and other
   * I/O. Default: none, the two face each other.
   */
  readonly between?: Middle;
}

/**
 * A client and a server of protocols of `@wirechart/core` that face each other: what the one sends the other gets. The input is a
 * ruler: its bytes stand for those that go to the server and then for those that go back, and where it is cut, they are. So
 * every cut on both sides is tried.
 *
 * @returns The subject, and the ruler for a corpus. Set `variants: false` and `mutations: 0`: it has no content to vary.
 * @throws Error if the client and the server do not come to an end when nothing is cut.
 * @example
 * const { subject, corpus } = await facingSubject(netstring(), netstring(), {
 *   requests: [encodeUtf8('a')],
 *   replies: (message: Uint8Array) => [message],
 *   between: (near, far) =>
 *     serve(tunnel(), () => undefined, near, {
 *       onConnection: (peer) => connect(tunnel(), far).then((upstream) => relay(peer, upstream)),
 *     }),
 * });
 * await assertChunkInvariant(subject, { corpus, mutations: 0, variants: false });
 */
export async function facingSubject<TRequest, TReply>(
  client: AnyProtocol,
  server: AnyProtocol,
  options: FacingOptions<TRequest, TReply>,
): Promise<{ readonly subject: Subject<FacingEvent>; readonly corpus: readonly Uint8Array[] }> {
  const { requests, replies, between, ...rest } = options;
  const sides = { client: prepare(client, 'client'), server: prepare(server, 'server') } as unknown as Sides;
  const said = { requests, replies: replies as (message: unknown) => readonly unknown[], between };
  const begin = (sink: Sink<FacingEvent>) => new Talk(sides, said, sink);
  const whole = begin({ message: () => undefined, error: () => undefined });
  await whole.run([]);
  const { lengths } = whole;
  const subject: Subject<FacingEvent> = {
    name: `${client.name} facing ${server.name}`,
    ...rest,
    canonical: {
      piece: (seen) => (seen.type === 'sent' ? { of: `sent by the ${seen.side}`, data: seen.data } : undefined),
      stream: ({ side, type }) => `${side} ${type}`,
      project: (seen) => (seen.type === 'event' ? seen.text : seen),
      ...options.canonical,
    },
    open: (sink) => new Ruler((cuts) => begin(sink).run(cutsByWay(cuts, lengths))),
  };
  return { subject, corpus: [new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))] };
}

type Sides = Readonly<Record<'client' | 'server', Prepared<unknown, unknown>>>;

interface Said {
  readonly requests: readonly unknown[];
  readonly replies: (message: unknown) => readonly unknown[];
  readonly between: Middle | undefined;
}

/** The ways follow each other on the ruler. */
function cutsByWay(cuts: Cuts, lengths: readonly number[]): Cuts[] {
  let start = 0;
  return lengths.map((length) => {
    const from = start;
    start += length;
    return cuts.filter((cut) => cut > from && cut < from + length).map((cut) => cut - from);
  });
}

class Ruler implements Parser {
  readonly #run: (cuts: Cuts) => void | Promise<void>;
  readonly #cuts: number[] = [];
  #length = 0;

  constructor(run: (cuts: Cuts) => void | Promise<void>) {
    this.#run = run;
  }

  write(chunk: Buffer): void {
    this.#length += chunk.length;
    this.#cuts.push(this.#length);
  }

  end(): void | Promise<void> {
    return this.#run(this.#cuts);
  }
}

/** Turns of a talk after which it does not end. */
const MOST_TURNS = 100_000;

class Talk {
  readonly #sink: Sink<FacingEvent>;
  readonly #sides: readonly Side[];
  /** In the order of the ruler. */
  readonly #ways: readonly Wire[];
  readonly #between: boolean;

  constructor(sides: Sides, { requests, replies, between }: Said, sink: Sink<FacingEvent>) {
    this.#sink = sink;
    this.#between = between !== undefined;
    const [asked, answered] = [new Wire(), new Wire()];
    // Without anybody in between the server reads what the client sends.
    const [relayed, back] = between === undefined ? [asked, answered] : [new Wire(), new Wire()];
    this.#ways = between === undefined ? [asked, answered] : [asked, relayed, answered, back];
    const client = new Side('client', new Connection(sides.client, 0), () => [], sink, back, asked);
    const server = new Side('server', new Connection(sides.server, 0), replies, sink, relayed, answered);
    this.#sides = [client, server];
    between?.(endpointOn('near', asked, back), endpointOn('far', answered, relayed));
    client.begin(requests);
    server.begin([]);
  }

  /** Bytes that went each way. */
  get lengths(): readonly number[] {
    return this.#ways.map((way) => way.length);
  }

  run(cuts: readonly Cuts[]): void | Promise<void> {
    return this.#between ? this.#runInTurns(cuts) : this.#runAtOnce(cuts);
  }

  #runAtOnce(cuts: readonly Cuts[]): void {
    for (let turn = 0; turn < MOST_TURNS; turn++) if (!this.#move(cuts)) return this.#tellFailures();
    throw new Error('the talk does not end');
  }

  /** Whoever is in between is let do all that it does in microtasks before anything else arrives. */
  async #runInTurns(cuts: readonly Cuts[]): Promise<void> {
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      await new Promise(setImmediate);
      if (!this.#move(cuts)) return this.#tellFailures();
    }
    throw new Error('the talk does not end');
  }

  /** Up to the next cut, as long as that much has been sent; else what there is. */
  #move(cuts: readonly Cuts[]): boolean {
    return (
      this.#ways.some((way, index) => way.deliverUpTo(cuts[index] ?? [])) || this.#ways.some((way) => way.deliverAll())
    );
  }

  #tellFailures(): void {
    for (const { connection } of this.#sides) {
      if (connection.failure !== undefined) this.#sink.error(connection.failure);
    }
  }
}

class Side {
  readonly name: 'client' | 'server';
  readonly connection: Connection<unknown, unknown>;
  readonly #replies: (message: unknown) => readonly unknown[];
  readonly #sink: Sink<FacingEvent>;
  readonly #outgoing: Wire;

  constructor(
    name: 'client' | 'server',
    connection: Connection<unknown, unknown>,
    replies: (message: unknown) => readonly unknown[],
    sink: Sink<FacingEvent>,
    incoming: Wire,
    outgoing: Wire,
  ) {
    this.name = name;
    this.connection = connection;
    this.#replies = replies;
    this.#sink = sink;
    this.#outgoing = outgoing;
    incoming.receiver = {
      reads: () => true,
      data: (chunk) => this.#take(() => connection.receiveData(chunk, 0)),
      end: () => this.#take(() => connection.receiveEof(0)),
      reset: () => this.#take(() => connection.receiveError(resetByRemote(), 0)),
    };
  }

  begin(requests: readonly unknown[]): void {
    for (const request of requests) this.connection.send(request, 0);
    if (this.name === 'client' && this.connection.protocol.goodbye === undefined) this.connection.finish(0);
    this.#pump();
  }

  #take(happen: () => unknown): void {
    happen();
    this.#pump();
  }

  #pump(): void {
    const { connection, name } = this;
    pump(
      connection,
      {
        event: (event) => {
          if (event.type === 'writable' || event.type === 'failed' || event.type === 'closed') return;
          const shown = event.type === 'switched' ? { ...event, leftover: undefined } : event;
          this.#sink.message({ side: name, type: 'event', text: encode(shown) });
          if (event.type !== 'message' || name === 'client') return;
          for (const reply of this.#replies((event as { message: unknown }).message)) {
            if (connection.sending) connection.send(reply, 0);
          }
          connection.responded(0);
        },
      },
      {
        write: (pieces) => {
          this.#outgoing.send(pieces);
          for (const data of pieces) this.#sink.message({ side: name, type: 'sent', data });
          return true;
        },
        end: () => this.#outgoing.end('end'),
        reset: () => this.#outgoing.end('reset'),
      },
      0,
    );
  }
}
