import { isThenable } from '../run/settle.js';
import { checkOpener } from '../subject/opener.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';
import { FuzzUsageError } from '../subject/usage-error.js';

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
      if (typeof decoder?.write !== 'function') {
        throw new FuzzUsageError(
          'SUBJECT_INVALID',
          'what fromDecoder was given opens something without a function `write`',
        );
      }
      const deliver = (messages: Iterable<Message> | undefined) => {
        for (const message of iterable(messages)) sink.message(message);
      };
      return { write: (chunk) => deliver(decoder.write(chunk)), end: () => deliver(decoder.end?.()) };
    },
    recipe: {
      open: `const start = ${open.toString()};
function open({ message }) {
  const decoder = start();
  // One by one: what comes before an error counts.
  const deliver = (messages) => {
    for (const one of messages ?? []) message(one);
  };
  return { write: (chunk) => deliver(decoder.write(chunk)), end: () => deliver(decoder.end?.()) };
}`,
    },
  };
}

function iterable<Message>(messages: Iterable<Message> | undefined | null): Iterable<Message> {
  if (messages === undefined || messages === null) return [];
  if (typeof messages[Symbol.iterator] === 'function') return messages;
  throw new TypeError(
    isThenable(messages)
      ? 'the decoder returned a promise: for one that is asynchronous there are fromCallbacks and fromAsyncIterable'
      : `the decoder returned ${typeof messages}: it must return the messages of the chunk, as an array or another iterable`,
  );
}
