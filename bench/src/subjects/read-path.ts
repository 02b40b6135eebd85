/** Parsers of the json-header protocol on the same input: each hands every message to a function that adds up. */
import { countersOf, prepare } from '@wirechart/core';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { ChartParser } from '../by-hand/chart-parser.js';
import { fsmChart, robotChart } from '../by-hand/other-charts.js';
import { Parser, type ParserOptions } from '../by-hand/parser.js';
import { XStateParser } from '../by-hand/xstate-parser.js';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { chunksOf, repeatedFrames, SOCKET_READ, variedFrames } from './json-header-input.js';
import { type Reader, readerOf, readerOn } from './reader.js';

/** @param onMessage gets each message as it is complete */
type MakeReader = (onMessage: (message: JsonLike) => void) => Reader;

interface JsonLike {
  readonly content: unknown;
}

/** What is read, and how much of it in a sample. */
export interface Reading {
  readonly messages: number;
  readonly headers: 'repeated' | 'varied';
}

export const readers = {
  ours: readerOf(jsonHeader()),
  'ours on XState': readerOf(jsonHeader(), { runtime: 'xstate' }),
  'ours recording': readerOf(jsonHeader(), { record: 64 }),
  'ours telling': readerOf(jsonHeader(), { onTransition: () => undefined }),
  'by hand': byHand({}),
  'by hand, remembering a header': byHand({ remembersHeader: true }),
  'by hand on XState': (onMessage) => new XStateParser(onMessage),
  'by hand on @xstate/fsm': (onMessage) => new ChartParser(fsmChart(onMessage)),
  'by hand on robot3': (onMessage) => new ChartParser(robotChart(onMessage)),
} satisfies Record<string, MakeReader>;

export const subjects: Subjects = {
  ...Object.fromEntries(Object.entries(readers).map(([name, reader]) => [name, (of: Reading) => parsing(reader, of)])),
  /** Ours, and what its counters say. */
  'ours, counted': (of: Reading): Counted => {
    const prepared = prepare(jsonHeader(), 'client');
    const counted = () => countersOf(prepared.read).edges.reduce((sum, { count }) => sum + count, 0);
    return Object.assign(parsing(readerOn(prepared), of), { counted });
  },
  'JSON.parse alone': ({ messages, headers }: Reading) => {
    const texts = framesOf({ messages, headers }).map((frame) => {
      const headerEnd = 2 + frame.readUInt16BE();
      return [frame.toString('utf8', 2, headerEnd), frame.toString('utf8', headerEnd)] as const;
    });
    return new Sampler(messages, () => {
      const sum = new Sum();
      for (const [header, content] of texts) {
        JSON.parse(header);
        sum.add({ content: JSON.parse(content) });
      }
      sum.check(messages);
    });
  },
};

export interface Counted extends Sampler {
  /** Transitions that the counters of the read half know of. */
  counted(): number;
}

function parsing(makeReader: MakeReader, reading: Reading): Sampler {
  const chunks = chunksOf(Buffer.concat(framesOf(reading)), SOCKET_READ);
  return new Sampler(reading.messages, () => {
    const sum = new Sum();
    const reader = makeReader((message) => sum.add(message));
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
    sum.check(reading.messages);
  });
}

function byHand(options: ParserOptions): MakeReader {
  return (onMessage) => new Parser(onMessage, options);
}

const framesOf = ({ messages, headers }: Reading): Buffer[] =>
  headers === 'repeated' ? repeatedFrames(messages) : variedFrames(messages);

/** An application that uses what it gets, so that no work can be left out. */
class Sum {
  #messages = 0;
  #characters = 0;

  add({ content }: JsonLike): void {
    this.#messages += 1;
    this.#characters += (content as { value: string }).value.length;
  }

  check(messages: number): void {
    if (this.#messages !== messages || this.#characters < messages) throw new Error(`${this.#messages} messages`);
  }
}
