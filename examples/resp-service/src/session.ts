/** What the service knows of one connection. */
import type { Peer } from '@wirechart/core';
import { type Command, Push, type RespValue, toResp2 } from '@wirechart/protocols/resp';

export class Session {
  readonly id: number;
  readonly #peer: Peer<Command, RespValue>;
  /** The version that HELLO has asked for. */
  version: 2 | 3 = 2;
  /** What CLIENT SETNAME gave it. */
  name: Uint8Array = new Uint8Array(0);
  readonly channels = new Set<string>();
  /** Commands between MULTI and EXEC; undefined outside. */
  queued: Command[] | undefined;
  /** A command between MULTI and EXEC was refused. */
  spoilt = false;

  constructor(id: number, peer: Peer<Command, RespValue>) {
    this.id = id;
    this.#peer = peer;
  }

  /** A value as this remote understands it. */
  inVersion(value: RespValue): RespValue {
    return this.version === 3 ? value : toResp2(value);
  }

  /** Sends a message besides the replies. One whose remote does not take its messages is reset. */
  push(...items: RespValue[]): void {
    try {
      this.#peer.send(this.inVersion(new Push(items)));
    } catch (error) {
      this.#peer.abort(error);
    }
  }

  /** Closes when the command at hand is answered. */
  close(): void {
    this.#peer.drain();
  }
}
