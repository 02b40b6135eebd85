/** What the service knows of one connection. */
import type { Peer } from '@wirechart/core';
import { type Command, Push, type RespValue, toResp2 } from '@wirechart/protocols/resp';

/** A command that waits for EXEC. */
export interface QueuedCommand {
  readonly name: string;
  readonly args: readonly Uint8Array[];
  readonly row: { readonly run: (args: readonly Uint8Array[], session: Session) => RespValue | undefined };
}

export class Session {
  readonly id: number;
  readonly #peer: Peer<Command, RespValue>;
  /** The version that HELLO has asked for. */
  version: 2 | 3 = 2;
  /** What CLIENT SETNAME gave it. */
  name: Uint8Array = new Uint8Array(0);
  readonly channels = new Set<string>();
  /** Commands between MULTI and EXEC; undefined outside. */
  queued: QueuedCommand[] | undefined;
  /** A command between MULTI and EXEC was refused. */
  spoilt = false;
  /** Answers of the command at hand, where they are part of another reply. */
  #collected: RespValue[] | undefined;
  /** Messages to itself from within another reply: they come after it. */
  #deferred: RespValue[] = [];

  constructor(id: number, peer: Peer<Command, RespValue>) {
    this.id = id;
    this.#peer = peer;
  }

  /** In version 2, one that listens to channels may do little else: what it gets must look like messages. */
  get listensOnly(): boolean {
    return this.version === 2 && this.channels.size > 0;
  }

  /** A value as this remote understands it. */
  inVersion(value: RespValue): RespValue {
    return this.version === 3 ? value : toResp2(value);
  }

  /** An answer of the command at hand that looks like a message; there may be several, in place of a reply. */
  confirm(...items: RespValue[]): void {
    if (this.#collected === undefined) this.push(...items);
    else this.#collected.push(this.inVersion(new Push(items)));
  }

  /** Sends a message besides the replies. One whose remote does not take its messages is reset. */
  push(...items: RespValue[]): void {
    const message = this.inVersion(new Push(items));
    if (this.#collected !== undefined) {
      this.#deferred.push(message);
      return;
    }
    try {
      this.#peer.send(message);
    } catch (error) {
      this.#peer.abort(error);
    }
  }

  /** Runs a command whose confirmations are part of another reply. */
  collect(run: () => RespValue | undefined): RespValue[] {
    const collected: RespValue[] = [];
    this.#collected = collected;
    try {
      const reply = run();
      if (reply !== undefined) collected.push(reply);
    } finally {
      this.#collected = undefined;
    }
    return collected;
  }

  /** Messages that have to wait for the reply at hand. */
  takeDeferred(): RespValue[] {
    if (this.#deferred.length === 0) return NONE;
    const deferred = this.#deferred;
    this.#deferred = [];
    return deferred;
  }

  /** Closes when the command at hand is answered. */
  close(): void {
    this.#peer.drain();
  }
}

const NONE: RespValue[] = [];
