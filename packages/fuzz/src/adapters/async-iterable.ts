import { checkOpener } from '../subject/opener.js';
import type { Parser } from '../subject/parser.js';
import type { Sink } from '../subject/sink.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

/**
 * A decoder from an async iterable of chunks to an async iterable of messages, for instance an async generator.
 * A chunk counts as consumed when the decoder asks for the next one.
 *
 * @example fromAsyncIterable((chunks) => decodeLines(chunks))
 */
export function fromAsyncIterable<Message>(
  decode: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Message>,
  options: SubjectOptions<Message> = {},
): Subject<Message> {
  checkOpener('fromAsyncIterable', decode, 'fromAsyncIterable(async function* (chunks) { … })');
  return {
    overlappingWrites: true,
    ...options,
    open: (sink) => new IterableParser(decode, sink),
    recipe: {
      open: `const decode = ${decode.toString()};
function open({ message, error }) {
  const queue = [];
  let [consumed, wake, over, failure, closed] = [];
  const source = async function* () {
    for (;;) {
      while (queue.length === 0 && !over) await new Promise((resolve) => (wake = resolve));
      const next = queue.shift();
      if (next === undefined) {
        if (failure) throw failure;
        return;
      }
      consumed = next.consumed;
      yield next.chunk;
      consumed();
    }
  };
  const reading = (async () => {
    for await (const decoded of decode(source())) message(decoded);
  })()
    .catch(error)
    .finally(() => (closed = true));
  const finish = () => {
    over = true;
    wake?.();
    return reading;
  };
  const write = (chunk) => {
    const done = new Promise((resolve) => queue.push({ chunk, consumed: resolve }));
    wake?.();
    return Promise.race([done, reading]);
  };
  return {
    write,
    end: finish,
    fail: (thrown) => finish((failure = thrown)),
    get closed() {
      return closed ?? false;
    },
  };
}`,
    },
  };
}

class IterableParser<Message> implements Parser {
  readonly #source = new ChunkSource();
  readonly #reading: Promise<void>;
  closed = false;

  constructor(decode: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Message>, sink: Sink<Message>) {
    this.#reading = this.#read(decode, sink);
  }

  write(chunk: Buffer): Promise<void> {
    return Promise.race([this.#source.push(chunk), this.#reading]);
  }

  end(): Promise<void> {
    this.#source.close();
    return this.#reading;
  }

  fail(error: Error): Promise<void> {
    this.#source.fail(error);
    return this.#reading;
  }

  dispose(): void {
    this.#source.close();
  }

  async #read(decode: (chunks: AsyncIterable<Buffer>) => AsyncIterable<Message>, sink: Sink<Message>): Promise<void> {
    try {
      const messages = decode(this.#source);
      if (!isIterable(messages))
        throw new TypeError('the decoder returned nothing that can be iterated over: is it an async function*?');
      for await (const message of messages) sink.message(message);
    } catch (error) {
      sink.error(error);
    } finally {
      this.closed = true;
    }
  }
}

/** Chunks that wait to be asked for. */
class ChunkSource implements AsyncIterable<Buffer>, AsyncIterator<Buffer> {
  readonly #queue: { readonly chunk: Buffer; readonly consumed: () => void }[] = [];
  #given: (() => void) | undefined;
  #wake: (() => void) | undefined;
  #closed = false;
  #failure: Error | undefined;

  push(chunk: Buffer): Promise<void> {
    return new Promise((consumed) => {
      this.#queue.push({ chunk, consumed });
      this.#wake?.();
    });
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** What was pushed before comes before the error. */
  fail(error: Error): void {
    this.#failure = error;
    this.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Buffer>> {
    this.#given?.();
    this.#given = undefined;
    while (this.#queue.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const next = this.#queue.shift();
    if (next === undefined) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure !== undefined) throw failure;
      return { done: true, value: undefined };
    }
    this.#given = next.consumed;
    return { done: false, value: next.chunk };
  }

  async return(): Promise<IteratorResult<Buffer>> {
    this.#closed = true;
    this.#given?.();
    return { done: true, value: undefined };
  }
}

function isIterable(messages: unknown): boolean {
  const given = messages as { [Symbol.asyncIterator]?: unknown; [Symbol.iterator]?: unknown } | undefined | null;
  return typeof (given?.[Symbol.asyncIterator] ?? given?.[Symbol.iterator]) === 'function';
}
