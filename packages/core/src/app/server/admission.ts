/** Which connections a server takes, when, and which it gives up for others: its limits over all connections. */
import { checkWord, positiveInteger } from '../../errors/check-arguments.js';
import { localError } from '../../errors/core-errors.js';
import type { LocalError } from '../../errors/errors.js';
import type { Clock, Transport } from '../../transport/transport.js';
import { BUFFERED_TOTAL, Budget, type Holder } from '../budget.js';
import type { Metrics } from './metrics.js';
import { placeOf } from './place.js';
import { count, uncount } from './tally.js';

export interface AdmissionOptions {
  /** Connections open at a time, those among them that wait for {@link acceptsPerSecond}. Default 65,536. */
  readonly connections?: number;
  /**
   * What becomes of one more. `'refuse'`: it is reset. `'shed-idlest'`: the one to which nothing has happened for longest is reset,
   * and the new one takes its place. Default `'refuse'`.
   */
  readonly whenFull?: 'refuse' | 'shed-idlest';
  /**
   * Connections open at a time from one remote address, as the transport knows it; one more is reset. Of an IPv6 address the first 64
   * bits count, as whoever has one mostly has all that begin with them; of one that only this link knows (`fe80::`), all. Default Infinity.
   */
  readonly connectionsPerRemote?: number;
  /** Connections taken in a second, and as many at once after a quiet one; those beyond wait in their order. Default Infinity. */
  readonly acceptsPerSecond?: number;
  /**
   * Bytes that all connections together hold: input that waits, or is part of a message that is not whole (elements of a message
   * count what they weigh in memory, not only their bytes), the messages that handlers are at work on (likewise), and output that waits. What
   * was announced and has not arrived weighs nothing yet. Where there are more, the connections that hold most are reset until there
   * are not. As it is looked at a tenth of a second after anything arrived, and each time a sixteenth of it did, that is how much more
   * there may be for a moment. Default 512 MiB.
   */
  readonly bufferedTotal?: number;
}

/** A connection that is open, as far as its place among others goes. */
export interface Occupant extends Holder {
  readonly via: { readonly remote: Transport['remote'] };
  /** When something last happened, in milliseconds on the clock. */
  lastActive(): number;
  abort(reason: unknown): void;
}

/** Those that are open. */
interface Occupants<TOccupant> extends Iterable<TOccupant> {
  readonly size: number;
}

export class Admission<TOccupant extends Occupant> {
  readonly #occupants: Occupants<TOccupant>;
  readonly #clock: Clock;
  readonly #metrics: Metrics;
  readonly #open: (transport: Transport) => void;
  readonly #onError: (error: LocalError) => void;
  readonly #most: number;
  readonly #sheds: boolean;
  readonly #mostPerRemote: number;
  readonly #perRemote = new Map<string, number>();
  readonly #perSecond: number;
  readonly #budget: Budget<TOccupant> | undefined;
  /** Connections that may be taken at once; grows with time. */
  #tokens: number;
  #tokensAt: number;
  #waiting: Transport[] = [];
  /** Those that were given up and are not over yet. */
  readonly #leaving = new WeakSet<TOccupant>();
  #takeTimer: unknown;

