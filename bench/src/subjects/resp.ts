/** Readers of RESP requests on the same input: a pipeline of SET. */
import { Decoder, RESP_TYPES } from '@redis/client/dist/lib/RESP/decoder.js';
import { respServer } from '@wirechart/protocols/resp';
import RedisParser from 'redis-parser';
import { Sampler } from '../harness/sampler.js';
import type { Subjects } from '../harness/worker.js';
import { chunksOf, SOCKET_READ } from './json-header-input.js';
import { readerOf } from './reader.js';

/** Tells of every request: its last two strings, the key and the value of a SET. */
type RequestReader = (chunks: readonly Buffer[], onSet: (key: Uint8Array, value: Uint8Array) => void) => void;

const readRequests = readerOf(respServer());

export const requestReaders: Record<string, RequestReader> = {
  ours(chunks, onSet) {
    const reader = readRequests(({ args }) => onSet(args[0] as Uint8Array, args[1] as Uint8Array));
    for (const chunk of chunks) reader.push(chunk);
    reader.end();
  },
  'redis-parser'(chunks, onSet) {
    const parser = new RedisParser({
      returnBuffers: true,
      returnReply: (request: readonly Buffer[]) => onSet(request[1] as Buffer, request[2] as Buffer),
      returnError: fail,
      returnFatalError: fail,
    });
    for (const chunk of chunks) parser.execute(chunk);
  },
  '@redis/client'(chunks, onSet) {
    const types = { [RESP_TYPES.BLOB_STRING]: Buffer };
    const decoder = new Decoder({
      onReply: (request: readonly Buffer[]) => onSet(request[1] as Buffer, request[2] as Buffer),
      onErrorReply: fail,
      onPush: () => {},
      getTypeMapping: () => types,
    });
    for (const chunk of chunks) decoder.write(chunk);
  },
};

/** @param count requests in a sample */
export const subjects: Subjects = Object.fromEntries(
  Object.entries(requestReaders).map(([name, read]) => [
    name,
    (count: number) => {
      const request = '*3\r\n$3\r\nSET\r\n$8\r\nkey:1234\r\n$16\r\n0123456789abcdef\r\n';
      const chunks = chunksOf(Buffer.from(request.repeat(count)), SOCKET_READ);
      return new Sampler(count, () => {
        let found = 0;
        let total = 0;
        read(chunks, (key, value) => {
          found += 1;
          total += key.length + value.length;
        });
        if (found !== count || total !== count * 24) throw new Error(`${found} of ${count}, ${total} bytes`);
      });
    },
  ]),
);

function fail(error: unknown): never {
  throw error;
}
