import { type AnyProtocol, Connection, type Prepared, prepare, pump } from '@wirechart/core';
import { encode } from '../canonical/encode.js';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

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
}

/**
 * A client and a server of protocols of `@wirechart/core` that face each other: what the one sends the other gets. The input is a
 * ruler: its bytes stand for those that go to the server and then for those that go back, and where it is cut, they are. So
 * every cut on both sides is tried.
 *
 * @returns The subject, and the ruler for a corpus. Set `variants: false` and `mutations: 0`: it has no content to vary.
 * @throws Error if the client and the server do not come to an end when nothing is cut.
 */
export function facingSubject<TRequest, TReply>(
  client: AnyProtocol,
  server: AnyProtocol,
  options: FacingOptions<TRequest, TReply>,
): { readonly subject: Subject<FacingEvent>; readonly corpus: readonly Uint8Array[] } {
  const { requests, replies, ...rest } = options;
  const sides = { client: prepare(client, 'client'), server: prepare(server, 'server') } as unknown as Sides;
  const talk = (sink: Sink<FacingEvent>, forth: Cuts, back: Cuts) =>
    new Talk(sides, { requests, replies: replies as (message: unknown) => readonly unknown[] }, sink).run(forth, back);
  const [forth, back] = talk({ message: () => undefined, error: () => undefined }, [], []);
  const subject: Subject<FacingEvent> = {
    name: `${client.name} facing ${server.name}`,
    ...rest,
    canonical: {
      piece: (seen) => (seen.type === 'sent' ? { of: `sent by the ${seen.side}`, data: seen.data } : undefined),
      stream: ({ side, type }) => `${side} ${type}`,
      project: (seen) => (seen.type === 'event' ? seen.text : seen),
      ...options.canonical,
    },
    open: (sink) => new Ruler((cuts) => talk(sink, cutsWithin(cuts, 0, forth), cutsWithin(cuts, forth, forth + back))),
  };
  return { subject, corpus: [new Uint8Array(forth + back)] };
}

/** Offsets at which one direction is cut. */
type Cuts = readonly number[];
type Sides = Readonly<Record<'client' | 'server', Prepared<unknown, unknown>>>;

function cutsWithin(cuts: Cuts, start: number, end: number): Cuts {
  return cuts.filter((cut) => cut > start && cut < end).map((cut) => cut - start);
}

class Ruler implements Parser {
  readonly #run: (cuts: Cuts) => unknown;
  readonly #cuts: number[] = [];
  #length = 0;

  constructor(run: (cuts: Cuts) => unknown) {
    this.#run = run;
  }

  write(chunk: Buffer): void {
    this.#length += chunk.length;
    this.#cuts.push(this.#length);
  }

  end(): void {
    this.#run(this.#cuts);
  }
}

/** Turns of a talk after which it does not end. */
const MOST_TURNS = 100_000;

class Talk {
  readonly #sink: Sink<FacingEvent>;
  readonly #sides: Readonly<Record<'client' | 'server', Side>>;

  constructor(
    sides: Sides,
    { requests, replies }: { requests: readonly unknown[]; replies: (message: unknown) => readonly unknown[] },
    sink: Sink<FacingEvent>,
  ) {
    this.#sink = sink;
    this.#sides = {
      client: new Side('client', new Connection(sides.client, 0), () => [], sink),
      server: new Side('server', new Connection(sides.server, 0), replies, sink),
    };
    this.#sides.client.begin(requests);
    this.#sides.server.begin([]);
  }

  /** Returns how many bytes went forth and back. */
  run(forth: Cuts, back: Cuts): [number, number] {
    const { client, server } = this.#sides;
    const ways: [Side, Side, Cuts][] = [
      [client, server, forth],
      [server, client, back],
    ];
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      // Up to the next cut, as long as that much has been sent; else what there is.
      const moved =
        ways.some(([from, to, cuts]) => deliver(from, to, cuts, true)) ||
        ways.some(([from, to]) => deliver(from, to, [], false));
      if (moved) continue;
      for (const side of [client, server]) {
        const { failure } = side.connection;
        if (failure !== undefined) this.#sink.error(failure);
      }
      return [client.written.length, server.written.length];
    }
    throw new Error('the talk does not end');
  }
}

function deliver(from: Side, to: Side, cuts: Cuts, upToCut: boolean): boolean {
  const sent = from.written.length;
  if (to.received < sent) {
    const cut = cuts.find((one) => one > to.received) ?? (upToCut ? Number.POSITIVE_INFINITY : sent);
    if (cut > sent) return false;
    to.take(Uint8Array.from(from.written.slice(to.received, cut)));
    return true;
  }
  if (!from.ended || to.heardEnd) return false;
  to.hearEnd();
  return true;
}

class Side {
  readonly name: 'client' | 'server';
  readonly connection: Connection<unknown, unknown>;
  /** All bytes that were sent. */
  readonly written: number[] = [];
  received = 0;
  ended = false;
  heardEnd = false;
  readonly #replies: (message: unknown) => readonly unknown[];
  readonly #sink: Sink<FacingEvent>;

  constructor(
    name: 'client' | 'server',
    connection: Connection<unknown, unknown>,
    replies: (message: unknown) => readonly unknown[],
    sink: Sink<FacingEvent>,
  ) {
    this.name = name;
    this.connection = connection;
    this.#replies = replies;
    this.#sink = sink;
  }

  begin(requests: readonly unknown[]): void {
    for (const request of requests) this.connection.send(request, 0);
    if (this.name === 'client' && this.connection.protocol.goodbye === undefined) this.connection.finish(0);
    this.#pump();
  }

  take(chunk: Uint8Array): void {
    this.received += chunk.length;
    this.connection.receiveData(chunk, 0);
    this.#pump();
  }

  hearEnd(): void {
    this.heardEnd = true;
    this.connection.receiveEof(0);
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
          for (const data of pieces) {
            for (const byte of data) this.written.push(byte);
            this.#sink.message({ side: name, type: 'sent', data });
          }
          return true;
        },
        end: () => {
          this.ended = true;
        },
        reset: () => {
          this.ended = true;
        },
      },
      0,
    );
  }
}
