/** How the connection of a client comes to its end, and who is told of it. */
import { remoteError } from '../../errors/core-errors.js';
import type { RemoteError, WirechartError } from '../../errors/errors.js';
import type { Clock } from '../../transport/transport.js';

/** How a connection ended. */
export interface Ended {
  /** Who ended it: this side, the remote, the transport, or a time-out. */
  readonly by: WirechartError['blame'];
  /** The first failure; undefined for an orderly end. */
  readonly error: WirechartError | undefined;
}

export class Ending {
  /** Resolves when it is over. */
  readonly closed: Promise<Ended>;
  #tellClosed!: (ended: Ended) => void;
  /** Whether the program has ended this direction, or asked for it, before the remote ended its own. */
  #endedHere = false;
  /** When the remote ended in order before this side did. */
  #remoteEndedAt: number | undefined;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
  }

  /** The program ends this direction. */
  endHere(): void {
    this.#endedHere = true;
  }

  /** The remote has ended its own in order, in answer to this side's end or not. */
  remoteEnds(now: number): void {
    if (!this.#endedHere) this.#remoteEndedAt = now;
  }

  /** Why nothing can be asked any more though nothing has failed; undefined where it can. */
  whyNot(clock: Clock): RemoteError | undefined {
    if (this.#remoteEndedAt === undefined) return undefined;
    return remoteError('connection-ended', `${Math.round(clock.now() - this.#remoteEndedAt)} ms before this request`);
  }

  over(error: WirechartError | undefined): void {
    const by = error?.blame ?? (this.#remoteEndedAt === undefined ? 'local' : 'remote');
    this.#tellClosed({ by, error });
  }
}
