/**
 * Each planted parser in the form that each adapter takes: what the adapters are given says all that opens it, so that
 * the regression tests that are printed for it are those of the adapter. The test runners have the parsers as a global,
 * as another project would have them as a package.
 */
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { Transform } from 'node:stream';
import {
  type Decoder,
  fromAsyncIterable,
  fromCallbacks,
  fromClient,
  fromDecoder,
  fromEmitter,
  fromNodeStream,
  fromSocket,
  fromText,
  fromWebTransform,
  type Parser,
  type Sink,
  type Subject,
  type TextParser,
} from '@wirechart/fuzz';
import { everyFault } from './every-fault.js';

/** The same subject, with its message as it is, under another adapter. */
export interface Carrier {
  readonly adapter: string;
  /** The message is a part of an event there, so that what a canonical form says of the message does not hold. */
  readonly wraps?: boolean;
  /** What a test file would have that gives the subject, where the adapter does not say all of it. */
  readonly callSite?: (index: number) => string;
  readonly carry: (index: number) => Subject<never>;
}

const written = <Opener>(source: string): Opener => new Function(`return ${source};`)() as Opener;

export const carriers: readonly Carrier[] = [
  {
    adapter: 'none',
    carry: (index) => ({ ...optionsOf(index), open: written(`(sink) => planted.open(${index}, sink)`) }),
  },
  {
    adapter: 'fromCallbacks',
    carry: (index) =>
      fromCallbacks(written(`(message, error) => planted.open(${index}, { message, error })`), optionsOf(index)),
  },
  {
    adapter: 'fromDecoder',
    carry: (index) => fromDecoder(written(`() => planted.decoder(${index})`), optionsOf(index)),
  },
  {
    adapter: 'fromText',
    carry: (index) => fromText({ ...optionsOf(index), open: written(`(sink) => planted.text(${index}, sink)`) }),
  },
  {
    adapter: 'fromAsyncIterable',
    carry: (index) => fromAsyncIterable(written(`(chunks) => planted.iterable(${index}, chunks)`), optionsOf(index)),
  },
  {
    adapter: 'fromWebTransform',
    carry: (index) => fromWebTransform(written(`() => planted.web(${index})`), optionsOf(index)),
  },
  {
    adapter: 'fromEmitter',
    wraps: true,
    carry: (index) =>
      fromEmitter<Emitting>(written(`() => planted.emitter(${index})`), {
        events: ['message'],
        fail: written('(emitter, error) => emitter.fail(error)'),
      }) as Subject<never>,
  },
  {
    adapter: 'fromNodeStream',
    wraps: true,
    carry: (index) => fromNodeStream(written<() => Transform>(`() => planted.stream(${index})`)) as Subject<never>,
  },
  {
    adapter: 'fromSocket',
    wraps: true,
    carry: (index) => fromSocket(written(`(socket, sink) => planted.socket(${index}, socket, sink)`)) as Subject<never>,
  },
  {
    adapter: 'fromClient',
    wraps: true,
    carry: (index) =>
      fromClient(
        written(`(socket, sink) => {
  socket.write('please');
  return planted.socket(${index}, socket, sink);
}`),
      ) as Subject<never>,
  },
];

/** The canonical form that a planted subject has, where that is not its adapter's. */
export function ownCanonical(index: number): Subject['canonical'] {
  const { canonical, recipe } = everyFault[index]?.open(true) ?? {};
  return recipe?.piece === undefined ? canonical : undefined;
}

/** What a planted subject says of itself, but for what its own adapter has added. */
// biome-ignore lint/suspicious/noExplicitAny: messages of any type
function optionsOf(index: number): any {
  const { contract, overlappingWrites } = everyFault[index]?.open(true) ?? {};
  const canonical = ownCanonical(index);
  return {
    ...(canonical === undefined ? {} : { canonical }),
    ...(contract === undefined ? {} : { contract }),
    ...(overlappingWrites === undefined ? {} : { overlappingWrites }),
  };
}

