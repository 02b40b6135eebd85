import { checkOpener } from '../subject/opener.js';
import type { Parser } from '../subject/parser.js';
import type { Subject, SubjectOptions } from '../subject/subject.js';

/**
 * A parser that calls back: `open` gets the two callbacks and returns either a parser or just its write function.
 *
 * @example fromCallbacks((message, error) => { const p = new Parser(message, error); return (chunk) => p.execute(chunk); })
 */
export function fromCallbacks<Message>(
  open: (message: (message: Message) => void, error: (error: unknown) => void) => Parser | ((chunk: Buffer) => unknown),
  options: SubjectOptions<Message> = {},
): Subject<Message> {
  checkOpener(
    'fromCallbacks',
    open,
    'fromCallbacks((message) => { const parser = new Parser(message); return (chunk) => parser.write(chunk); })',
  );
  return {
    ...options,
    open: (sink) => {
      const parser = open(sink.message, sink.error);
      return typeof parser === 'function' ? { write: parser } : parser;
    },
    recipe: {
      open: `const start = ${open.toString()};
function open({ message, error }) {
  const parser = start(message, error);
  return typeof parser === 'function' ? { write: parser } : parser;
}`,
    },
  };
}
