import { fromCallbacks } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

/** Faults that one plain input of the format (ASCII, LF) shows only once it is varied, put together, or interrupted. */
export const inputFaults: Planted[] = [
  {
    fault: 'CR and LF in different chunks, where the corpus has LF alone',
    found: 'messages',
    corpus: ['one\ntwo\nthree\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const text = rest + chunk.toString('latin1');
          // A CR at the end may be half a line end.
          const held = !faulty && text.endsWith('\r') ? '\r' : '';
          const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
          rest = (lines.pop() ?? '') + held;
          for (const line of lines) message(line);
        };
      }),
  },
  {
    fault: 'characters decoded chunk by chunk, where the corpus is ASCII',
    found: 'messages',
    corpus: ['name=value\nkey=other\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const decoder = new TextDecoder();
        let rest = '';
        return (chunk) => {
          const lines = (rest + (faulty ? chunk.toString('utf8') : decoder.decode(chunk, { stream: true }))).split(
            '\n',
          );
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
  },
  {
    fault: 'number of more than nine digits taken in two',
    found: 'messages',
    corpus: ['12 345 6\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let digits = '';
        return (chunk) => {
          for (const character of chunk.toString('latin1')) {
            if (/\d/.test(character)) digits += character;
            else if (digits !== '') {
              message(digits);
              digits = '';
            }
          }
          if (faulty && digits.length > 9) {
            message(digits);
            digits = '';
          }
        };
      }),
  },
  {
    fault: 'doubled quote at the end of a chunk',
    found: 'messages',
    corpus: ['a,"b c",d\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [field, quoted, pending] = ['', false, false];
        return (chunk) => {
          for (const character of chunk.toString('latin1')) {
            if (pending) {
              pending = false;
              if (character === '"') {
                field += '"';
                continue;
              }
              quoted = false;
            }
            if (character === '"') {
              if (quoted) pending = true;
              else quoted = true;
            } else if (!quoted && (character === ',' || character === '\n')) {
              message(field);
              field = '';
            } else field += character;
          }
          if (faulty && pending) [pending, quoted] = [false, false];
        };
      }),
  },
  {
    fault: 'empty member that a separator at the end announces',
    found: 'messages',
    corpus: ['a,b,c'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return {
          write: (chunk: Buffer) => {
            const members = (rest + chunk.toString('latin1')).split(',');
            rest = members.pop() ?? '';
            if (faulty && members.length > 1 && rest === '') rest = '?';
            for (const member of members) message(member);
          },
          end: () => message(rest),
        };
      }),
  },
  {
    fault: 'byte-order mark looked for in the first chunk',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [rest, first, head]: [string, boolean, Buffer] = ['', true, Buffer.alloc(0)];
        const take = (text: string) => {
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
        return (chunk) => {
          if (!first) return take(chunk.toString('latin1'));
          head = Buffer.concat([head, chunk]);
          if (!faulty && head.length < 3) return undefined;
          first = false;
          const bom = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
          return take(head.subarray(bom ? 3 : 0).toString('latin1'));
        };
      }),
  },
  {
    fault: 'what is left when the input ends early depends on the last chunk',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [rest, last] = ['', 0];
        return {
          write: (chunk: Buffer) => {
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            last = chunk.length;
            for (const line of lines) message(line);
          },
          end: () => {
            if (rest !== '' && !(faulty && last === 1)) message(rest);
          },
        };
      }),
  },
  {
    fault: 'what came before a failed read is given only if it came in one chunk',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message, error) => {
        let [rest, chunks] = ['', 0];
        return {
          write: (chunk: Buffer) => {
            chunks++;
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) message(line);
          },
          fail: (failure: Error) => {
            if (!faulty || chunks === 1) message(rest);
            error(failure);
          },
        };
      }),
  },
  {
    fault: 'a read that fails is waited for',
    found: 'failed-read',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message, error) => {
        let rest = '';
        return {
          write: (chunk: Buffer) => {
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) message(line);
          },
          fail: (failure: Error) => {
            if (faulty) return new Promise(() => undefined);
            return error(failure);
          },
        };
      }),
  },
  {
    fault: 'flushed by a timer when reading stalls',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    // Without variants: on a busy machine a timer may go off in any run that is long.
    options: { faults: ['stall'], variants: false },
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        let timer: NodeJS.Timeout | undefined;
        const flush = () => {
          if (rest !== '') message(rest);
          rest = '';
        };
        return {
          write: async (chunk: Buffer) => {
            clearTimeout(timer);
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) message(line);
            if (faulty) timer = setTimeout(flush, 40);
          },
          end: async () => {
            clearTimeout(timer);
            flush();
          },
          dispose: () => clearTimeout(timer),
        };
      }),
  },
  {
    fault: 'answers in a microtask, which another chunk overtakes',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        let lines: string[] = [];
        return (chunk) => {
          const read = (rest + chunk.toString('latin1')).split('\n');
          rest = read.pop() ?? '';
          lines = faulty ? read : [...lines, ...read];
          void Promise.resolve().then(() => {
            for (const line of lines.splice(0)) message(line);
          });
        };
      }),
  },
  {
    fault: 'answers in a microtask, and forgets what is left of one byte',
    found: 'messages',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = faulty && chunk.length === 1 ? '' : (lines.pop() ?? '');
          void Promise.resolve().then(() => {
            for (const line of lines) message(line);
          });
        };
      }),
  },
  {
    fault: 'quote inside of quotes at the end of a chunk, where the corpus has no quotes',
    found: 'messages',
    corpus: ['a,b\nc,d\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [quoted, rest] = [false, ''];
        return (chunk) => {
          const text = rest + chunk.toString('latin1');
          rest = '';
          let field = '';
          for (let at = 0; at < text.length; at++) {
            const character = text[at] ?? '';
            const ends = character === '"' && quoted && at + 1 === text.length;
            if (ends && !faulty) {
              rest = character;
              break;
            }
            if (character === '"' && quoted && text[at + 1] === '"') field += text[++at];
            else if (character === '"') quoted = !quoted;
            else field += character;
          }
          for (const one of field) message(one);
        };
      }),
  },
  {
    fault: 'text of UTF-16 whose pairs are cut, where the corpus has none',
    found: 'messages',
    corpus: [Buffer.from('one\ntwo\n', 'utf16le')],
    open: (faulty) =>
      fromCallbacks<string>(
        (message) => {
          const decoder = new TextDecoder('utf-16le');
          let odd = Buffer.alloc(0);
          return (chunk) => {
            const bytes = Buffer.concat([odd, chunk]);
            odd = bytes.subarray(bytes.length & ~1);
            const even = bytes.subarray(0, bytes.length & ~1);
            message(faulty ? new TextDecoder('utf-16le').decode(even) : decoder.decode(even, { stream: true }));
          };
        },
        { canonical: { piece: (data) => ({ of: 'text', data }) } },
      ),
  },
  {
    fault: 'room for 64 bytes, all of it used when the chunk ends',
    found: 'messages',
    corpus: ['one\ntwo\nthree\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const room = Buffer.alloc(64);
        let used = 0;
        return (chunk) => {
          for (const byte of chunk) {
            if (byte === 0x0a) {
              message(room.toString('latin1', 0, used));
              used = 0;
            } else if (used < room.length) room[used++] = byte;
          }
          if (faulty && used === room.length) used = 0;
        };
      }),
  },
  {
    fault: 'what is beyond 4096 bytes of one chunk',
    found: 'messages',
    corpus: ['one\ntwo\nthree\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (rest + chunk.toString('latin1', 0, faulty ? 4096 : chunk.length)).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
  },
];
