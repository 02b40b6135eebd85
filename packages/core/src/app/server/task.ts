/** One message that a handler is at work on: how long that may take, and how the handler hears that it need not go on. */
import { Alarms, type Sleeper } from '../../driver/alarms.js';
import { localError } from '../../errors/core-errors.js';
import type { LocalError } from '../../errors/errors.js';
import type { AbortSignalLike, Clock } from '../../transport/transport.js';

/** An AbortSignal, where the platform has one: those types are not core's. */
// biome-ignore lint/style/noRestrictedGlobals: it is asked for a type alone, which depends on who compiles this
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : AbortSignalLike;

/** What a handler may want to know of the message that it answers. */
export interface HandlerCall {
  /**
   * Fires when nobody waits for the answer any more: after `handlerTimeout` (its reason is the LocalError `handler-timeout`), or when
   * the connection is over. Hand it on to what the handler waits for.
   */
  readonly signal: PlatformSignal;
}

/** A signal that is made when somebody asks for it. */
export class LateSignal implements HandlerCall {
  #controller: AbortController | undefined;
  #fired: { readonly reason: unknown } | undefined;

  get signal(): PlatformSignal {
    this.#controller ??= new AbortController();
    if (this.#fired !== undefined) this.#controller.abort(this.#fired.reason);
    return this.#controller.signal as PlatformSignal;
  }

  fire(reason: unknown): void {
    this.#fired ??= { reason };
    this.#controller?.abort(this.#fired.reason);
  }
}

/**
 * ```
 *   begun ──handlerTimeout──▶ late (the signal fires) ──once round the event loop──▶ given up
 *     ▲ a reply of several     └──a reply──▶ ended
 * ```
 */
export class Task extends LateSignal implements Sleeper {
  readonly #clock: Clock;
  readonly #alarms: Alarms;
  readonly #timeout: number;
  readonly #giveUp: (error: LocalError) => void;
  #lastWords: unknown;
  #ended = false;
  /** @internal */
  alarmAt = 0;
  /** @internal */
  alarmPlace = -1;

  /** @param giveUp the handler has not answered, and had its last chance to */
  constructor(clock: Clock, timeout: number, giveUp: (error: LocalError) => void) {
    super();
    this.#clock = clock;
    this.#alarms = Alarms.of(clock);
    this.#timeout = timeout;
    this.#giveUp = giveUp;
  }

  /** The handler takes its time from now on: for its reply, or for the next of several. */
  begin(): void {
    if (!this.#ended) this.#alarms.set(this, this.#alarms.now() + this.#timeout);
  }

  /** It is not the handler that is waited for. */
  pause(): void {
    this.#alarms.cancel(this);
    if (this.#lastWords !== undefined) this.#clock.clearTimer(this.#lastWords);
    this.#lastWords = undefined;
  }

  /** The handler has answered, or nobody waits for it. */
  end(): void {
    this.#ended = true;
    this.pause();
  }

  /** @internal */
  wake(): void {
    const error = localError('handler-timeout', `option handlerTimeout is ${this.#timeout} ms`);
    this.fire(error);
    // What it waits for has been cancelled: that may be what it answers.
    this.#lastWords = this.#clock.setTimer(() => {
      this.#lastWords = undefined;
      this.#giveUp(error);
    }, 0);
  }
}
