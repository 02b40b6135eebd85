import { fromCallbacks } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

/** Faults of the classes that only some care about, and of those that show without any cut. */
export const lesserFaults: Planted[] = [
  {
    fault: 'error that says how long its chunk was',
    found: 'error-text',
    corpus: ['one\nbad\n', 'one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message, error) =>
        eachLine((line, chunk) => {
          if (line !== 'bad') return message(line);
          return error(new SyntaxError(faulty ? `a bad line in a chunk of ${chunk.length} bytes` : 'a bad line'));
        }),
      ),
  },
  {
    fault: 'error that waits for the next chunk where it is a single byte',
    found: 'error-moment',
    corpus: ['one\nt!o\n', 'one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message, error) => {
        const take = eachLine(message);
        let held = false;
        const fail = () => error(new SyntaxError('no exclamation'));
        return {
          write: (chunk: Buffer) => {
            if (held) return fail();
            const at = chunk.indexOf('!');
            take(at < 0 ? chunk : chunk.subarray(0, at));
            held = at >= 0;
            return held && !(faulty && chunk.length === 1) ? fail() : undefined;
          },
          end: () => {
            if (held) fail();
          },
        };
      }),
  },
  {
    fault: 'position counted from the beginning of the chunk',
    found: 'positions',
    corpus: ['one\ntwo\nthree\n'],
    open: (faulty) =>
      fromCallbacks<{ line: string; at: number }>(
        (message) => {
          let [before, at] = [0, 0];
          const take = eachLine((line) => {
            message({ line, at: faulty ? at - before : at });
            at += line.length + 1;
          });
          return (chunk) => {
            take(chunk);
            before += chunk.length;
          };
        },
        { canonical: { project: ({ line }) => line, position: ({ at }) => at } },
      ),
  },
  {
    fault: 'limit on a line that counts all that a chunk brought',
    found: 'limit',
    corpus: ['one\ntwo\nthree\n', 'one\n'],
    open: (faulty) =>
      fromCallbacks<string>(
        (message, error) => {
          let rest = '';
          return (chunk) => {
            const lines = (rest + chunk.toString('latin1')).split('\n');
            if (faulty && rest.length + chunk.length > 8) return error(new RangeError('line too long'));
            rest = lines.pop() ?? '';
            for (const line of lines) message(line);
            return undefined;
          };
        },
        { canonical: { isLimit: (error) => error instanceof RangeError } },
      ),
  },
  {
    fault: 'piece of a single byte that waits for the next',
    found: 'piece-promptness',
    corpus: ['one two three'],
    open: (faulty) =>
      fromCallbacks<string>(
        (message) => {
          let held = '';
          return {
            write: (chunk: Buffer) => {
              const text = held + chunk.toString('latin1');
              held = faulty && chunk.length === 1 ? text.slice(-1) : '';
              message(text.slice(0, text.length - held.length));
            },
            end: () => message(held),
          };
        },
        { canonical: { piece: (data: string) => ({ of: 'text', data }) } },
      ),
  },
  {
    fault: 'line that is written in capitals, however it comes',
    found: 'expected',
    corpus: [{ input: 'one\ntwo\n', output: ['one', 'two'] }],
    open: (faulty) =>
      fromCallbacks<string>((message) => eachLine((line) => message(faulty ? line.toUpperCase() : line))),
  },
  {
    fault: 'empty line that is left out, however it comes',
    found: 'reference',
    corpus: ['one\n\ntwo\n'],
    options: { reference: fromCallbacks<string>((message) => eachLine(message)) },
    open: (faulty) =>
      fromCallbacks<string>((message) =>
        eachLine((line) => {
          if (line !== '' || !faulty) message(line);
        }),
      ),
  },
];

function eachLine(take: (line: string, chunk: Buffer) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line, chunk);
  };
}
