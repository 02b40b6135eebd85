/** Values that are a line. */
import { respError } from '../errors.js';

/** @throws RemoteError `number-invalid` unless it is a decimal integer of 64 bits. */
export function integer(text: string): number | bigint {
  if (text.length < 16) {
    const value = Number(text);
    if (INTEGER.test(text)) return value === 0 ? 0 : value;
  } else if (text.length <= 20 && INTEGER.test(text)) {
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) return narrowed(value);
  }
  throw respError('number-invalid', shown(text));
}

/** @throws RemoteError `number-invalid`. */
export function bigNumber(text: string): bigint {
  if (INTEGER.test(text)) return BigInt(text);
  throw respError('number-invalid', shown(text));
}

/** @throws RemoteError `number-invalid`. */
export function double(text: string): number {
  switch (text) {
    case 'inf':
      return Number.POSITIVE_INFINITY;
    case '-inf':
      return Number.NEGATIVE_INFINITY;
    case 'nan':
      return Number.NaN;
  }
  if (DOUBLE.test(text)) return Number(text);
  throw respError('number-invalid', shown(text));
}

/** @throws RemoteError `value-invalid`. */
export function boolean(text: string): boolean {
  if (text === 't' || text === 'f') return text === 't';
  throw respError('value-invalid', `a boolean of ${shown(text)}`);
}

/** @throws RemoteError `value-invalid`. */
export function nothing(text: string): null {
  if (text === '') return null;
  throw respError('value-invalid', `a null of ${shown(text)}`);
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const shown = (text: string): string => JSON.stringify(text.length > 32 ? `${text.slice(0, 32)}…` : text);

const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
