/** Whether the contract of transports notices faults, and what faults are made of. */
import { ContractViolation, transportContract } from '@wirechart/contract';
import { describe, expect, test } from 'vitest';
import { simulatedNetwork } from '../../src/index.js';
import { type Fault, faulty } from './faulty.js';

export interface Broken extends Fault {
  /** A case that must notice. */
  readonly caughtBy: string;
}

/** A test for each fault, by what a transport with it does. */
export function mustBeNoticed(transports: Readonly<Record<string, Broken>>): void {
  describe('the contract notices a transport that', () => {
    test.each(Object.entries(transports))('%s', async (_, broken) => {
      const cases = transportContract({ place: () => placeWith(broken), quiet: 1000 });
      const one = cases.find(({ name }) => name === broken.caughtBy);
      if (one === undefined) throw new Error(`there is no case '${broken.caughtBy}'`);
      await expect(one.run()).rejects.toThrow(ContractViolation);
    });
  });
}

/** The n-th call, counted from 1, goes to `then`, all others to `usually`. */
export function after<T>(n: number, usually: (value: T) => void, then: (value: T) => void): (value: T) => void {
  let calls = 0;
  return (value) => {
    calls += 1;
    if (calls === n) then(value);
    else usually(value);
  };
}

export function twice(act: () => void): void {
  act();
  act();
}

export function both(first: () => void, second: () => void): void {
  first();
  second();
}

function placeWith(fault: Fault) {
  const network = simulatedNetwork({ run: 'everything' });
  const endpoint = faulty(network.endpoint('server', { closeTimeout: Number.POSITIVE_INFINITY }), fault);
  return { listening: endpoint, connecting: () => endpoint };
}
