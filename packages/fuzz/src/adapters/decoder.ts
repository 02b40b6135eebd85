import { checkOpener } from '../subject/opener.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

/** A decoder that returns what a chunk completes. */
export interface Decoder<Message> {
  write(chunk: Buffer): Iterable<Message> | undefined;
  /** Returns what was left. */
  end?(): Iterable<Message> | undefined;
}

/**
 * A parser that returns the messages of each chunk.
 *
 * @example fromDecoder(() => { const d = new Decoder(); return { write: (chunk) => d.push(chunk) }; })
 */
export function fromDecoder<Message>(
  open: () => Decoder<Message>,
  options: SubjectOptions<Message> = {},
): Subject<Message> {
  checkOpener('fromDecoder', open, 'fromDecoder(() => new Decoder())');
  return {
    ...options,
    open: (sink) => {
      const decoder = open();
      const deliver = (messages: Iterable<Message> | undefined) => {
        for (const message of messages ?? []) sink.message(message);
      };
      return { write: (chunk) => deliver(decoder.write(chunk)), end: () => deliver(decoder.end?.()) };
    },
    recipe: {
      open: `const start = ${open.toString()};
function open({ message }) {
  const decoder = start();
  return {
    write: (chunk) => [...(decoder.write(chunk) ?? [])].forEach(message),
    end: () => [...(decoder.end?.() ?? [])].forEach(message),
  };
}`,
    },
  };
}
