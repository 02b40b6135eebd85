/** The contract of transports, as cases that any test runner can run. */
import type { Address, Endpoint } from '@wirechart/core';
import type { ContractCase } from '../harness/cases.js';
import { ContractViolation } from '../harness/violation.js';
import { Bench } from './bench.js';
import { abortCases } from './cases/abort.js';
import { addressCases } from './cases/addresses.js';
import { backPressureCases } from './cases/back-pressure.js';
import { closeCases } from './cases/close.js';
import { errorCases } from './cases/errors.js';
import { halfCloseCases } from './cases/half-close.js';
import { listenerCases } from './cases/listener.js';
import { orderCases } from './cases/order.js';
import { resetCases } from './cases/reset.js';

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

/**
 * The cases for one transport.
 *
 * @example
 * for (const { name, run } of transportContract({ place })) test(name, run);
 */
export function transportContract(options: TransportContractOptions): readonly ContractCase[] {
  return ALL.map(([name, body]) => ({ name, run: () => runCase(name, body, options) }));
}

/** @internal */
export type Body = (bench: Bench) => Promise<void>;

/** @internal */
export type Cases = Readonly<Record<string, Body>>;

async function runCase(name: string, body: Body, options: TransportContractOptions): Promise<void> {
  const letGo = await holdOn(options);
  const bench = new Bench(await options.place(), options);
  try {
    await body(bench);
    // What should not be told any more has this long to be told.
    await bench.quiet();
  } catch (cause) {
    throw new ContractViolation(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    await bench.clear();
    await letGo();
  }
  if (bench.violations.length > 0) throw new ContractViolation(`${name}: ${bench.violations.join('; ')}`);
}

/** A case may wait for nothing but a timer, and timers keep no process alive; somebody who listens does. */
async function holdOn(options: TransportContractOptions): Promise<() => Promise<void>> {
  const place = await options.place();
  const listener = await place.listening.listen(() => {});
  return async () => {
    await listener.close();
    await place.clear?.();
  };
}

const TOPICS: Readonly<Record<string, Cases>> = {
  order: orderCases,
  'back-pressure': backPressureCases,
  'half-close': halfCloseCases,
  close: closeCases,
  reset: resetCases,
  errors: errorCases,
  addresses: addressCases,
  abort: abortCases,
  listener: listenerCases,
};

const ALL = Object.entries(TOPICS).flatMap(([topic, cases]) =>
  Object.entries(cases).map(([name, body]) => [`${topic}: ${name}`, body] as const),
);
