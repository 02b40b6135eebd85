import { checkOpener } from '../subject/opener.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';

/** The two ends of a web TransformStream, or of anything like it (`TextDecoderStream`, `DecompressionStream`). */
export interface WebTransform<Message> {
  readonly readable: ReadableStreamLike<Message>;
  readonly writable: WritableStreamLike;
}

/** The part of a web ReadableStream that is used. */
export interface ReadableStreamLike<Message> {
  // Of its overloads the compiler would take the last, which is about bytes: what a message is it learns from `pipeTo`.
  getReader(): {
    read(): Promise<{ done: boolean; value?: NotInferred<Message> | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
  /** Not used. */
  pipeTo?(destination: { getWriter(): { write(chunk?: Message): Promise<void> } }): Promise<void>;
}

/** What the streams of browsers ask for: memory that is not shared with other threads. */
type OwnBuffer = Buffer & { readonly buffer: ArrayBuffer };

type NotInferred<Type> = [Type][Type extends unknown ? 0 : never];

/** The part of a web WritableStream that is used. */
export interface WritableStreamLike {
  getWriter(): {
    readonly closed: Promise<unknown>;
    readonly ready: Promise<unknown>;
    // A method, so that a stream of Uint8Array is one of Buffer as well.
    write(chunk: OwnBuffer): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  };
}

/** Throws FuzzUsageError for what has not both ends, and says what to use for it. */
function transforming<Message>(stream: WebTransform<Message>): WebTransform<Message> {
  const { readable, writable } = stream ?? {};
  if (typeof readable?.getReader === 'function' && typeof writable?.getWriter === 'function') return stream;
  const like = stream as { pipe?: unknown; getReader?: unknown } | undefined;
  const advice =
    typeof like?.pipe === 'function'
      ? 'is a stream of node:stream: use fromNodeStream(open)'
      : typeof like?.getReader === 'function'
        ? 'is a stream that can only be read: a parser is written to'
        : 'has not both `readable` and `writable`, as a TransformStream has';
  throw new FuzzUsageError('SUBJECT_INVALID', `what fromWebTransform was given ${advice}`);
}

/**
 * A web TransformStream.
 *
 * @example fromWebTransform(() => new TextDecoderStream(), { canonical: { piece: (data) => ({ of: 'text', data }) } })
 */
export function fromWebTransform<Message>(
  open: () => WebTransform<Message>,
  options: SubjectOptions<Message> = {},
): Subject<Message> {
  checkOpener('fromWebTransform', open, 'fromWebTransform(() => new TransformStream(…))');
  return {
    overlappingWrites: true,
    ...options,
    open: (sink) => {
      const { readable, writable } = transforming(open());
      const [reader, writer] = [readable.getReader(), writable.getWriter()];
      // Each of these rejects with the same error, which the write or the reading reports.
      for (const promise of [writer.closed, writer.ready]) promise.then(undefined, () => undefined);
      const reading = (async () => {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          sink.message(value as Message);
        }
      })();
      reading.then(undefined, sink.error);
      return {
        write: (chunk) => writer.write(chunk as OwnBuffer),
        end: async () => {
          await writer.close();
          await reading;
        },
        fail: async (error) => {
          await Promise.allSettled([writer.abort(error), reading]);
        },
        dispose: async () => {
          await Promise.allSettled([writer.abort(), reader.cancel()]);
        },
      };
    },
    recipe: {
      open: `const start = ${open.toString()};
function open({ message, error }) {
  const { readable, writable } = start();
  const writer = writable.getWriter();
  for (const promise of [writer.closed, writer.ready]) promise.catch(() => undefined);
  const reading = (async () => {
    for await (const value of readable) message(value);
  })().catch(error);
  return {
    write: (chunk) => writer.write(chunk),
    end: () => Promise.all([writer.close(), reading]),
    fail: (failure) => Promise.allSettled([writer.abort(failure), reading]),
  };
}`,
    },
  };
}
