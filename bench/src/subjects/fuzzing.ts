/** Sessions of the fuzzer: how many runs of a parser they get through. */
import { EventEmitter } from 'node:events';
import type { Transform } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type * as fuzz from '@wirechart/fuzz';
import split2 from 'split2';
import { Receiver } from 'ws';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';

/** Which fuzzer. */
export interface Fuzzing {
  /** Path of the `dist` of another version of it. Default: the one that was built. */
  readonly dist?: string;
}

const LINES = 'one\ntwo\n\nthree\nfour and five\n';
const FRAMES = Buffer.concat(Array.from({ length: 15 }, () => Buffer.from('\x81\x0bhello world', 'latin1')));

type Fuzz = typeof fuzz;

const parsers: Record<string, { subject: (fuzz: Fuzz) => fuzz.Subject<never>; corpus: fuzz.Corpus }> = {
  split2: {
    subject: ({ fromNodeStream }) => fromNodeStream(() => split2() as unknown as Transform),
    corpus: [LINES.repeat(8), LINES.repeat(7)],
  },
  'ws Receiver': {
    subject: ({ fromNodeStream }) =>
      fromNodeStream(() => new Receiver({ isServer: false, maxPayload: 0, maxBufferedChunks: 0, maxFragments: 0 }), {
        events: ['message', 'ping', 'pong', 'conclude'],
        contract: { aliasesInput: true, keepsInput: true },
      }),
    corpus: [FRAMES],
  },
  'a callback for each line': {
    subject: ({ fromCallbacks }) =>
      fromCallbacks<string>((message) => {
        let rest = '';
        return (chunk) => {
          const lines = (rest + chunk.toString('latin1')).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) message(line);
        };
      }),
    corpus: [LINES.repeat(20), LINES.repeat(19)],
  },
  'an emitter of records': {
    subject: ({ fromEmitter }) => fromEmitter(() => new Records(), { events: ['record'] }),
    corpus: ['\x05\x01hello\x03\x02abc\x0b\x01hello world'.repeat(12)],
  },
};

export const subjects: Subjects = Object.fromEntries(
  Object.entries(parsers).map(([name, { subject, corpus }]) => [
    name,
    async ({ dist }: Fuzzing) => {
      const loaded: Fuzz =
        dist === undefined
          ? await import('@wirechart/fuzz')
          : ((await import(pathToFileURL(`${dist}/index.js`).href)) as Fuzz);
      const session = () => {
        // The plan for the corpus and nothing beyond it, which is the same in all versions.
        const options = { corpus, mutations: 0, variants: false, faults: [], seed: 1 } as fuzz.FuzzOptions<never>;
        return loaded.checkChunkInvariance(subject(loaded), options);
      };
      const { runs, findings } = await session();
      const failing = findings.filter(({ fails }) => fails);
      if (failing.length > 0) throw new Error(`${name}: ${failing[0]?.summary}`);
      return new Sampler(runs, async () => {
        await session();
      });
    },
  ]),
);

/** Records after their length and their type, as objects. */
class Records extends EventEmitter {
  #rest: Uint8Array = new Uint8Array();

  write(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (;;) {
      const end = start + 2 + (this.#rest[start] ?? Number.POSITIVE_INFINITY);
      if (end > this.#rest.length) break;
      this.emit('record', { type: this.#rest[start + 1], size: end - start - 2 });
      start = end;
    }
    this.#rest = Uint8Array.from(this.#rest.subarray(start));
  }
}
