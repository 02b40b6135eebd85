import { StringDecoder } from 'node:string_decoder';
import { fromCallbacks } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

const PIECES = { canonical: { piece: (data: string) => ({ of: 'text', data }) } };

export const characterFaults: Planted[] = [
  {
    fault: 'character of several bytes',
    found: 'messages',
    corpus: ['grün\nweiß €\n', '😀\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const decoder = new StringDecoder('utf8');
        let rest = '';
        return (chunk) => {
          const lines = (rest + (faulty ? chunk.toString('utf8') : decoder.write(chunk))).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
  },
  {
    fault: 'byte order mark looked for in the first chunk only',
    found: 'messages',
    corpus: ['\ufeffabc', '\ufeff'.concat('xyz')],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let head = '';
        let begun = false;
        return {
          write: (chunk: Buffer) => {
            const text = chunk.toString('latin1');
            if (begun) return message(text);
            head += text;
            if (head.length < 3 && !faulty && '\u00ef\u00bb\u00bf'.startsWith(head)) return;
            begun = true;
            message(head.startsWith('\u00ef\u00bb\u00bf') ? head.slice(3) : head);
          },
          end: () => {
            if (!begun) message(head);
          },
        };
      }, PIECES),
  },
  {
    fault: 'two-byte units cut in the middle',
    found: 'messages',
    corpus: [Buffer.from('wide text', 'utf16le')],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let odd: Buffer = Buffer.alloc(0);
        return (chunk) => {
          const whole = faulty ? chunk : Buffer.concat([odd, chunk]);
          const even = whole.length - (whole.length % 2);
          odd = whole.subarray(even);
          message(whole.toString('utf16le', 0, even));
        };
      }, PIECES),
  },
  {
    fault: 'pairs of hex digits decoded chunk by chunk',
    found: 'messages',
    corpus: [Buffer.from('the quick brown fox').toString('hex')],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return {
          write: (chunk: Buffer) => {
            const text = rest + chunk.toString('latin1');
            const whole = faulty ? text.length : text.length - (text.length % 2);
            rest = text.slice(whole);
            for (const pair of text.slice(0, whole).match(/../gs) ?? []) {
              message(String.fromCharCode(Number.parseInt(pair, 16)));
            }
          },
        };
      }, PIECES),
  },
  {
    fault: 'escape at the end of a chunk',
    found: 'messages',
    corpus: ['a\\nb\\\\c;', 'x\\;y;'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [text, escaped] = ['', false];
        return (chunk) => {
          if (faulty) escaped = false;
          for (const character of chunk.toString('latin1')) {
            if (escaped) {
              text += character === 'n' ? '\n' : character;
              escaped = false;
            } else if (character === '\\') escaped = true;
            else if (character === ';') {
              message(text);
              text = '';
            } else text += character;
          }
        };
      }),
  },
  {
    fault: 'percent escape of three bytes in two chunks',
    found: 'messages',
    corpus: ['a%20b%2Fc&', '%41%42&'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const parts = (rest + chunk.toString('latin1')).split('&');
          rest = parts.pop() ?? '';
          for (const part of parts) message(unescapePercent(part));
          if (faulty) rest = unescapePercent(rest).replace(/%.?$/, '');
        };
      }),
  },
];

function unescapePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
