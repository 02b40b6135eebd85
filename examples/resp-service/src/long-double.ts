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
  return text(rounded(scaled(first) + scaled(second), 1n, exponent));
}

function realOf(word: string): Real | 'infinite' {
  if (/^[+-]?inf(inity)?$/i.test(word)) return 'infinite';
  const [, sign, hex, hexFraction = '', whole, fraction = '', exponent = '0'] = NUMBER.exec(word) ?? [];
  if (sign === undefined || `${hex ?? ''}${hexFraction}${whole ?? ''}${fraction}` === '') throw notReal();
  const negative = sign === '-' ? -1n : 1n;
  if (hex !== undefined) {
    return rounded(negative * BigInt(`0x0${hex}${hexFraction}`), 16n ** BigInt(hexFraction.length), Number(exponent));
  }
  const digits = negative * BigInt(`0${whole ?? ''}${fraction}`);
  const power = Number(exponent) - fraction.length;
  if (digits === 0n) return { fraction: 0n, exponent: 0 };
  // Beyond the range of a long double.
  if (Math.abs(power) > MOST_DIGITS) throw notReal();
  return power >= 0 ? rounded(digits * 10n ** BigInt(power), 1n, 0) : rounded(digits, 10n ** BigInt(-power), 0);
}

/** `numerator / denominator × 2^exponent`, rounded to 64 bits, ties to even. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): Real {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const excess = bits(magnitude) - bits(denominator) - FRACTION_BITS;
  const up = BigInt(Math.max(0, -excess));
  const down = BigInt(Math.max(0, excess));
  let fraction = (magnitude << up) / (denominator << down);
  let rest = (magnitude << up) % (denominator << down);
  let divisor = denominator << down;
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
  const magnitude = (fraction < 0n ? -fraction : fraction) * 10n ** DIGITS;
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

const bits = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

const notReal = () => new ErrorReply('ERR value is not a valid float');

/** What `strtold` of C reads: decimal or hexadecimal, with an exponent. */
const NUMBER = /^([+-]?)(?:0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)(?=$)|(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?)$/;
const FRACTION_BITS = 64;
const DIGITS = 17n;
/** The largest long double has 4,933 digits. */
const MOST_DIGITS = 4932;
