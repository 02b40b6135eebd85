/** What the transports of this package have in common: news is held until somebody is to hear it, and told in order. */
import {
  type Address,
  checkOptions,
  formatAddress,
  type Transport,
  TransportError,
  type TransportSink,
} from '@wirechart/core';

export interface TransportAddresses {
  /** Default: a name that says what it is. */
  readonly local?: Address;
  readonly remote?: Address;
}

export abstract class HeldTransport implements Transport {
  readonly local: Address;
  readonly remote: Address;
  #sink: TransportSink | undefined;
  readonly #held: Uint8Array[] = [];
  #paused = false;
  #ended = false;
  #endTold = false;
  #failure: TransportError | undefined;
  #closed = false;
  #closeTold = false;
  #drainOwed = false;
  #drained = false;
  /** This side has closed or reset: nothing but `close` is told any more. */
  #left = false;
  #pumpDue = false;

  /** @throws TypeError for an address of an unknown name */
  constructor(what: string, addresses: TransportAddresses) {
    checkOptions<TransportAddresses>('addresses', addresses, { local: true, remote: true });
    const { local, remote } = addresses;
    this.local = local ?? { kind: 'name', name: what };
    this.remote = remote ?? { kind: 'name', name: what };
  }

  abstract write(chunks: readonly Uint8Array[]): boolean;
  abstract end(): void;
  abstract close(): void;
  abstract reset(): void;

  start(sink: TransportSink): void {
    this.#sink = sink;
    this.pumpSoon();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.pumpSoon();
  }

  /** @internal Whether bytes are wanted: somebody listens, and has not paused. */
  protected get isWanted(): boolean {
    return this.#sink !== undefined && !this.#paused && !this.#left;
  }

  /** @internal */
  protected get hasLeft(): boolean {
    return this.#left;
  }

  /** @internal Bytes that wait to be told. */
  protected get heldBytes(): number {
    return this.#held.reduce((total, { length }) => total + length, 0);
  }

  /** @internal Room was refused to a write: a drain is owed. */
  protected oweDrain(): false {
    this.#drainOwed = true;
    return false;
  }

  // What the platform tells.

  /** @internal */
  protected arrived(chunk: Uint8Array): void {
    if (this.#left || this.#closed || chunk.length === 0) return;
    this.#held.push(chunk);
    this.#pump();
  }

  /** @internal */
  protected remoteEnded(): void {
    this.#ended = true;
    this.#pump();
  }

  /** @internal */
  protected drained(): void {
    if (!this.#drainOwed) return;
    this.#drained = true;
    this.#pump();
  }

  /** @internal The connection failed, and is gone. */
  protected failed(stage: 'read' | 'write', code: string, text: string, cause?: unknown): void {
    if (this.#left || this.#closed) return this.gone();
    const verb = stage === 'read' ? 'read from' : 'write to';
    const message = `cannot ${verb} ${formatAddress(this.remote)}: ${text} (${code})`;
    this.#failure ??= new TransportError(stage, code, message, cause === undefined ? {} : { cause });
    this.gone();
  }

  /** @internal Both directions are over. */
  protected gone(): void {
    this.#closed = true;
    this.pumpSoon();
  }

  /** @internal Nothing but the close is told from here on. */
  protected leave(): void {
    this.#left = true;
    this.#held.length = 0;
  }

  /** @internal Somebody may be in the middle of a call. */
  protected pumpSoon(): void {
    if (this.#pumpDue) return;
    this.#pumpDue = true;
    void Promise.resolve().then(() => {
      this.#pumpDue = false;
      this.#pump();
    });
  }

  /** @internal Told whenever bytes are wanted that have not arrived. */
  protected wanted(): void {}

  #pump(): void {
    const sink = this.#sink;
    if (sink === undefined || this.#closeTold) return;
    if (this.#drained && !this.#left) {
      this.#drained = false;
      this.#drainOwed = false;
      sink.drain();
    }
    while (this.#held.length > 0 && this.isWanted) sink.data(this.#held.shift() as Uint8Array);
    const isRead = this.#held.length === 0;
    if (this.#ended && isRead && !this.#endTold && this.isWanted) {
      this.#endTold = true;
      sink.end();
    }
    // A failure is told even to who has paused: nothing more will come.
    const mayClose = this.#left || this.#failure !== undefined || (isRead && (!this.#ended || this.#endTold));
    if (this.#closed && mayClose && !this.#closeTold) {
      this.#closeTold = true;
      if (this.#failure !== undefined && !this.#left) sink.error(this.#failure);
      sink.close();
    } else if (this.isWanted && isRead && !this.#ended) this.wanted();
  }
}
