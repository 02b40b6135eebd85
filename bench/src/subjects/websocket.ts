/** Readers of masked WebSocket messages, as a server has them, on the same input. */
import { once } from 'node:events';
import { frames } from '@wirechart/protocols/websocket';
import { Receiver } from 'ws';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { chunksOf, SOCKET_READ } from './json-header-input.js';
import { readerOf } from './reader.js';

/** Tells of every text; the bytes that it is given may be changed. */
export type TextReader = (chunks: readonly Buffer[], onText: (text: string | Buffer) => void) => void | Promise<void>;

const MAX_MESSAGE = 16 * 1024 * 1024;

const readFrames = readerOf(frames({ role: 'server' }, { limits: { contentBytes: MAX_MESSAGE } }));

export const textReaders: Record<string, TextReader> = {
  ours(chunks, onText) {
    const reader = readFrames((message) => onText(message as string));
    for (const chunk of chunks) reader.push(chunk);
  },
  ws: (chunks, onText) => receive(chunks, (data) => onText(data.toString())),
  'ws, left as bytes': receive,
};

export interface Texts {
  /** Characters of each. */
  readonly length: number;
  readonly count: number;
}

export const subjects: Subjects = Object.fromEntries(
  Object.entries(textReaders).map(([name, read]) => [
    name,
    ({ length, count }: Texts) => {
      const frame = maskedText('x'.repeat(length), KEY);
      const chunks = chunksOf(Buffer.concat(new Array<Buffer>(count).fill(frame)), SOCKET_READ);
      return new Sampler(count, async () => {
        let found = 0;
        let total = 0;
        await read(chunks, (text) => {
          found += 1;
          total += text.length;
        });
        if (found !== count || total !== count * length) throw new Error(`${found} of ${count}, ${total} characters`);
      });
    },
  ]),
);

/** A frame of text as a client sends it (RFC 6455, 5.2). */
export function maskedText(text: string, key: Buffer): Buffer {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  for (let i = 0; i < length; i++) payload[i] = payload.readUInt8(i) ^ key.readUInt8(i & 3);
  return Buffer.concat([head, key, payload]);
}

/**
 * The receiver tells of all messages of a chunk before `write` returns; so nothing has to wait for it.
 * The limits are those of its server, but for the length.
 */
async function receive(chunks: readonly Buffer[], onText: (text: Buffer) => void): Promise<void> {
  const receiver = new Receiver({
    isServer: true,
    maxPayload: MAX_MESSAGE,
    maxBufferedChunks: 1024 * 1024,
    maxFragments: 128 * 1024,
  });
  receiver.on('message', onText);
  for (const chunk of chunks) receiver.write(chunk);
  receiver.end();
  await once(receiver, 'finish');
}

/**
 * Each byte below 0x80: ws takes the mask off where the bytes lie, and so the next run finds other text there. With this key
 * it is ASCII too.
 */
const KEY = Buffer.from([0x12, 0x34, 0x56, 0x78]);
