/** A pair of Web Streams as a transport. */
import { HeldTransport, type TransportAddresses } from './held-transport.js';

/** The part of a ReadableStream that is used here. */
export interface ReadableLike {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** The part of a WritableStream that is used here. */
export interface WritableLike {
  getWriter(): {
    readonly desiredSize: number | null;
    readonly ready: Promise<unknown>;
    readonly closed: Promise<unknown>;
    write(chunk: Uint8Array): Promise<void>;
    close(): Promise<void>;
    abort(reason?: unknown): Promise<void>;
  };
}

/**
 * Makes a transport of a stream to read from and one to write to: a connection of Deno (`await Deno.connect(…)` is such a pair), a TCP
 * socket of Cloudflare's workers, a port of Web Serial, a bidirectional stream of WebTransport.
 *
 * The streams are the transport's from then on. Each direction ends by itself. What a reset is to the remote is up to the streams: the
 * one is cancelled, the other aborted. Chunks that are read must not be written to any more.
 *
 * @example
 * const transport = webStreamTransport(await Deno.connect({ hostname: '127.0.0.1', port: 65432 }));
 */
export function webStreamTransport(
  { readable, writable }: { readonly readable: ReadableLike; readonly writable: WritableLike },
  addresses: TransportAddresses = {},
): WebStreamTransport {
  return new WebStreamTransport(readable, writable, addresses);
}

export class WebStreamTransport extends HeldTransport {
  readonly #reader: ReturnType<ReadableLike['getReader']>;
  readonly #writer: ReturnType<WritableLike['getWriter']>;
  #reading = false;
  #inputOver = false;
  #ending = false;
  #outputOver = false;
  /** The writer waits for room. */
  #waiting = false;
  #refusal: { readonly cause: unknown } | undefined;

  /** @internal */
  constructor(readable: ReadableLike, writable: WritableLike, addresses: TransportAddresses) {
    super('web-streams', addresses);
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.#writer.closed.catch((cause) => this.#outputRefused(cause));
    this.#writer.ready.catch(ignore);
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.hasLeft || this.#ending || this.#outputOver) return true;
    if (this.#refusal !== undefined) {
      this.#fail('write', this.#refusal.cause, 'EPIPE');
      return true;
    }
    const writer = this.#writer;
    // In pieces, so that a reset can discard what has not gone out.
    for (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += LONGEST_PIECE) {
        writer.write(chunk.subarray(at, at + LONGEST_PIECE)).catch(ignore);
      }
    }
    if ((writer.desiredSize ?? 1) > 0) return true;
    this.#waiting = true;
    writer.ready.then(() => {
      this.#waiting = false;
      this.drained();
    }, ignore);
    return this.oweDrain();
  }

  end(): void {
    if (this.#ending || this.hasLeft) return;
    this.#ending = true;
    const over = () => this.#outputEnded();
    // A remote that has gone away has no use for an end.
    this.#writer.close().then(over, over);
  }

  close(): void {
    if (this.hasLeft) return;
    this.leave();
    const over = () => this.gone();
    if (this.#ending) this.#writer.closed.then(over, over);
    else this.#writer.close().then(over, over);
    this.#reader.cancel().catch(ignore);
  }

  reset(): void {
    if (this.#inputOver && this.#outputOver) return;
    this.leave();
    const reason = new Error('reset by this side');
    this.#writer.abort(reason).catch(ignore);
    this.#reader.cancel(reason).catch(ignore);
    this.gone();
  }

  protected override wanted(): void {
    if (this.#reading || this.#inputOver) return;
    this.#reading = true;
    this.#reader.read().then(
      ({ done, value }) => {
        this.#reading = false;
        if (done) return this.#inputEnded();
        if (!(value instanceof Uint8Array))
          return this.#fail('read', new TypeError('a chunk is no Uint8Array'), 'EPROTO');
        this.arrived(value);
      },
      (cause) => this.#fail('read', cause),
    );
  }

  #inputEnded(): void {
    this.#inputOver = true;
    this.remoteEnded();
    if (this.#outputOver) this.gone();
  }

  #outputEnded(): void {
    this.#outputOver = true;
    if (this.#inputOver) this.gone();
  }

  /** The remote takes nothing any more. As with sockets, that is told to who writes, or waits to. */
  #outputRefused(cause: unknown): void {
    this.#refusal = { cause };
    if (this.#waiting) this.#fail('write', cause, 'EPIPE');
  }

  #fail(stage: 'read' | 'write', cause: unknown, code = codeOf(cause)): void {
    if (this.#inputOver && this.#outputOver) return;
    this.#inputOver = true;
    this.#outputOver = true;
    this.#writer.abort(cause).catch(ignore);
    this.#reader.cancel(cause).catch(ignore);
    const text = cause instanceof Error ? cause.message : 'the stream failed';
    this.failed(stage, code, text, cause);
  }
}

/** Deno's errors have names, Node's have codes; a stream that was aborted has whatever it was aborted with. */
function codeOf(cause: unknown): string {
  const { code, name } = Object(cause) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return (typeof name === 'string' && CODES[name]) || 'ECONNRESET';
}

const LONGEST_PIECE = 64 * 1024;

const CODES: Readonly<Record<string, string>> = {
  BrokenPipe: 'EPIPE',
  ConnectionRefused: 'ECONNREFUSED',
  ConnectionReset: 'ECONNRESET',
  TimedOut: 'ETIMEDOUT',
};

function ignore(): void {}
