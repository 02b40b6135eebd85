import { Transform } from 'node:stream';
import { fromAsyncIterable, fromCallbacks, fromNodeStream } from '@wirechart/fuzz';
import type { Planted } from './planted.js';

/** Is called again before the promise of the call before has resolved. */
const OVERLAPPING = { overlappingWrites: true };
const LINES = ['one\ntwo\nthree\n', 'a\nb\n'];

export const timingFaults: Planted[] = [
  {
    fault: 'needs three chunks in one tick: one slot for what waits',
    found: 'messages',
    corpus: LINES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const take = lineTaker(message);
        let busy = false;
        let waiting: Buffer[] = [];
        const work = async (chunk: Buffer): Promise<void> => {
          busy = true;
          await null;
          take(chunk);
          busy = false;
          const next = waiting.shift();
          if (next !== undefined) await work(next);
        };
        return (chunk) => {
          if (!busy) return work(chunk);
          if (faulty) waiting = [chunk];
          else waiting.push(chunk);
          return undefined;
        };
      }, OVERLAPPING),
  },
  {
    fault: 'state read before and written after a pause',
    found: 'messages',
    corpus: LINES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        let turn: Promise<void> = Promise.resolve();
        const work = async (chunk: Buffer) => {
          const before = rest;
          await null;
          const lines = (before + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
        return (chunk) => {
          if (faulty) return work(chunk);
          turn = turn.then(() => work(chunk));
          return turn;
        };
      }, OVERLAPPING),
  },
  {
    fault: 'message that waits for the next chunk',
    found: 'promptness',
    corpus: LINES,
    open: (faulty) =>
      fromAsyncIterable<string>(async function* (chunks) {
        let rest = '';
        let held: string[] = [];
        for await (const chunk of chunks) {
          yield* held;
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          held = faulty ? lines : [];
          if (!faulty) yield* lines;
        }
        yield* held;
      }),
  },
  {
    fault: 'lost tail: what is left is flushed after a single chunk only',
    found: 'messages',
    corpus: ['one\ntwo\nthree', 'a\nb'],
    open: (faulty) =>
      fromNodeStream(() => {
        let [rest, chunks] = ['', 0];
        return new Transform({
          readableObjectMode: true,
          transform(chunk: Buffer, _encoding, done) {
            chunks++;
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) this.push(line);
            done();
          },
          flush(done) {
            if (rest !== '' && !(faulty && chunks > 1)) this.push(rest);
            done();
          },
        });
      }),
  },
  {
    fault: 'exception out of a timer',
    found: 'crash',
    corpus: LINES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const take = lineTaker(message);
        return async (chunk) => {
          if (faulty && chunk.length === 1 && chunk[0] === 10) {
            setImmediate(() => {
              throw new TypeError('nothing to look at');
            });
          }
          take(chunk);
        };
      }),
  },
  {
    fault: 'promise that nobody handles',
    found: 'crash',
    corpus: LINES,
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        const take = lineTaker(message);
        return async (chunk) => {
          if (faulty && chunk[0] === 10) Promise.reject(new Error('line end before the line'));
          take(chunk);
        };
      }),
  },
  {
    fault: 'endless loop on half a delimiter',
    found: 'hang',
    corpus: ['one\r\ntwo\r\n'],
    open: (faulty) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          rest += chunk.toString('latin1');
          while (rest.includes('\r')) {
            const at = rest.indexOf('\r\n');
            if (at < 0) {
              if (faulty) continue;
              break;
            }
            message(rest.slice(0, at));
            rest = rest.slice(at + 2);
          }
        };
      }),
  },
  {
    fault: 'callback that is not called when a chunk completes nothing',
    found: 'hang',
    corpus: ['one\ntwo\n'],
    open: (faulty) =>
      fromNodeStream(() => {
        let rest = '';
        return new Transform({
          readableObjectMode: true,
          transform(chunk: Buffer, _encoding, done) {
            const lines = (rest + chunk.toString('latin1')).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) this.push(line);
            if (lines.length > 0 || !faulty) done();
          },
        });
      }),
  },
];

function lineTaker(message: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) message(line);
  };
}
