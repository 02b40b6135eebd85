/** What a transport is examined with. */
import type { Address, Endpoint } from '@wirechart/core';

/** Somewhere to listen that no other case uses, and how to connect to it. */
export interface Place {
  readonly listening: Endpoint;
  /** The endpoint to connect to, given where the listener turned out to listen. */
  connecting(address: Address): Endpoint;
  /** Puts away what the place was made of. */
  clear?(): Promise<void> | void;
}

export interface TransportContractOptions {
  /** Makes a place. Called twice for each case, which needs a second one to listen on. */
  readonly place: () => Place | Promise<Place>;
  /** False where a remote may take a reset for an end, as with Unix sockets. Default true. */
  readonly resets?: boolean;
  /** Codes of the error when nobody listens. Default `ECONNREFUSED`. */
  readonly refusals?: readonly string[];
  /** Milliseconds, on the endpoint's clock, after which what should happen has failed to. Default 5,000. */
  readonly patience?: number;
  /** Milliseconds, on the endpoint's clock, after which what should not happen is taken not to. Default 100. */
  readonly quiet?: number;
}
