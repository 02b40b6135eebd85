/** How many messages are inflated at a time, over all connections that share a `permessageDeflate()`. */
import { webSocketError } from '../errors.js';

export class Turns {
  readonly #most: number;
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** One more begins. @throws RemoteError `limit-inflating` */
  take(): void {
    if (this.#taken >= this.#most) throw webSocketError('limit-inflating', `option inflating is ${this.#most}`);
    this.#taken += 1;
  }

  /** One is over. */
  leave(): void {
    this.#taken -= 1;
  }
}
