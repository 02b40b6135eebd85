/**
 * Sums as INCRBYFLOAT makes them: in the 80-bit floating point of C's `long double` (64 bits of fraction), shown with at most 17
 * digits after the point. https://redis.io/docs/latest/commands/incrbyfloat/
 */
import { ErrorReply } from '@wirechart/protocols/resp';

/** A value `fraction × 2^exponent`, exactly. */
interface Real {
  readonly fraction: bigint;
  readonly exponent: number;
}

/** The sum in decimal digits. @throws ErrorReply for what is no number, and for a sum that is none. */
export function sumOfReals(a: string, b: string): string {
  const [first, second] = [realOf(a), realOf(b)];
  if (first === 'infinite' || second === 'infinite') {
    throw new ErrorReply('ERR increment would produce NaN or Infinity');
  }
  const exponent = Math.min(first.exponent, second.exponent);
  const scaled = ({ fraction, exponent: own }: Real) => fraction << BigInt(own - exponent);
  const sum = rounded(scaled(first) + scaled(second), 1n, exponent);
  if (lengthOf(sum) > MOST_BITS) throw new ErrorReply('ERR increment would produce NaN or Infinity');
  return text(sum);
}

function realOf(word: string): Real | 'infinite' {
  if (/^[+-]?inf(inity)?$/i.test(word)) return 'infinite';
  const match = word.length < MOST_CHARACTERS ? NUMBER.exec(word) : null;
  const [, sign, hex = '', hexFraction = '', twos = '0', whole = '', fraction = '', tens = '0'] = match ?? [];
  const isHex = `${hex}${hexFraction}` !== '';
  if (!isHex && `${whole}${fraction}` === '') throw notReal();
  const magnitude = BigInt(isHex ? `0x${hex}${hexFraction}` : `${whole}${fraction}`);
  if (magnitude === 0n) return { fraction: 0n, exponent: 0 };
  const digits = sign === '-' ? -magnitude : magnitude;
  const power = isHex ? Number(twos) - 4 * hexFraction.length : Number(tens) - fraction.length;
  // What is far beyond the range of a long double is not worked out.
  if (Math.abs(power) > (isHex ? 2 * MOST_BITS : MOST_BITS)) throw notReal();
  const real = isHex
    ? rounded(digits, 1n, power)
    : rounded(digits * 10n ** BigInt(Math.max(0, power)), 10n ** BigInt(Math.max(0, -power)), 0);
  const length = lengthOf(real);
  if (length > MOST_BITS || length < LEAST_BITS || (length === LEAST_BITS && isPowerOf2(real))) throw notReal();
  return real;
}

/** `numerator / denominator × 2^exponent`, rounded to 64 bits, ties to even. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): Real {
  const magnitude = magnitudeOf(numerator);
  const excess = bits(magnitude) - bits(denominator) - FRACTION_BITS;
  const up = BigInt(Math.max(0, -excess));
  const down = BigInt(Math.max(0, excess));
  const dividend = magnitude << up;
  let divisor = denominator << down;
  let fraction = dividend / divisor;
  // Of so few bits, the quotient is multiplied sooner than what is left is divided once more.
  let rest = dividend - fraction * divisor;
  let shift = excess;
  // The quotient has 64 or 65 bits.
  if (bits(fraction) > FRACTION_BITS) {
    rest += (fraction & 1n) * divisor;
    fraction >>= 1n;
    divisor <<= 1n;
    shift += 1;
  }
  const twice = 2n * rest;
  if (twice > divisor || (twice === divisor && (fraction & 1n) === 1n)) fraction += 1n;
  return { fraction: numerator < 0n ? -fraction : fraction, exponent: exponent + shift };
}

/** With 17 digits after the point, zeros at the end left out. */
function text({ fraction, exponent }: Real): string {
  const magnitude = magnitudeOf(fraction) * 10n ** DIGITS;
  let units = exponent >= 0 ? magnitude << BigInt(exponent) : magnitude >> BigInt(-exponent);
  if (exponent < 0) {
    const rest = magnitude - (units << BigInt(-exponent));
    const half = 1n << BigInt(-exponent - 1);
    if (rest > half || (rest === half && (units & 1n) === 1n)) units += 1n;
  }
  const digits = units.toString().padStart(Number(DIGITS) + 1, '0');
  const whole = digits.slice(0, -Number(DIGITS));
  const part = digits.slice(-Number(DIGITS)).replace(/0+$/, '');
  const shown = part === '' ? whole : `${whole}.${part}`;
  return fraction < 0n && shown !== '0' ? `-${shown}` : shown;
}

function bits(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return 4 * hex.length + 28 - Math.clz32(Number.parseInt(hex.charAt(0), 16));
}

const magnitudeOf = (fraction: bigint): bigint => (fraction < 0n ? -fraction : fraction);

/** A value is less than 2 to this power, and not less than half of it. */
const lengthOf = ({ fraction, exponent }: Real): number => bits(magnitudeOf(fraction)) + exponent;

const isPowerOf2 = ({ fraction }: Real): boolean => (magnitudeOf(fraction) & (magnitudeOf(fraction) - 1n)) === 0n;

const notReal = () => new ErrorReply('ERR value is not a valid float');

/** What `strtold` of C reads: decimal or hexadecimal, with an exponent. */
const NUMBER = /^([+-]?)(?:0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?:[pP]([+-]?\d+))?|(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?)$/;
const FRACTION_BITS = 64;
const DIGITS = 17n;
/** A long double is less than 2^16,384; what is at most 2^-16,446 is rounded to nothing. */
const MOST_BITS = 16_384;
const LEAST_BITS = -16_445;
/** Redis reads no number that is as long as this. */
const MOST_CHARACTERS = 5 * 1024;
