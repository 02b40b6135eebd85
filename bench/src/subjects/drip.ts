/** Input that comes one byte at a time, in messages of a given size. */
import { performance } from 'node:perf_hooks';

import { delimited } from '@wirechart/protocols/framing';
import { jsonHeader } from '@wirechart/protocols/json-header';
import { Parser } from '../by-hand/parser.js';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { type Reader, readerOf } from './reader.js';

/** How many bytes of content a message has, and how many messages a sample. */
export interface Dripping {
  readonly size: number;
  readonly messages: number;
}

const wide = { limits: { headerBytes: 32 * 1024 * 1024, contentBytes: 32 * 1024 * 1024 } };
const readMessages = readerOf(jsonHeader(), wide);
const readTimeless = readerOf(jsonHeader(), wide, () => 0);
const readLines = readerOf(delimited('\n'), wide);

export const subjects: Subjects = {
  'content: ours': (dripping: Dripping) => drip(dripping, contentOf(dripping.size), readMessages),
  'content: ours, without a clock': (dripping: Dripping) => drip(dripping, contentOf(dripping.size), readTimeless),
  'content: by hand': (dripping: Dripping) =>
    drip(dripping, contentOf(dripping.size), (onMessage) => new Parser(onMessage, wide)),
  'content: by hand, noting the time': (dripping: Dripping) =>
    drip(dripping, contentOf(dripping.size), (onMessage) => new TimedParser(onMessage)),
  'line: ours': (dripping: Dripping) => drip(dripping, lineOf(dripping.size), readLines),
};

/** What a time-out needs to know, and no more: none is set. */
class TimedParser implements Reader {
  receivedAt = 0;
  readonly #parser: Parser;

  constructor(onMessage: () => void) {
    this.#parser = new Parser(onMessage, wide);
  }

  push(chunk: Buffer): void {
    this.receivedAt = performance.now();
    this.#parser.push(chunk);
  }

  end(): void {
    this.#parser.end();
  }
}

function drip({ size, messages }: Dripping, bytes: Buffer, reader: (onMessage: () => void) => Reader): Sampler {
  return new Sampler(size * messages, () => {
    let found = 0;
    const into = reader(() => {
      found += 1;
    });
    for (let message = 0; message < messages; message++) {
      for (let at = 0; at < bytes.length; at++) into.push(oneByte[bytes[at] as number] as Buffer);
    }
    into.end();
    if (found !== messages) throw new Error(`${found} messages`);
  });
}

/** Chunks are not changed by anyone, so one for each byte will do: what is measured is not their making. */
const oneByte = Array.from({ length: 256 }, (_, byte) => Buffer.from([byte]));

function contentOf(size: number): Buffer {
  const header = `{"byteorder": "little", "content-type": "binary", "content-encoding": "binary", "content-length": ${size}}`;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(header.length);
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(size, 'x')]);
}

const lineOf = (size: number): Buffer => Buffer.from(`${'x'.repeat(size - 1)}\n`);
