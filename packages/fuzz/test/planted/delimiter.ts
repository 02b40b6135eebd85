import { fromCallbacks } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

const LINES = ['one\r\ntwo\r\n\r\nthree\r\n', 'a\r\nb\r\n'];

export const delimiterFaults: Planted[] = [
  {
    fault: 'CR and LF in different chunks',
    found: 'messages',
    corpus: LINES,
    open: (faulty) =>
      lineParser((text, message) => {
        const lines = text.split('\r\n');
        const rest = lines.pop() ?? '';
        for (const line of lines) message(line);
        return faulty && rest.endsWith('\r') ? rest.slice(0, -1) : rest;
      }),
  },
  {
    fault: 'line that is not joined with its beginning',
    found: 'messages',
    corpus: LINES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (faulty ? chunk.toString('latin1') : rest + chunk.toString('latin1')).split('\r\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
  },
  {
    fault: 'delimiter of several bytes of which a part is taken for content',
    found: 'messages',
    corpus: ['first--END--second--END--', 'a-b--END--'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const delimiter = '--END--';
        let [rest, scanned] = ['', 0];
        return (chunk) => {
          rest += chunk.toString('latin1');
          for (;;) {
            const at = rest.indexOf(delimiter, scanned);
            if (at < 0) break;
            message(rest.slice(0, at));
            [rest, scanned] = [rest.slice(at + delimiter.length), 0];
          }
          // Where scanning goes on must leave room for a delimiter that has begun.
          scanned = Math.max(0, rest.length - (faulty ? 0 : delimiter.length - 1));
        };
      }),
  },
  {
    fault: 'blank line that ends a header is looked for in one chunk',
    found: 'messages',
    corpus: ['A: 1\r\nB: 2\r\n\r\nC: 3\r\n\r\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let header = '';
        return (chunk) => {
          const text = chunk.toString('latin1');
          header += text;
          if (faulty && !text.includes('\r\n\r\n')) return;
          for (let at = header.indexOf('\r\n\r\n'); at >= 0; at = header.indexOf('\r\n\r\n')) {
            message(header.slice(0, at));
            header = header.slice(at + 4);
          }
        };
      }),
  },
  {
    fault: 'look-ahead at the end of a chunk',
    found: 'messages',
    corpus: ['"say ""hi"" now","b"\n', '"a","""b"""\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [inside, field, pending] = [false, '', false];
        return (chunk) => {
          const text = chunk.toString('latin1');
          for (const [index, character] of Array.from(text).entries()) {
            if (pending) {
              pending = false;
              if (character === '"') {
                field += '"';
                continue;
              }
              inside = false;
            }
            if (inside && character === '"') {
              // A quote may be the first of two; at the end of a chunk that cannot be known yet.
              if (faulty && index === text.length - 1) inside = false;
              else pending = true;
            } else if (character === '"') inside = true;
            else if (inside) field += character;
            else if (character === ',' || character === '\n') {
              message(field);
              field = '';
            }
          }
        };
      }),
  },
  {
    fault: 'opening of a comment in two chunks',
    found: 'messages',
    corpus: ['a/*x*/b;c/d;', 'e/**/f;'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [comment, text, previous] = [false, '', ''];
        return (chunk) => {
          if (faulty) previous = '';
          for (const character of chunk.toString('latin1')) {
            if (comment) comment = !(previous === '*' && character === '/');
            else if (previous === '/' && character === '*') {
              comment = true;
              text = text.slice(0, -1);
            } else if (character === ';') {
              message(text);
              text = '';
            } else text += character;
            previous =
              comment && previous === '/' && character === '*' ? '' : comment || previous !== '*' ? character : '';
          }
        };
      }),
  },
  {
    fault: 'lost tail: the last line without a line end',
    found: 'messages',
    corpus: ['one\ntwo\nthree', 'a\nb'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [rest, complete] = ['', false];
        return {
          write: (chunk: Buffer) => {
            const lines = (rest + chunk.toString('latin1')).split('\n');
            complete = lines.length > 1;
            rest = lines.pop() ?? '';
            for (const line of lines) message(line);
          },
          end: () => {
            if (rest !== '' && (complete || !faulty)) message(rest);
          },
        };
      }),
  },
  {
    fault: 'CR at the end of a chunk taken for a line end of its own',
    found: 'messages',
    corpus: ['one\r\ntwo\r\n', 'a\r\n\r\nb\r\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [line, afterReturn] = ['', false];
        return (chunk) => {
          if (faulty) afterReturn = false;
          for (const character of chunk.toString('latin1')) {
            if (character === '\n' && afterReturn) {
              afterReturn = false;
              continue;
            }
            afterReturn = character === '\r';
            if (character === '\r' || character === '\n') {
              message(line);
              line = '';
            } else line += character;
          }
        };
      }),
  },
];

function lineParser(take: (text: string, message: (line: string) => void) => string) {
  return fromCallbacks<string>((message) => {
    let rest = '';
    return (chunk) => {
      rest = take(rest + chunk.toString('latin1'), (line) => message(line));
    };
  });
}
