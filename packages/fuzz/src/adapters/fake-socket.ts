import { Duplex } from 'node:stream';
import type { Parser } from '../subject/parser.js';

/** Who is told what the local side does. */
export interface FakePeer {
  sent(data: Buffer): void;
  halfClosed(): void;
}

/** A Duplex with the surface of a connected `net.Socket`, and nothing behind it. */
export class FakeSocket extends Duplex {
  readonly connecting = false;
  readonly pending = false;
  readonly remoteAddress = '127.0.0.1';
  readonly remoteFamily = 'IPv4';
  readonly remotePort = 50_000;
  readonly localAddress = '127.0.0.1';
  readonly localPort = 80;
  bytesRead = 0;
  bytesWritten = 0;
  readonly #peer: FakePeer;

  constructor(peer: FakePeer) {
    super({ allowHalfOpen: true, decodeStrings: true });
    this.#peer = peer;
  }

  /** Bytes of the peer, or null for its end. After `destroy` nothing arrives, as with a real socket. */
  deliver(chunk: Buffer | null): void {
    if (this.destroyed) return;
    this.bytesRead += chunk?.length ?? 0;
    // A stream takes an empty push for "nothing yet", which no socket says.
    if (chunk === null || chunk.length > 0) this.push(chunk);
  }

  override _read(): void {}

  override _write(data: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.bytesWritten += data.length;
    this.#peer.sent(data);
    callback();
  }

  override _final(callback: () => void): void {
    this.#peer.halfClosed();
    callback();
  }

  address(): { address: string; family: string; port: number } {
    return { address: this.localAddress, family: 'IPv4', port: this.localPort };
  }

  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  // Without a connection these have nothing to do. No time passes on a fake socket, so that no timeout comes.
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/**
 * The peer of whoever was given the socket, as a parser: what is written to it arrives there.
 *
 * @param dispose What that one returned when it was given the socket. A function is called after the run.
 */
export function peerOf(socket: FakeSocket, dispose: unknown): Parser {
  return {
    get closed() {
      return socket.destroyed;
    },
    write: (chunk) => {
      socket.deliver(chunk);
    },
    end: () => {
      socket.deliver(null);
    },
    fail: (error) => {
      socket.destroy(error);
    },
    dispose: () => {
      socket.on('error', () => undefined);
      socket.destroy();
      return typeof dispose === 'function' ? dispose() : undefined;
    },
  };
}

/** Source of the same for a regression test: declares `socket`, which tells the functions `sent` and `halfClosed`. */
export const SOCKET_SOURCE = `  const write = (data, _encoding, done) => {
    sent(data);
    done();
  };
  const final = (done) => {
    halfClosed();
    done();
  };
  const socket = new Duplex({ read() {}, write, final });
  Object.assign(socket, { remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: 50_000, localAddress: '127.0.0.1', localPort: 80 });
  for (const name of ['setNoDelay', 'setKeepAlive', 'setTimeout', 'ref', 'unref']) socket[name] = () => socket;
  socket.destroySoon = () => socket.end();`;

/** Source of what `peerOf` returns, where `dispose` is declared. */
export const PEER_SOURCE = `  return {
    write: (chunk) => void (socket.destroyed || chunk.length === 0 || socket.push(chunk)),
    end: () => void (socket.destroyed || socket.push(null)),
    fail: (failure) => void socket.destroy(failure),
    dispose: () => {
      socket.on('error', () => undefined).destroy();
      return typeof dispose === 'function' ? dispose() : undefined;
    },
    get closed() {
      return socket.destroyed;
    },
  };`;
