/** What a case works with: a listener, connections to it, and time; and what is put away when it is over. */
import type { Address, Clock, Endpoint, Listener, Transport } from '@wirechart/core';
import { demand } from '../harness/violation.js';
import { End } from './end.js';
import type { Place, TransportContractOptions } from './options.js';

export interface Connected {
  readonly client: End;
  readonly server: End;
}

export class Bench {
  readonly clock: Clock;
  readonly listening: Endpoint;
  /** Codes that a refused connection may have. */
  readonly refusals: readonly string[];
  /** Whether a remote can tell a reset from an end. */
  readonly resets: boolean;
  readonly #place: Place;
  readonly #patience: number;
  readonly #quiet: number;
  readonly #ends: End[] = [];
  readonly #listeners: Listener[] = [];
  readonly #accepted: Transport[] = [];
  #whenAccepted: (() => void) | undefined;

  constructor(place: Place, options: TransportContractOptions) {
    this.#place = place;
    this.clock = place.listening.clock;
    this.listening = place.listening;
    this.refusals = options.refusals ?? ['ECONNREFUSED'];
    this.resets = options.resets ?? true;
    this.#patience = options.patience ?? 5000;
    this.#quiet = options.quiet ?? 100;
  }

  /** Starts listening; accepted transports are handed out by {@link accepted}. */
  async listen(): Promise<Listener> {
    const listener = await this.listening.listen((transport) => {
      this.#accepted.push(transport);
      this.#whenAccepted?.();
    });
    this.#listeners.push(listener);
    return listener;
  }

  /** Where to connect to. */
  at(address: Address): Endpoint {
    return this.#place.connecting(address);
  }

  /** Connects, neither end started. */
  async connect(listener: Listener): Promise<Connected> {
    const transport = await this.at(listener.address).connect();
    const client = this.end('the client', transport);
    return { client, server: this.end('the server', await this.accepted()) };
  }

  /** Listens and connects, both ends started. */
  async open(): Promise<Connected> {
    const connected = await this.connect(await this.listen());
    connected.client.start();
    connected.server.start();
    return connected;
  }

  /** The next accepted transport. */
  async accepted(): Promise<Transport> {
    if (this.#accepted.length === 0) {
      await this.within(
        new Promise<void>((resolve) => {
          this.#whenAccepted = resolve;
        }),
        'a connection to be accepted',
      );
    }
    return this.#accepted.shift() as Transport;
  }

  get accepts(): number {
    return this.#accepted.length;
  }

  end(name: string, transport: Transport): End {
    const end = new End(name, transport, this.clock, this.#patience);
    this.#ends.push(end);
    return end;
  }

  /** Time enough for what should not happen to happen. */
  quiet(): Promise<void> {
    return new Promise((resolve) => {
      this.clock.setTimer(resolve, this.#quiet);
    });
  }

  /** @throws ContractViolation when the promise takes longer than the patience. */
  async within<T>(promise: Promise<T>, what: string): Promise<T> {
    let late = false;
    let timer: unknown;
    const patience = new Promise<void>((resolve) => {
      timer = this.clock.setTimer(() => {
        late = true;
        resolve();
      }, this.#patience);
    });
    await Promise.race([promise, patience]);
    demand(!late, `waited ${this.#patience} ms in vain for ${what}`);
    this.clock.clearTimer(timer);
    return promise;
  }

  /** What no case allows and one of the witnesses has seen. */
  get violations(): readonly string[] {
    return this.#ends.flatMap((end) => end.witness.violations);
  }

  /** Puts everything away. */
  async clear(): Promise<void> {
    for (const transport of this.#accepted) transport.reset();
    for (const end of this.#ends) end.reset();
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    await this.#place.clear?.();
  }
}
