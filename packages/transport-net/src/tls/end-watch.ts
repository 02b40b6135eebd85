/**
 * Tells the two ends of a TLS connection apart: the remote's close_notify (RFC 8446, 6.1), and the bare end of the
 * connection below, which anybody between can cause. node:tls tells both alike, so this stream stands between the two and
 * sees which came first. It takes the bytes through JavaScript, which node:tls alone does not.
 */
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

export class EndWatch extends Duplex {
  readonly #below: Duplex;
  #above: TLSSocket | undefined;
  #ended = false;

  constructor(below: Duplex) {
    super({ allowHalfOpen: true, autoDestroy: false });
    this.#below = below;
    below.on('data', (chunk) => this.push(chunk) || below.pause());
    below.on('end', () => this.#belowEnded());
    below.on('error', (cause) => this.destroy(cause));
    below.on('close', () => this.destroy());
  }

  /** The handshake is over: from now on an end needs a close_notify. */
  watch(above: TLSSocket): void {
    this.#above = above;
    // It ends when it is read to its end, which an application that has paused it may do much later.
    above.on('data', () => this.#ended && this.#look(above));
  }

  override _read(): void {
    this.#below.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#below.write(chunk, done);
  }

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: (error?: Error | null) => void): void {
    this.#below.cork();
    for (const [index, { chunk }] of chunks.entries()) {
      if (index < chunks.length - 1) this.#below.write(chunk);
      else this.#below.write(chunk, done);
    }
    this.#below.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#below.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#below.destroy();
    done(error);
  }

  #belowEnded(): void {
    this.#ended = true;
    if (this.#above === undefined) this.push(null);
    else this.#look(this.#above);
  }

  /** What was decrypted is told first; what has been told of it ends the stream in the same turn. */
  #look(above: TLSSocket): void {
    if (above.readableLength > 0) return;
    setImmediate(() => {
      if (above.readableLength > 0 || above.readableEnded || above.destroyed) return;
      const message = 'the connection ended without a close_notify of TLS';
      above.destroy(Object.assign(new Error(message), { code: 'ERR_TLS_NO_CLOSE_NOTIFY' }));
    });
  }
}
