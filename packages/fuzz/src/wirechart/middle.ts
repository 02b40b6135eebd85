/** What a program between a client and a server has to itself: an endpoint on each side, in memory. Time stands still. */
import type { Address, Clock, Endpoint, Transport, TransportSink } from '@wirechart/core';
import { resetByRemote, type Wire } from './wire.js';

/** A program between a client and a server: serves on the one endpoint, and calls the other. */
export type Middle = (near: Endpoint, far: Endpoint) => unknown;

/** An endpoint that has one connection, either way: `incoming` is what its program receives. */
export function endpointOn(name: string, incoming: Wire, outgoing: Wire): Endpoint {
  const clock: Clock = { now: () => 0, setTimer: () => undefined, clearTimer: () => undefined };
  const address: Address = { kind: 'name', name };
  const transport = () => new WireTransport(address, incoming, outgoing);
  return {
    clock,
    connect: async () => transport(),
    listen: async (accept) => {
      accept(transport());
      return { address, close: async () => undefined };
    },
  };
}

class WireTransport implements Transport {
  readonly local: Address;
  readonly remote: Address;
  readonly #incoming: Wire;
  readonly #outgoing: Wire;
  #sink: TransportSink | undefined;
  #paused = false;
  #ended = false;
  #heardEnd = false;

  constructor(address: Address, incoming: Wire, outgoing: Wire) {
    this.local = this.remote = address;
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  start(sink: TransportSink): void {
    this.#sink = sink;
    this.#incoming.receiver = {
      reads: () => !this.#paused,
      data: (chunk) => this.#sink?.data(chunk),
      end: () => this.#hearEnd(),
      reset: () => this.#hearReset(),
    };
  }

  write(chunks: readonly Uint8Array[]): boolean {
    this.#outgoing.send(chunks);
    return true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  end(): void {
    this.#outgoing.end('end');
    this.#ended = true;
    if (this.#heardEnd) this.#over();
  }

  close(): void {
    this.#outgoing.end('end');
    this.#over();
  }

  reset(): void {
    this.#outgoing.end('reset');
    this.#over();
  }

  #hearEnd(): void {
    this.#heardEnd = true;
    this.#sink?.end();
    if (this.#ended) this.#over();
  }

  #hearReset(): void {
    this.#sink?.error(resetByRemote());
    this.#over();
  }

  /** Both directions are over. What still arrives goes nowhere. */
  #over(): void {
    const sink = this.#sink;
    this.#sink = undefined;
    void Promise.resolve().then(() => sink?.close());
  }
}
