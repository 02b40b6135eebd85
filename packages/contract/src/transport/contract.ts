/** The contract of transports, as cases that any test runner can run. */
import type { ContractCase } from '../harness/cases.js';
import { ContractViolation } from '../harness/violation.js';
import { Bench } from './bench.js';
import type { Body, Cases } from './case.js';
import { abortCases } from './cases/abort.js';
import { addressCases } from './cases/addresses.js';
import { backPressureCases } from './cases/back-pressure.js';
import { closeCases } from './cases/close.js';
import { errorCases } from './cases/errors.js';
import { halfCloseCases } from './cases/half-close.js';
import { listenerCases } from './cases/listener.js';
import { orderCases } from './cases/order.js';
import { resetCases } from './cases/reset.js';
import type { Place, TransportContractOptions } from './options.js';

export type { Place, TransportContractOptions };

/**
 * The cases for one transport.
 *
 * @example
 * for (const { name, run } of transportContract({ place })) test(name, run);
 */
export function transportContract(options: TransportContractOptions): readonly ContractCase[] {
  return ALL.map(([name, body]) => ({ name, run: () => runCase(name, body, options) }));
}

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
