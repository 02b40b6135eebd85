/** Assertions: what a case throws when a transport breaks the contract. */
import { ContractViolation, demand } from '../harness/violation.js';

/** @throws ContractViolation unless both are the same value. */
export function checkSame(actual: unknown, expected: unknown, what: string): void {
  demand(Object.is(actual, expected), `${what}: expected ${String(expected)}, got ${String(actual)}`);
}

/** Compares bytes and says where they differ. @throws ContractViolation */
export function checkBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  const shorter = Math.min(actual.length, expected.length);
  for (let at = 0; at < shorter; at++) {
    demand(actual[at] === expected[at], () => `${what}: byte ${at} is ${actual[at]}, expected ${expected[at]}`);
  }
  checkSame(actual.length, expected.length, `${what}: number of bytes`);
}

/** The error that a promise is rejected with. @throws ContractViolation when it is not. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new ContractViolation(`${what}: expected a rejection`);
}
