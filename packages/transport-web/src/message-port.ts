/** A MessagePort as a transport: between a page and its workers, frames, and other pages. Both ends are of this package. */
import { HeldTransport, type TransportAddresses } from './held-transport.js';

/** The part of a MessagePort that is used here. */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  close(): void;
  start?(): void;
  // biome-ignore lint/suspicious/noExplicitAny: environments differ in what they call the types of events
  addEventListener(type: 'message' | 'close', listener: (event: any) => void): void;
}

/** What the ends say to each other. A port has no back-pressure and no end of its own, so both are said. */
type Said =
  | { readonly chunk: Uint8Array }
  /** So many bytes have been taken. */
  | { readonly taken: number }
  | { readonly end: true }
  | { readonly closed: true }
  | { readonly reset: true };

/** Bytes that may be under way in one direction before the writer is told to wait. */
const WINDOW = 256 * 1024;
const LONGEST_PIECE = 64 * 1024;
/** Bytes that another end may have under way at most: the last piece may begin within the window. */
const MOST_HELD = WINDOW + LONGEST_PIECE;

/**
 * Makes a transport of one end of a MessageChannel; the other end needs one too. Bytes are copied. Each direction ends by itself, a
 * reset is told as one, and the remote's pace is kept to: so many bytes are under way as it has not taken, at most 256 KiB.
 *
 * A port does not tell every environment when the other end is gone (a worker that was terminated): then only time-outs help.
 *
 * @example
 * const { port1, port2 } = new MessageChannel();
 * worker.postMessage(port2, [port2]);
 * const transport = messagePortTransport(port1);
 */
export function messagePortTransport(port: MessagePortLike, addresses: TransportAddresses = {}): MessagePortTransport {
  return new MessagePortTransport(port, addresses);
}

export class MessagePortTransport extends HeldTransport {
  readonly #port: MessagePortLike;
  #underWay = 0;
  /** Bytes in the queue. */
  #queued = 0;
  #ending = false;
  #inputOver = false;
  #remoteGone = false;
  #over = false;
  /** Output that the window has no room for. */
  readonly #queue: Uint8Array[] = [];
  #endSaid = false;
  #closing = false;
  /** Bytes that have arrived and that the other end has not heard of as taken. */
  #unacknowledged = 0;

  /** @internal */
  constructor(port: MessagePortLike, addresses: TransportAddresses) {
    super('message-port', addresses);
    this.#port = port;
    port.addEventListener('message', ({ data }: { readonly data: unknown }) => this.#hear(data));
    port.addEventListener('close', () => this.#portClosed());
    port.start?.();
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.hasLeft || this.#ending || this.#over) return true;
    if (this.#remoteGone) {
      this.#finish();
      this.failed('write', 'EPIPE', 'the other end is closed');
      return true;
    }
    for (const chunk of chunks) {
      this.#queued += chunk.length;
      for (let at = 0; at < chunk.length; at += LONGEST_PIECE) this.#queue.push(chunk.subarray(at, at + LONGEST_PIECE));
    }
    this.#post();
    return this.#queue.length === 0 || this.oweDrain();
  }

  /** What the other end has not taken: all of it is held on this machine. */
  get pendingBytes(): number {
    return this.#underWay + this.#queued;
  }

  /** Sends on what the window allows; after the last of it, the end. */
  #post(): void {
    while (this.#underWay < WINDOW) {
      const piece = this.#queue.shift();
      if (piece === undefined) break;
      this.#queued -= piece.length;
      this.#underWay += piece.length;
      // A view would be cloned with all of its buffer.
      this.#say({ chunk: piece.slice() });
    }
    if (this.#queue.length > 0 || !this.#ending || this.#endSaid) return;
    this.#endSaid = true;
    this.#say({ end: true });
    if (this.#closing) {
      this.#say({ closed: true });
      this.#closeBoth();
    } else if (this.#inputOver) this.#closeBoth();
  }

  end(): void {
    if (this.#ending || this.hasLeft || this.#over) return;
    this.#ending = true;
    this.#post();
  }

  close(): void {
    if (this.hasLeft || this.#over) return;
    this.leave();
    this.#ending = true;
    this.#closing = true;
    if (!this.#endSaid) return this.#post();
    this.#say({ closed: true });
    this.#closeBoth();
  }

  reset(): void {
    if (this.#over) return;
    this.leave();
    this.#say({ reset: true });
    this.#closeBoth();
  }

  #hear(said: unknown): void {
    if (this.#over) return;
    if (!this.#isSaid(said)) {
      this.#say({ reset: true });
      this.#finish();
      this.failed('read', 'EPROTO', 'the other end is no transport of this package');
    } else if ('chunk' in said) {
      this.#arrivedChunk(said.chunk);
    } else if ('taken' in said) {
      this.#underWay -= said.taken;
      this.#post();
      if (this.#queue.length === 0) this.drained();
    } else if ('end' in said) {
      this.#inputOver = true;
      this.remoteEnded();
      if (this.#endSaid) this.#closeBoth();
    } else if ('closed' in said) this.#remoteGone = true;
    else {
      this.#finish();
      this.failed('read', 'ECONNRESET', 'the connection was reset by the other end');
    }
  }

  /** Whoever has the other end can say anything. */
  #isSaid(said: unknown): said is Said {
    if (typeof said !== 'object' || said === null) return false;
    const { chunk, taken, end, closed, reset } = said as Record<string, unknown>;
    if (chunk !== undefined) return chunk instanceof Uint8Array && this.#unacknowledged + chunk.length <= MOST_HELD;
    if (taken !== undefined)
      return Number.isInteger(taken) && (taken as number) > 0 && (taken as number) <= this.#underWay;
    return end === true || closed === true || reset === true;
  }

  #arrivedChunk(chunk: Uint8Array): void {
    this.#unacknowledged += chunk.length;
    this.arrived(chunk);
    this.wanted();
  }

  /** Everything that was held has been told: the other end may go on. */
  protected override wanted(): void {
    const taken = this.#unacknowledged - this.heldBytes;
    if (taken <= 0 || this.#over) return;
    this.#unacknowledged -= taken;
    this.#say({ taken });
  }

  #portClosed(): void {
    if (this.#over) return;
    // It had said so: this side's own direction is not over for that.
    if (this.#remoteGone) return;
    this.#finish();
    this.failed('read', 'ECONNRESET', 'the other end is gone');
  }

  #closeBoth(): void {
    this.#finish();
    this.gone();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#port.close();
  }

  #say(said: Said): void {
    this.#port.postMessage(said);
  }
}
