/** Readers of two framings on the same input: lines, and frames after their length in four bytes. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { lengthPrefixed, lines } from '@wirechart/protocols/framing';
import { Decoder as FrameStream } from 'frame-stream';
import { decode } from 'it-length-prefixed';
import split2 from 'split2';
import { FrameSplitter } from '../by-hand/frame-splitter.js';
import { LineSplitter } from '../by-hand/line-splitter.js';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { chunksOf, SOCKET_READ } from './json-header-input.js';
import { listReaderOf, readerOf } from './reader.js';

/** Reads chunks to their end and tells of every line. */
type LineReader = (chunks: readonly Buffer[], onLine: (line: string) => void) => void | Promise<void>;

/** Reads chunks to their end and tells of every frame. */
type FrameReader = (chunks: readonly Buffer[], onFrame: (frame: FrameLike) => void) => void | Promise<void>;

/** What all have in common: its length; the bytes of some lie in several pieces. */
interface FrameLike {
  readonly byteLength: number;
}

const MAX_LINE = 64 * 1024;
const MAX_FRAME = 16 * 1024 * 1024;

const ofLines = lines({ limits: { contentBytes: MAX_LINE } });
const ofFrames = lengthPrefixed({ width: 4, limits: { contentBytes: MAX_FRAME } });
const readLines = readerOf(ofLines);
const readFrames = readerOf(ofFrames);
const readLinesInLists = listReaderOf(ofLines);
const readFramesInLists = listReaderOf(ofFrames);

export const lineReaders: Record<string, LineReader> = {
  ours: (chunks, onLine) => feed(readLines(onLine), chunks),
  'ours, in lists': (chunks, onLine) => feed(readLinesInLists(onLine), chunks),
  'by hand': (chunks, onLine) => feed(new LineSplitter(MAX_LINE, onLine), chunks),
  split2: (chunks, onLine) => through(split2({ maxLength: MAX_LINE }), chunks, onLine),
  'node:readline': async (chunks, onLine) => {
    const reader = createInterface({
      input: Readable.from(chunks, { objectMode: false }),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    reader.on('line', onLine);
    await once(reader, 'close');
  },
};

export const frameReaders: Record<string, FrameReader> = {
  ours: (chunks, onFrame) => feed(readFrames(onFrame), chunks),
  'ours, in lists': (chunks, onFrame) => feed(readFramesInLists(onFrame), chunks),
  'by hand': (chunks, onFrame) => feed(new FrameSplitter(MAX_FRAME, onFrame), chunks),
  'it-length-prefixed': (chunks, onFrame) => {
    for (const frame of decode(chunks as Buffer[], { lengthDecoder, maxDataLength: MAX_FRAME })) onFrame(frame);
  },
  'it-length-prefixed, async': async (chunks, onFrame) => {
    const source = (async function* () {
      yield* chunks;
    })();
    for await (const frame of decode(source, { lengthDecoder, maxDataLength: MAX_FRAME })) onFrame(frame);
  },
  'frame-stream': (chunks, onFrame) => through(new FrameStream({ lengthSize: 4, maxSize: MAX_FRAME }), chunks, onFrame),
};

/** @param count lines or frames in a sample */
export const subjects: Subjects = {
  ...Object.fromEntries(
    Object.entries(lineReaders).map(([name, read]) => [
      `lines: ${name}`,
      (count: number) => {
        const chunks = chunksOf(Buffer.from(`${'x'.repeat(61)}\n`.repeat(count)), SOCKET_READ);
        return counting(count, (add) => read(chunks, (line) => add(line.length)), 61);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(frameReaders).map(([name, read]) => [
      `frames: ${name}`,
      (count: number) => {
        const frame = Buffer.concat([Buffer.from([0, 0, 0, 60]), Buffer.alloc(60, 'x')]);
        const chunks = chunksOf(Buffer.concat(new Array<Buffer>(count).fill(frame)), SOCKET_READ);
        return counting(count, (add) => read(chunks, ({ byteLength }) => add(byteLength)), 60);
      },
    ]),
  ),
};

function counting(count: number, read: (add: (size: number) => void) => void | Promise<void>, size: number): Sampler {
  return new Sampler(count, async () => {
    let found = 0;
    let total = 0;
    await read((length) => {
      found += 1;
      total += length;
    });
    if (found !== count || total !== count * size) throw new Error(`${found} of ${count}, ${total} bytes`);
  });
}

function feed(reader: { push(chunk: Buffer): void; end(): void }, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
}

/** Writes with the stream's back-pressure, as `pipe` does. */
async function through(
  stream: NodeJS.ReadWriteStream,
  chunks: readonly Buffer[],
  onData: (data: never) => void,
): Promise<void> {
  stream.on('data', onData as (data: unknown) => void);
  const ended = once(stream, 'end');
  for (const chunk of chunks) if (!stream.write(chunk)) await once(stream, 'drain');
  stream.end();
  await ended;
}

const lengthDecoder = Object.assign((data: { getUint32(offset: number): number }) => data.getUint32(0), { bytes: 4 });
