import { checkOpener } from '../subject/opener.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

/** The two ends of a web TransformStream, or of anything like it (`TextDecoderStream`, `DecompressionStream`). */
export interface WebTransform<Message> {
  readonly readable: ReadableStreamLike<Message>;
  readonly writable: WritableStreamLike;
}

/** The part of a web ReadableStream that is used. */
export interface ReadableStreamLike<Message> {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Message | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** The part of a web WritableStream that is used. */
export interface WritableStreamLike {
  getWriter(): {
    readonly closed: Promise<unknown>;
    readonly ready: Promise<unknown>;
    // A method, so that a stream of Uint8Array is one of Buffer as well.
    write(chunk: Buffer): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  };
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
      const { readable, writable } = open();
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
        write: (chunk) => writer.write(chunk),
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
