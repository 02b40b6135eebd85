/** How much memory clients may hold together, as a server's connections have it. */
import { positiveInteger } from '../errors/check-arguments.js';
import type { LocalError } from '../errors/errors.js';
import { BUFFERED_TOTAL, Budget, type Holder } from './budget.js';

/** A client, as one that may have to go. */
export interface Budgeted extends Holder {
  /** Is over, and forgets what nobody has taken. */
  shed(error: LocalError): void;
}

/** What {@link sharedBudget} makes. */
export class SharedBudget {
  readonly #clients = new Set<Budgeted>();
  readonly #budget: Budget<Budgeted> | undefined;

  /** @internal */
  constructor(bufferedTotal: number) {
    const most = positiveInteger('bufferedTotal', bufferedTotal);
    if (most === Number.POSITIVE_INFINITY) return;
    this.#budget = new Budget<Budgeted>(most, this.#clients, undefined, (client, error) => {
      this.#clients.delete(client);
      client.shed(error);
    });
  }

  /** @internal So many bytes are about to be held. */
  readonly grows = (bytes: number): void => this.#budget?.grows(bytes);

  /** @internal */
  add(client: Budgeted): void {
    this.#clients.add(client);
  }

  /** @internal */
  remove(client: Budgeted): void {
    this.#clients.delete(client);
  }
}

/**
 * A budget for several clients, pools and clients that come back: the option `bufferedTotal` of each.
 *
 * @param bufferedTotal bytes that all of them may hold, or Infinity. Default 512 MiB; see {@link ConnectClientOptions.bufferedTotal}
 * @throws RangeError for what is no such number
 * @example
 * const bufferedTotal = sharedBudget(64 * 1024 * 1024);
 * const news = await connect(protocol, tcp({ host, port }), { bufferedTotal });
 * const weather = reconnecting(protocol, tcp({ host, port: port + 1 }), { bufferedTotal });
 */
export function sharedBudget(bufferedTotal: number = BUFFERED_TOTAL): SharedBudget {
  return new SharedBudget(bufferedTotal);
}

/** @internal */
export function budgetFrom(bufferedTotal: number | SharedBudget = BUFFERED_TOTAL): SharedBudget {
  return bufferedTotal instanceof SharedBudget ? bufferedTotal : new SharedBudget(bufferedTotal);
}
