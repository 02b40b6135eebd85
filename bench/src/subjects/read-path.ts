/** Parsers of the json-header protocol on the same input: each hands every message to a function that adds up. */
import { Connection, type ConnectionOptions, prepare } from '@wirechart/core';
import { type JsonHeaderMessage, jsonHeader } from '@wirechart/protocols/json-header';
import { Parser, type ParserOptions } from '../by-hand/parser.js';
import { XStateParser } from '../by-hand/xstate-parser.js';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { chunksOf, repeatedFrames, SOCKET_READ, variedFrames } from './json-header-input.js';

/** @param onMessage gets each message as it is complete */
type Reader = (onMessage: (message: JsonLike) => void) => { push(chunk: Buffer): void; end(): void };

interface JsonLike {
  readonly content: unknown;
}

/** What is read, and how much of it in a sample. */
export interface Reading {
  readonly messages: number;
  readonly headers: 'repeated' | 'varied';
}

export const readers = {
  ours: engine({}),
  'ours on XState': engine({ runtime: 'xstate' }),
  'ours recording': engine({ record: 64 }),
  'by hand': byHand({}),
  'by hand, remembering a header': byHand({ remembersHeader: true }),
  'by hand on XState': (onMessage) => new XStateParser(onMessage),
} satisfies Record<string, Reader>;

export const subjects: Subjects = {
  ...Object.fromEntries(Object.entries(readers).map(([name, reader]) => [name, (of: Reading) => parsing(reader, of)])),
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

function parsing(reader: Reader, reading: Reading): Sampler {
  const chunks = chunksOf(Buffer.concat(framesOf(reading)), SOCKET_READ);
  return new Sampler(reading.messages, () => {
    const sum = new Sum();
    const parser = reader((message) => sum.add(message));
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
    sum.check(reading.messages);
  });
}

/** Our connection, used as its driver does: a chunk in, then events until there are none. */
function engine(options: ConnectionOptions): Reader {
  const prepared = prepare(jsonHeader(), 'client', options);
  return (onMessage) => {
    const connection = new Connection<JsonHeaderMessage, JsonHeaderMessage>(prepared, performance.now());
    const handOut = () => {
      for (;;) {
        const event = connection.nextEvent();
        if (typeof event === 'string') return;
        if (event.type === 'message') onMessage(event.message);
        else if (event.type === 'failed') throw event.error;
      }
    };
    return {
      push(chunk) {
        connection.receiveData(chunk, performance.now());
        handOut();
      },
      end() {
        connection.receiveEof(performance.now());
        handOut();
      },
    };
  };
}

function byHand(options: ParserOptions): Reader {
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
