/** The time-out `heartbeat`: notices a remote that is gone without a word, by asking it for a sign of life. */
import { Alarms, type Sleeper } from '../driver/alarms.js';
import { DeadlineError } from '../errors/errors.js';
import type { Clock } from '../transport/transport.js';

/** Whose heart it is. */
export interface Living {
  readonly connection: {
    /** How many bytes have arrived, and when the last of them: any is a sign of life. */
    readonly receivedBytes: number;
    readonly receivedAt: number;
    /** Whether the transport is read. If not, silence says nothing. */
    readonly wantsData: boolean;
  };
  abort(reason: DeadlineError): void;
}

export class Pulse implements Sleeper {
  readonly #alarms: Alarms;
  readonly #timeout: number;
  readonly #of: Living;
  readonly #ask: () => boolean;
  /** When the remote was asked, if it has not said anything since. */
  #askedAt = Number.POSITIVE_INFINITY;
  /** What had arrived then. */
  #receivedBefore = 0;
  /** @internal */
  alarmAt = 0;
  /** @internal */
  alarmPlace = -1;

  /** @param ask asks for a sign of life, or returns false when that is not to be done now */
  constructor(clock: Clock, timeout: number, of: Living, ask: () => boolean) {
    this.#alarms = Alarms.of(clock);
    this.#timeout = timeout;
    this.#of = of;
    this.#ask = ask;
    if (timeout < Number.POSITIVE_INFINITY) this.#alarms.set(this, this.#alarms.now() + timeout);
  }

  end(): void {
    this.#alarms.cancel(this);
  }

  /** @internal */
  wake(): void {
    const now = this.#alarms.now();
    const { receivedBytes, receivedAt, wantsData } = this.#of.connection;
    if (!wantsData || receivedBytes !== this.#receivedBefore) this.#askedAt = Number.POSITIVE_INFINITY;
    const asked = this.#askedAt < Number.POSITIVE_INFINITY;
    const silentSince = asked ? this.#askedAt : wantsData ? receivedAt : now;
    if (silentSince + this.#timeout > now) return this.#alarms.set(this, silentSince + this.#timeout);
    if (asked) {
      const message = `time-out heartbeat: no sign of life within ${this.#timeout} ms`;
      return this.#of.abort(new DeadlineError('heartbeat', message));
    }
    this.#receivedBefore = receivedBytes;
    if (this.#ask()) this.#askedAt = now;
    this.#alarms.set(this, now + this.#timeout);
  }
}
