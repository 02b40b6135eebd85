/** Joins two connections: what the one receives, the other sends. */

import type { Connection } from '../connection/connection.js';
import type { ConnectionEvent } from '../connection/events.js';
import type { Application, Driver } from '../driver/driver.js';
import { shown } from '../errors/check-arguments.js';
import type { WirechartError } from '../errors/errors.js';

/** A connection whose messages are bytes: a {@link Peer} of a server, or a {@link Client}. */
export interface Relayable {
  /**
   * Hands all messages to somebody else from now on, and every other event besides.
   *
   * @internal
   */
  divert(to: Application<Uint8Array>): Diverted<Uint8Array>;
}

/** @internal What is left of a connection's application when its messages go elsewhere. */
export interface Diverted<TOut> {
  readonly driver: RelayDriver<TOut>;
  /** Messages that came before and nobody has asked for. */
  readonly unread: readonly unknown[];
}

/** The part of a driver that does not depend on what the protocol before the bytes spoke of. */
interface RelayDriver<TOut>
  extends Pick<Driver<never, never>, 'hold' | 'release' | 'finish' | 'abort' | 'drainInOrder'> {
  readonly connection: Pick<Connection<never, never>, 'receiving' | 'sending' | 'closed' | 'failure'> & {
    readonly protocol: { readonly next: object };
  };
  send(message: TOut): boolean;
}

export interface Relayed {
  /** Bytes from the first connection to the second. */
  readonly forth: number;
  /** Bytes from the second connection to the first. */
  readonly back: number;
  /** What ended it before both directions had ended in order; undefined for an orderly end. */
  readonly error: WirechartError | undefined;
}

/**
 * Relays both ways until both connections are over; never rejects.
 *
 * @throws TypeError for what is neither a peer nor a client.
 *
 * Back-pressure goes through: where one side does not take, the other is not read. So does the end of each direction, if
 * the protocol on both sides lets them end each by itself (`tunnel()` of @wirechart/protocols does). A connection that fails
 * resets the other one; one that is closed has the other closed in order.
 *
 * May be called while the protocol before the bytes is still at work, for instance by the handler of a CONNECT before it
 * returns its reply: nothing is sent to a side that is to switch protocols before it has switched.
 *
 * @example
 * const upstream = await connect(tunnel(), tcp({ host, port }));
 * void relay(peer, upstream);
 */
export function relay(one: Relayable, other: Relayable): Promise<Relayed> {
  for (const side of [one, other]) {
    if (typeof Object(side).divert !== 'function')
      throw new TypeError(`relay joins two of the peers of a server and clients, not ${shown(side)}`);
  }
  return new Promise((resolve) => {
    let failure: WirechartError | undefined;
    const first = new Side(tellOver);
    const second = new Side(tellOver);
    first.join(one, second);
    second.join(other, first);
    first.begin();
    second.begin();

    function tellOver(error: WirechartError | undefined): void {
      // The other side's failure follows from the first.
      failure ??= error;
      if (first.over && second.over) resolve({ forth: first.received, back: second.received, error: failure });
    }
  });
}

class Side implements Application<Uint8Array> {
  received = 0;
  over = false;
  readonly #onOver: (error: WirechartError | undefined) => void;
  #driver!: RelayDriver<Uint8Array>;
  #unread: readonly unknown[] = [];
  #far!: Side;
  /** What has arrived before the far side speaks bytes. */
  #early: Uint8Array[] = [];
  #ended = false;

  constructor(onOver: (error: WirechartError | undefined) => void) {
    this.#onOver = onOver;
  }

  join(connection: Relayable, far: Side): void {
    this.#far = far;
    const { driver, unread } = connection.divert(this);
    this.#driver = driver;
    this.#unread = unread;
  }

  /** What has happened before is not told again. */
  begin(): void {
    for (const bytes of this.#unread) this.#receive(bytes as Uint8Array);
    const { connection } = this.#driver;
    if (!connection.receiving && connection.failure === undefined) this.#end();
    if (connection.closed) this.#close(connection.failure);
  }

  event(event: ConnectionEvent<Uint8Array>): void {
    switch (event.type) {
      case 'message':
        return this.#receive(event.message);
      case 'writable':
        return this.#far.#resume();
      case 'switched':
        if (this.#isOpen) this.#far.#pass();
        return;
      case 'end':
        return this.#end();
      case 'closed':
        return this.#close(event.error);
    }
  }

  /** Whether there is no protocol to come before the bytes. */
  get #isOpen(): boolean {
    return Object.keys(this.#driver.connection.protocol.next).length === 0;
  }

  #receive(bytes: Uint8Array): void {
    this.received += bytes.length;
    if (this.#far.#isOpen) this.#send(bytes);
    else {
      this.#early.push(bytes);
      this.#driver.hold();
    }
  }

  /** The far side speaks bytes now. */
  #pass(): void {
    for (const bytes of this.#early.splice(0)) this.#send(bytes);
    if (this.#ended) this.#far.#driver.finish();
    this.#driver.release();
  }

  #send(bytes: Uint8Array): void {
    const to = this.#far.#driver;
    // A far side that has ended its direction takes nothing; that this one does not know yet is nobody's fault.
    if (!to.connection.sending) return;
    try {
      if (!to.send(bytes)) this.#driver.hold();
    } catch (cause) {
      this.#driver.abort(cause);
    }
  }

  #resume(): void {
    if (this.#early.length === 0) this.#driver.release();
  }

  #end(): void {
    this.#ended = true;
    if (this.#far.#isOpen) this.#far.#driver.finish();
  }

  #close(error: WirechartError | undefined): void {
    if (this.over) return;
    this.over = true;
    const far = this.#far.#driver;
    if (error !== undefined) far.abort(error);
    else if (!this.#far.over) {
      far.drainInOrder();
      far.release();
    }
    this.#onOver(error);
  }
}