  /** @throws RangeError naming an option that is out of range */
  constructor(
    options: AdmissionOptions,
    occupants: Occupants<TOccupant>,
    clock: Clock,
    metrics: Metrics,
    open: (transport: Transport) => void,
    onError: (error: LocalError) => void,
  ) {
    this.#most = positiveInteger('connections', options.connections ?? 65_536);
    this.#mostPerRemote = positiveInteger(
      'connectionsPerRemote',
      options.connectionsPerRemote ?? Number.POSITIVE_INFINITY,
    );
    this.#perSecond = positiveInteger('acceptsPerSecond', options.acceptsPerSecond ?? Number.POSITIVE_INFINITY);
    const most = positiveInteger('bufferedTotal', options.bufferedTotal ?? BUFFERED_TOTAL);
    const { whenFull = 'refuse' } = options;
    checkWord('whenFull', whenFull, ['refuse', 'shed-idlest']);
    this.#sheds = whenFull === 'shed-idlest';
    this.#occupants = occupants;
    this.#clock = clock;
    this.#metrics = metrics;
    this.#open = open;
    this.#onError = onError;
    this.#tokens = this.#perSecond;
    this.#tokensAt = clock.now();
    if (most !== Number.POSITIVE_INFINITY) {
      this.#budget = new Budget(most, this.#staying(), clock, (occupant, error) => this.#shed(occupant, error));
    }
  }

  /** Told of bytes that arrive, where there is a limit to what is held. */
  get grows(): ((bytes: number) => void) | undefined {
    return this.#budget?.grows;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** A connection has come. */
  accept(transport: Transport): void {
    const remote = this.#mostPerRemote === Number.POSITIVE_INFINITY ? undefined : placeOf(transport.remote);
    if (remote !== undefined && (this.#perRemote.get(remote) ?? 0) >= this.#mostPerRemote) {
      const particular = `limit connectionsPerRemote is ${this.#mostPerRemote}, for ${remote}`;
      return this.#refuse(transport, localError('limit-connections-per-remote', particular));
    }
    if (this.#occupants.size + this.#waiting.length >= this.#most) {
      const error = localError('limit-connections', `limit connections is ${this.#most}`);
      const idlest = this.#sheds ? this.#idlest() : undefined;
      if (idlest === undefined) return this.#refuse(transport, error);
      this.#shed(idlest, error);
    }
    if (remote !== undefined) count(this.#perRemote, remote);
    if (this.#perSecond === Number.POSITIVE_INFINITY) return this.#open(transport);
    this.#waiting.push(transport);
    this.#takeWaiting();
  }

  /** A connection is over. */
  left(occupant: Pick<TOccupant, 'via'>): void {
    if (this.#mostPerRemote === Number.POSITIVE_INFINITY) return;
    const remote = placeOf(occupant.via.remote);
    if (remote !== undefined) uncount(this.#perRemote, remote);
  }

  /** No connection is taken any more. Returns those that wait. */
  close(): readonly Transport[] {
    if (this.#takeTimer !== undefined) this.#clock.clearTimer(this.#takeTimer);
    this.#budget?.close();
    return this.#waiting.splice(0);
  }

  #refuse(transport: Transport, error: LocalError): void {
    count(this.#metrics.refused, error.code);
    transport.reset();
    this.#onError(error);
  }

  #shed(occupant: TOccupant, error: LocalError): void {
    count(this.#metrics.shed, error.code);
    this.#leaving.add(occupant);
    occupant.abort(error);
  }

  #takeWaiting(): void {
    if (this.#takeTimer !== undefined) return;
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#tokensAt) * this.#perSecond) / 1000);
    this.#tokensAt = now;
    while (this.#waiting.length > 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#open(this.#waiting.shift() as Transport);
    }
    if (this.#waiting.length === 0) return;
    const delay = Math.ceil(((1 - this.#tokens) * 1000) / this.#perSecond);
    this.#takeTimer = this.#clock.setTimer(() => {
      this.#takeTimer = undefined;
      this.#takeWaiting();
    }, delay);
  }

  /** Those that were not given up. */
  #staying(): Iterable<TOccupant> {
    const [occupants, leaving] = [this.#occupants, this.#leaving];
    return {
      *[Symbol.iterator]() {
        for (const occupant of occupants) if (!leaving.has(occupant)) yield occupant;
      },
    };
  }

  #idlest(): TOccupant | undefined {
    let idlest: TOccupant | undefined;
    let since = Number.POSITIVE_INFINITY;
    for (const occupant of this.#staying()) {
      const at = occupant.lastActive();
      if (at < since) {
        since = at;
        idlest = occupant;
      }
    }
    return idlest;
  }
}
