/** What load generators ask a server, and how long its reply is. */
import { searchMorpheus } from './json-header-input.js';

export interface Exchange {
  readonly request: Buffer;
  /**
   * Length of a reply, from one that came in one piece: it is small, and alone.
   *
   * @throws Error when it is none, or not all of it.
   */
  lengthOf(reply: Buffer): number;
}

/** The item of memcached that is asked for. */
export const ITEM = { key: 'key:1234', value: Buffer.alloc(32, 'v') };

export const exchanges = {
  'json-header': {
    request: searchMorpheus,
    lengthOf(reply) {
      const headerEnd = 2 + reply.readUInt16BE();
      const header = JSON.parse(reply.toString('utf8', 2, headerEnd)) as { 'content-length': number };
      const length = headerEnd + header['content-length'];
      if (length !== reply.length) throw new Error(`a reply of ${length} bytes came as ${reply.length}`);
      return length;
    },
  },
  'memcached get': {
    request: Buffer.from(`get ${ITEM.key}\r\n`),
    lengthOf(reply) {
      const expected = `VALUE ${ITEM.key} 0 ${ITEM.value.length}\r\n${ITEM.value}\r\nEND\r\n`;
      if (reply.toString() !== expected) throw new Error(`not the item: ${JSON.stringify(reply.toString())}`);
      return reply.length;
    },
  },
} satisfies Record<string, Exchange>;

export type ExchangeName = keyof typeof exchanges;
