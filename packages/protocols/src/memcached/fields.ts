/** Checks of what a field must hold, before it is written. */
import { MAX_KEY_BYTES } from './command.js';

/** @throws RangeError for a key of a length that none has. */
export function requireKey(key: string): string {
  if (typeof key !== 'string') throw new TypeError(`a key is a string, not a value of type ${typeof key}`);
  if (key.length > 0 && key.length <= MAX_KEY_BYTES) return key;
  throw new RangeError(`a key of ${key.length} bytes`);
}

/** @throws RangeError */
export function requireInteger(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${what} is an integer from ${least} to ${most}, not ${shown(value)}`);
}

/** @throws RangeError */
export function requireUint64(what: string, value: bigint): bigint {
  // The type first: to JavaScript the text ' 5\r\n' is as much as 5n.
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 64n) return value;
  throw new RangeError(`${what} is a bigint from 0 to 2^64 - 1, not ${shown(value)}`);
}

/** @throws TypeError for what would have to be made one */
export function requireText(what: string, value: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} is a string, not ${shown(value)}`);
}

const shown = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'bigint' ? String(value) : `a value of type ${typeof value}`;

/** A key that a line can hold: no blank, which would end it, and nothing that no line should have. */
export function requireLineKey(key: string): string {
  requireKey(key);
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i);
    if (unit <= BLANK || unit === DELETE)
      throw new RangeError(`a text key cannot have ${JSON.stringify(key[i])} in it`);
    if (unit > 0xff)
      throw new RangeError(`a key has a character for each byte: make one of ${JSON.stringify(key)} with keyOf`);
  }
  return key;
}

const BLANK = 0x20;
const DELETE = 0x7f;