function open(index: number, sink: Pick<Sink<unknown>, 'message' | 'error'>): Parser {
  return everyFault[index]?.open(process.env['FIXED'] !== '1').open(sink as Sink<never>) as Parser;
}

/** What a parser has delivered since it was asked, and the error that came after it. */
class Delivered {
  readonly #messages: unknown[] = [];
  #failure: { readonly error: unknown } | undefined;
  readonly sink = {
    message: (message: unknown) => void this.#messages.push(message),
    error: (error: unknown) => {
      this.#failure ??= { error };
    },
  };

  *take(): Generator<unknown> {
    yield* this.#messages.splice(0);
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

function decoder(index: number): Decoder<unknown> {
  const delivered = new Delivered();
  const parser = open(index, delivered.sink);
  return {
    write: (chunk) => {
      parser.write(chunk);
      return delivered.take();
    },
    end: () => {
      parser.end?.();
      return delivered.take();
    },
  };
}

function text(index: number, sink: Sink<unknown>): TextParser {
  const parser = open(index, sink);
  return {
    write: (characters) => parser.write(Buffer.from(characters)),
    end: () => parser.end?.(),
    fail: (error) => parser.fail?.(error),
  };
}

async function* iterable(index: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<unknown> {
  const delivered = new Delivered();
  const parser = open(index, delivered.sink);
  try {
    for await (const chunk of chunks) {
      await parser.write(chunk);
      yield* delivered.take();
    }
  } catch (error) {
    await parser.fail?.(error as Error);
    yield* delivered.take();
    throw error;
  }
  await parser.end?.();
  yield* delivered.take();
}

function web(index: number): TransformStream<Uint8Array, unknown> {
  let parser: Parser;
  return new TransformStream<Uint8Array, unknown>({
    start: (controller) => {
      parser = open(index, {
        message: (message) => controller.enqueue(message),
        error: (error) => controller.error(error),
      });
    },
    transform: async (chunk) => {
      await parser.write(chunk as Buffer);
    },
    flush: async () => {
      await parser.end?.();
    },
  });
}

class Emitting extends EventEmitter {
  readonly #parser: Parser;

  constructor(index: number) {
    super();
    this.#parser = open(index, {
      message: (message) => this.emit('message', message),
      error: (error) => this.emit('error', error),
    });
  }

  write(chunk: Buffer): unknown {
    return this.#parser.write(chunk);
  }

  end(): unknown {
    return this.#parser.end?.();
  }

  fail(error: Error): unknown {
    return this.#parser.fail?.(error);
  }
}

function stream(index: number): Transform {
  const transform: Transform = new Transform({
    readableObjectMode: true,
    transform: (chunk, _encoding, done) => finish(() => parser.write(chunk), done),
    flush: (done) => finish(() => parser.end?.(), done),
    destroy: (error, done) => {
      if (error !== null && !failed) parser.fail?.(error);
      done(error);
    },
  });
  let failed = false;
  const parser = open(index, {
    message: (message) => transform.push(message),
    error: (error) => {
      failed = true;
      transform.destroy(error as Error);
    },
  });
  return transform;
}

function socket(index: number, local: Socket, sink: Sink<unknown>): void {
  const parser = open(index, sink);
  const call = (run: () => unknown) =>
    finish(run, (error) => {
      if (error) sink.error(error);
    });
  local.on('data', (chunk: Buffer) => call(() => parser.write(chunk)));
  local.on('end', () => call(() => parser.end?.()));
  local.on('error', (error) => call(() => parser.fail?.(error)));
}

function finish(run: () => unknown, done: (error?: Error | null) => void): void {
  try {
    const result = run() as PromiseLike<unknown> | undefined;
    if (typeof result?.then !== 'function') done();
    else result.then(() => done(), done);
  } catch (error) {
    done(error as Error);
  }
}

Object.assign(globalThis, {
  planted: { open, decoder, text, iterable, web, emitter: (index: number) => new Emitting(index), stream, socket },
});
