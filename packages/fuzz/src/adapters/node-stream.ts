import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { type EventNames, listen, type NamedEvent, withPieces } from './named-event.js';

/** What of a stream is listened to, beside the data that it reads out. */
export interface NodeStreamOptions<Stream> extends SubjectOptions<NamedEvent>, EventNames {
  /** Listens to more than named events, for instance to streams inside. Called before the first chunk. */
  readonly attach?: (stream: Stream, sink: Sink<NamedEvent>) => void;
}

/**
 * A Transform, Writable or Duplex of `node:stream`. What it reads out are events `data`; unless it is in object mode,
 * those are pieces of one sequence.
 *
 * @example fromNodeStream(() => split2(), { package: 'split2' })
 */
export function fromNodeStream<Stream extends Writable>(
  open: () => Stream,
  options: NodeStreamOptions<Stream> = {},
): Subject<NamedEvent> {
  const { events = [], pieces, attach, ...rest } = options;
  return {
    ...rest,
    canonical: withPieces(['byte data', ...(pieces ?? [])], options.canonical),
    open: (sink) => {
      const stream = open();
      listen(stream, events, sink);
      const readable = asReadable(stream);
      const event = readable?.readableObjectMode ? 'data' : 'byte data';
      readable?.on('data', (data: unknown) => sink.message({ event, args: [data] }));
      attach?.(stream, sink);
      return new StreamParser(stream, sink);
    },
    recipe: { imports: ["import { finished } from 'node:stream/promises';"], run: recipe(open, events) },
  };
}

class StreamParser implements Parser {
  readonly #stream: Writable;
  readonly #over: Promise<void>;

  constructor(stream: Writable, sink: Sink<NamedEvent>) {
    this.#stream = stream;
    stream.on('error', sink.error);
    // Resolves on an error as well, which the listener above has reported.
    this.#over = new Promise((resolve) => finished(stream, () => resolve()));
  }

  get closed(): boolean {
    return this.#stream.destroyed || this.#stream.writableEnded;
  }

  /** The callback of a write is not called by every stream that is destroyed meanwhile; `finished` is. */
  write(chunk: Buffer): Promise<void> {
    const written = new Promise<void>((resolve) => this.#stream.write(chunk, () => resolve()));
    return Promise.race([written, this.#over]);
  }

  end(): Promise<void> {
    this.#stream.end();
    return this.#over;
  }

  dispose(): void {
    // An error that destroying brings up is no longer of interest, and must find a listener.
    this.#stream.on('error', () => undefined);
    this.#stream.destroy();
  }
}

function asReadable(stream: Writable): Readable | undefined {
  const duplex = stream as Writable & Partial<Readable>;
  return duplex.readable === undefined ? undefined : (duplex as unknown as Readable);
}

function recipe(open: () => unknown, events: readonly string[]): string {
  return `const open = ${open.toString()};
async function run(chunks) {
  const seen = [];
  const stream = open();
  for (const event of ${JSON.stringify(events)}) {
    stream.on(event, (...args) => seen.push({ event, args: structuredClone(args) }));
  }
  stream.on('data', (data) => {
    const last = seen.at(-1);
    if (stream.readableObjectMode) seen.push(structuredClone(data));
    else if (last?.data) last.data = Buffer.concat([last.data, Buffer.from(data)]);
    else seen.push({ data: Buffer.from(data) });
  });
  const over = finished(stream);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await over.catch((error) => seen.push({ error: error.code ?? error.name }));
  return seen;
}`;
}
