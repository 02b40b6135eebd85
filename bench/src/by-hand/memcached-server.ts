/** A server of memcached's text protocol on node:net, written by hand: it knows `get` and `set`, and no other command. */
import { createServer, type Server, type Socket } from 'node:net';
import type { MemoryStore } from '@wirechart/memcached-store';

/** Milliseconds without a byte after which a connection is closed. */
const IDLE = 60_000;
const MAX_LINE = 64 * 1024;
const MAX_VALUE = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;

export function createMemcachedServer(store: MemoryStore): Server {
  return createServer({ noDelay: true }, (socket) => serve(socket, store));
}

/** The replies to what one chunk brought leave in one write; a remote that does not read is not read from. */
function serve(socket: Socket, store: MemoryStore): void {
  const session = new Session(store);
  socket.setTimeout(IDLE, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => socket.resume());
  socket.on('data', (chunk) => {
    const replies = session.push(chunk);
    if (replies === undefined) socket.destroy();
    else if (replies !== '' && !socket.write(replies, 'latin1')) socket.pause();
  });
}

interface Put {
  readonly key: string;
  readonly flags: number;
  readonly exptime: number;
  readonly length: number;
  readonly quiet: boolean;
}

class Session {
  readonly #store: MemoryStore;
  /** What waits for the rest of its line, or of its data. */
  #pieces: Buffer[] = [];
  #waiting = 0;
  /** How many bytes there must be before it is worth to look again; 0 when it is a line feed that is looked for. */
  #wanted = 0;
  #put: Put | undefined;

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  /** The replies, a byte for a character; undefined when the remote is past talking to. */
  push(chunk: Buffer): string | undefined {
    let bytes = chunk;
    if (this.#waiting > 0) {
      this.#pieces.push(chunk);
      this.#waiting += chunk.length;
      if (this.#wanted > 0 ? this.#waiting < this.#wanted : !chunk.includes(LF)) {
        return this.#wanted === 0 && this.#waiting > MAX_LINE ? undefined : '';
      }
      bytes = Buffer.concat(this.#pieces, this.#waiting);
      this.#pieces = [];
      this.#waiting = 0;
    }
    return this.#answer(bytes);
  }

  #answer(bytes: Buffer): string | undefined {
    let replies = '';
    let at = 0;
    while (at < bytes.length) {
      const put = this.#put;
      const end = put === undefined ? bytes.indexOf(LF, at) + 1 : at + put.length + 2;
      if (end === 0 || end > bytes.length) {
        this.#wanted = put === undefined ? 0 : end - at;
        this.#keep(bytes.subarray(at));
        break;
      }
      if (put === undefined) {
        if (end - at > MAX_LINE) return undefined;
        const reply = this.#line(latin1(bytes, at, bytes[end - 2] === CR && end - 2 >= at ? end - 2 : end - 1));
        if (reply === undefined) return undefined;
        replies += reply;
      } else {
        if (bytes[end - 2] !== CR || bytes[end - 1] !== LF) return undefined;
        const reply = this.#store.execute({ type: 'set', ...put, ...PLAIN, value: bytes.subarray(at, end - 2) });
        if (!put.quiet) replies += reply.type === 'stored' ? 'STORED\r\n' : 'SERVER_ERROR\r\n';
        this.#put = undefined;
      }
      at = end;
    }
    return replies;
  }

  #keep(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
  }

  #line(line: string): string | undefined {
    if (line.startsWith('get ')) return this.#get(line);
    const set = /^set (\S+) (\d{1,10}) (-?\d{1,15}) (\d{1,10})( noreply)?$/.exec(line);
    if (set === null) return 'ERROR\r\n';
    const [, key = '', flags, exptime, length, noreply] = set;
    if (!KEY.test(key)) return BAD_KEY;
    if (Number(length) > MAX_VALUE) return undefined;
    const quiet = noreply !== undefined;
    this.#put = { key, flags: Number(flags), exptime: Number(exptime), length: Number(length), quiet };
    return '';
  }

  #get(line: string): string {
    if (line.indexOf(' ', 4) < 0) {
      const key = line.slice(4);
      return KEY.test(key) ? `${this.#value(key)}END\r\n` : BAD_KEY;
    }
    const keys = line.slice(4).split(' ').filter(Boolean);
    if (!keys.every((key) => KEY.test(key))) return BAD_KEY;
    return `${keys.map((key) => this.#value(key)).join('')}END\r\n`;
  }

  #value(key: string): string {
    const item = this.#store.get(key);
    if (item === undefined) return '';
    const { flags, value } = item;
    return `VALUE ${key} ${flags} ${value.length}\r\n${latin1(value, 0, value.length)}\r\n`;
  }
}

/** What `toString` calls, without what it asks before. Takes any bytes. */
const { latin1Slice } = Buffer.prototype as unknown as { latin1Slice(start: number, end: number): string };
const latin1 = (bytes: Uint8Array, start: number, end: number): string => latin1Slice.call(bytes, start, end);

const KEY = /^[\x21-\x7e\x80-\xff]{1,250}$/;
const BAD_KEY = 'CLIENT_ERROR bad command line format\r\n';
const PLAIN = { cas: undefined, tag: undefined };
