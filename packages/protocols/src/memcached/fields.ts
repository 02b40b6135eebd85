/** Checks of what a field must hold, before it is written. */
import { MAX_KEY_BYTES } from './command.js';

/** @throws RangeError for a key of a length that none has. */
export function requireKey(key: string): string {
  if (key.length > 0 && key.length <= MAX_KEY_BYTES) return key;
  throw new RangeError(`a key of ${key.length} bytes`);
}

/** @throws RangeError */
export function requireInteger(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${what} is an integer from ${least} to ${most}, not ${value}`);
}

/** @throws RangeError */
export function requireUint64(what: string, value: bigint): bigint {
  if (value >= 0n && value < 2n ** 64n) return value;
  throw new RangeError(`${what} is an integer from 0 to 2^64 - 1, not ${value}`);
}
