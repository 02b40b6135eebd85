import type { Duplex, Readable, Writable } from 'node:stream';
import { finished } from 'node:stream';
import { checkOpener } from '../subject/opener.js';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { checkNames, type EventNames, listen, type NamedEvent, pieceRecipe, withPieces } from './named-event.js';

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
  checkOpener('fromNodeStream', open, 'fromNodeStream(() => new Parser())');
  const { events = [], pieces, attach, ...rest } = options;
  checkNames('fromNodeStream', { events, pieces });
  return {
    overlappingWrites: true,
    ...rest,
    canonical: withPieces(['byte data', ...(pieces ?? [])], options.canonical),
    open: (sink) => {
      const stream = modern(open());
      listen(stream, events, sink);
      const readable = asReadable(stream);
      const event = readable !== undefined && inObjectMode(readable) ? 'data' : 'byte data';
      readable?.on('data', (data: unknown) => sink.message({ event, args: [data] }));
      attach?.(stream, sink);
      return new StreamParser(stream, sink);
    },
    recipe: {
      imports: ["import { finished } from 'node:stream/promises';"],
      open: recipe(open, events, attach),
      ...pieceRecipe(['byte data', ...(pieces ?? [])], options.canonical),
    },
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

  fail(error: Error): Promise<void> | undefined {
    // Old copies of `node:stream` cannot be destroyed.
    if (typeof this.#stream.destroy !== 'function') return undefined;
    this.#stream.destroy(error);
    return this.#over;
  }

  dispose(): void {
    // An error that destroying brings up is no longer of interest, and must find a listener.
    this.#stream.on('error', () => undefined);
    this.#stream.destroy?.();
  }
}

/** Throws FuzzUsageError for what is no stream of today, and says what to use for it. */
function modern<Stream extends Writable>(stream: Stream): Stream {
  const like = stream as unknown as (Partial<Duplex> & { _writableState?: unknown }) | undefined;
  // Copies of `node:stream` have the state, but not all properties of today.
  if (typeof like?.write === 'function' && like._writableState !== undefined) return stream;
  const advice =
    typeof like?.on === 'function' && '_readableState' in like
      ? 'is a stream that can only be read: a parser is written to'
      : typeof like?.on === 'function'
        ? "is a stream of before Node 4, or an emitter: use fromEmitter(open, { events: ['data', …] })"
        : typeof like === 'object' && like !== null && 'readable' in like && 'writable' in like
          ? 'is a web stream: use fromWebTransform(open)'
          : typeof (like as { then?: unknown } | undefined)?.then === 'function'
            ? 'is a promise: open the stream without waiting for anything'
            : 'is no stream: the function that opens it must return one that can be written to';
  throw new FuzzUsageError('SUBJECT_INVALID', `what fromNodeStream was given ${advice}`);
}

function inObjectMode(readable: Readable & { _readableState?: { objectMode?: boolean } }): boolean {
  return readable.readableObjectMode ?? readable._readableState?.objectMode ?? false;
}

function asReadable(stream: Writable): Readable | undefined {
  const duplex = stream as Writable & Partial<Readable>;
  return duplex.readable === undefined ? undefined : (duplex as unknown as Readable);
}

function recipe(
  open: () => unknown,
  events: readonly string[],
  attach: ((stream: never, sink: Sink<NamedEvent>) => void) | undefined,
): string {
  return `const start = ${open.toString()};
const attach = ${attach?.toString() ?? '() => undefined'};
function open(sink) {
  const stream = start();
  const objects = stream.readableObjectMode ?? stream._readableState?.objectMode;
  const event = objects ? 'data' : 'byte data';
  stream.on('data', (data) => sink.message({ event, args: [data] }));
  for (const name of ${JSON.stringify(events)}) stream.on(name, (...args) => sink.message({ event: name, args }));
  stream.on('error', sink.error);
  attach(stream, sink);
  const over = finished(stream).catch(() => undefined);
  return {
    write: (chunk) => Promise.race([new Promise((resolve) => stream.write(chunk, resolve)), over]),
    end: () => {
      stream.end();
      return over;
    },
    fail: (failure) => {
      stream.destroy?.(failure);
      return over;
    },
    dispose: () => stream.on('error', () => undefined).destroy?.(),
    get closed() {
      return stream.destroyed || stream.writableEnded;
    },
  };
}`;
}
