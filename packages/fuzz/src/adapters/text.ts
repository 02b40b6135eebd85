import { StringDecoder } from 'node:string_decoder';
import { checkOpener } from '../subject/opener.js';
import type { Parser } from '../subject/parser.js';
import type { Recipe } from '../subject/recipe.js';
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
  checkOpener('fromText', subject?.open, 'fromText({ open: (sink) => parser })');
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
        fail: (error) => parser.fail?.(error),
        dispose: () => parser.dispose?.(),
      };
    },
    recipe: textRecipe(subject),
  };
}

/** Source of the same. What is inside may be another subject with a recipe, or one that is written by hand. */
function textRecipe({ open, recipe }: { open: unknown; recipe?: Recipe }): Recipe {
  const source = recipe?.open ?? openSource(String(open));
  return {
    ...recipe,
    imports: ["import { StringDecoder } from 'node:string_decoder';", ...(recipe?.imports ?? [])],
    open: `const openText = (() => {
${source.replaceAll(/^/gm, '  ')}
  return open;
})();
function open(sink) {
  const decoder = new StringDecoder('utf8');
  const parser = openText(sink);
  const write = (text) => (text === '' ? undefined : parser.write(text));
  return {
    write: (chunk) => write(decoder.write(chunk)),
    end: () => {
      write(decoder.end());
      return parser.end?.();
    },
    fail: (failure) => parser.fail?.(failure),
    dispose: () => parser.dispose?.(),
    get closed() {
      return parser.closed ?? false;
    },
  };
}`,
  };
}

/** A function as it is, or the method that it was written as. */
function openSource(source: string): string {
  return /^(async\s+)?open\s*\(/.test(source) ? `const { open } = { ${source} };` : `const open = ${source};`;
}
