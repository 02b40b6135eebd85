import { EventEmitter } from 'node:events';
import { fromCallbacks, fromEmitter } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

export const stateFaults: Planted[] = [
  {
    fault: 'number that goes on in the next chunk',
    found: 'messages',
    corpus: ['12 345 6 7890 ', '1 22 '],
    open: (faulty) =>
      fromCallbacks<number>((message) => {
        let digits = '';
        return (chunk) => {
          const numbers = (digits + chunk.toString('latin1')).split(' ');
          digits = numbers.pop() ?? '';
          for (const number of numbers) message(Number(number));
          if (faulty && digits.length >= 3) {
            message(Number(digits));
            digits = '';
          }
        };
      }),
  },
  {
    fault: 'keyword taken for complete by its first letter',
    found: 'verdict',
    corpus: ['truefalsetrue', 'false'],
    open: (faulty) =>
      fromCallbacks<boolean>((message) => {
        let rest = '';
        return (chunk) => {
          rest += chunk.toString('latin1');
          while (rest !== '') {
            const word = rest.startsWith('t') ? 'true' : 'false';
            if (!word.startsWith(rest.slice(0, word.length))) throw new SyntaxError('neither true nor false');
            if (!faulty && rest.length < word.length) return;
            message(word === 'true');
            rest = rest.slice(word.length);
          }
        };
      }),
  },
  {
    fault: 'format detected from the first chunk only',
    found: 'messages',
    corpus: ['#v2\na;b\n', '#v2\nc\n'],
    open: (faulty) =>
      fromCallbacks<string[]>((message) => {
        let [rest, first, separator] = ['', true, ','];
        return (chunk) => {
          const text = chunk.toString('latin1');
          if (faulty && first && text.startsWith('#v2')) separator = ';';
          first = false;
          const lines = (rest + text).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            if (line === '#v2') separator = faulty ? separator : ';';
            else message(line.split(separator).concat(separator));
          }
        };
      }),
  },
  {
    fault: 'state lost on an empty chunk',
    found: 'empty-chunks',
    corpus: ['one\ntwo\nthree\n', 'a\nb\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          if (chunk.length === 0) {
            if (faulty) rest = '';
            return;
          }
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
  },
  {
    fault: 'callback that overwrites the body instead of appending to it',
    found: 'messages',
    corpus: ['5:hello3:abc', '11:hello world'],
    open: (faulty) => fromEmitter(() => new CountedParser(faulty), { events: ['body'] }),
  },
  {
    fault: 'limit on the chunk instead of the message',
    found: 'verdict',
    corpus: ['short\n', 'also short\n', 'this one is far too long\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            refuseLong(faulty ? Math.min(line.length, chunk.length) : line.length);
            message(line);
          }
          refuseLong(faulty ? Math.min(rest.length, chunk.length) : rest.length);
        };
      }),
  },
  {
    fault: 'checksum begun anew with every chunk',
    found: 'messages',
    corpus: ['abc.defgh.', 'z.'],
    open: (faulty) =>
      fromCallbacks<number>((message) => {
        let sum = 0;
        return (chunk) => {
          if (faulty) sum = 0;
          for (const byte of chunk) {
            if (byte !== 0x2e) sum += byte;
            else {
              message(sum);
              sum = 0;
            }
          }
        };
      }),
  },
  {
    fault: 'depth of nesting kept in a local variable',
    found: 'messages',
    corpus: ['(a(b)c)(d)', '((x))'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let [depth, text] = [0, ''];
        return (chunk) => {
          if (faulty) depth = Math.min(depth, 1);
          for (const character of chunk.toString('latin1')) {
            if (character === '(') depth++;
            if (character === ')') depth--;
            text += character;
            if (depth > 0) continue;
            message(text);
            text = '';
          }
        };
      }),
  },
  {
    fault: 'verdict forgotten: bad magic is noticed in one chunk only',
    found: 'verdict',
    corpus: ['PK12rest', 'PKabc', 'XY12'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let head = '';
        return {
          write: (chunk: Buffer) => {
            head += chunk.toString('latin1');
            const looked = faulty ? chunk.toString('latin1') : head;
            if (looked.length >= 2 && looked.length === head.length && !head.startsWith('PK')) {
              throw new Error('not this format');
            }
          },
          end: () => message(head),
        };
      }),
  },
  {
    fault: 'urgent messages put first within each chunk',
    found: 'messages',
    corpus: ['a\n!b\nc\n!d\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          const urgent = (line: string) => line.startsWith('!');
          const first = faulty ? lines.filter(urgent) : [];
          for (const line of [...first, ...lines.filter((line) => !first.includes(line))]) message(line);
        };
      }),
  },
];

function refuseLong(length: number): void {
  if (length > 16) throw Object.assign(new Error('line is too long'), { code: 'TOO_LONG' });
}

/** Bodies after their length in digits and a colon. */
class CountedParser extends EventEmitter {
  #digits = '';
  #body = '';
  #need = -1;
  readonly #faulty: boolean;

  constructor(faulty: boolean) {
    super();
    this.#faulty = faulty;
  }

  write(chunk: Buffer): void {
    let text = chunk.toString('latin1');
    while (text !== '') {
      if (this.#need < 0) {
        const character = text.slice(0, 1);
        text = text.slice(1);
        if (character === ':') this.#need = Number(this.#digits);
        else this.#digits += character;
        continue;
      }
      const part = text.slice(0, this.#need);
      text = text.slice(part.length);
      this.#need -= part.length;
      this.#body = this.#faulty ? part : this.#body + part;
      if (this.#need > 0) continue;
      this.emit('body', this.#body);
      [this.#digits, this.#body, this.#need] = ['', '', -1];
    }
  }
}
