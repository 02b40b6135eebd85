/** Assertions: what a case throws when a transport breaks the contract. */

export class ContractError extends Error {
  override readonly name = 'ContractError';
}

/** @throws ContractError unless `truth` holds. */
export function check(truth: boolean, expectation: string): asserts truth {
  if (!truth) throw new ContractError(expectation);
}

/** @throws ContractError unless both are the same value. */
export function checkSame(actual: unknown, expected: unknown, what: string): void {
  check(Object.is(actual, expected), `${what}: expected ${String(expected)}, got ${String(actual)}`);
}

/** Compares bytes and says where they differ. @throws ContractError */
export function checkBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  const shorter = Math.min(actual.length, expected.length);
  for (let at = 0; at < shorter; at++) {
    check(actual[at] === expected[at], `${what}: byte ${at} is ${actual[at]}, expected ${expected[at]}`);
  }
  checkSame(actual.length, expected.length, `${what}: number of bytes`);
}

/** The error that a promise is rejected with. @throws ContractError when it is not. */
export async function rejection(promise: Promise<unknown>, what: string): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new ContractError(`${what}: expected a rejection`);
}
