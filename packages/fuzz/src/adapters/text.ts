import { StringDecoder } from 'node:string_decoder';
import type { Parser } from '../subject/parser.js';
import type { Subject } from '../subject/subject.js';

/** A parser that takes text. */
export type TextParser = Omit<Parser, 'write'> & { write(text: string): unknown };

/**
 * Makes a subject of one that takes text, as it gets it from a socket with `setEncoding('utf8')`: the bytes are cut,
 * and whole characters are handed on.
 */
export function fromText<Message>(
  subject: Omit<Subject<Message>, 'open'> & { open: (sink: Parameters<Subject<Message>['open']>[0]) => TextParser },
): Subject<Message> {
  return {
    ...subject,
    open: (sink) => {
      const decoder = new StringDecoder('utf8');
      const parser = subject.open(sink);
      const write = (text: string) => (text === '' ? undefined : parser.write(text));
      return {
        get closed() {
          return parser.closed ?? false;
        },
        write: (chunk) => write(decoder.write(chunk)),
        end: () => {
          write(decoder.end());
          return parser.end?.();
        },
        dispose: () => parser.dispose?.(),
      };
    },
  };
}
