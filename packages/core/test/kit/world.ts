/** Servers and clients in a simulated network, whose time the test lets pass. */
import { type SimulatedNetwork, simulatedNetwork } from '../../../transport-memory/src/index.js';

export { byteByByte, fixedSize, randomSizes, type SimulatedConnection } from '../../../transport-memory/src/index.js';

/** A network whose traffic runs by itself and in which time stands still unless it is told to pass. */
export function world(options: Parameters<typeof simulatedNetwork>[0] = {}): SimulatedNetwork {
  return simulatedNetwork(options);
}

/** A promise and what settles it. */
export function deferred<T = void>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the promise was not rejected');
}

/** Whether a promise has settled when all that promises have to do is done. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}
