/** Times at which keys expire, as commands give them: https://redis.io/docs/latest/commands/expire/ */
import { ErrorReply } from '@wirechart/protocols/resp';
import { integerOf, shown, wordOf } from './arguments.js';

/** Milliseconds since 1970; a bigint where a number cannot hold it. */
export type Moment = number | bigint;

export interface TimeUnit {
  /** Milliseconds. */
  readonly unit: 1 | 1000;
  /** What it is counted from: the store's clock, or 1970. */
  readonly from: 'now' | '1970';
}

/**
 * The moment that an argument means.
 *
 * @param command in lower case, for the error
 * @param past whether it may lie in the past
 * @throws ErrorReply for what is no integer, or is no moment of 64 bits in milliseconds.
 */
export function momentOf(
  time: Uint8Array | undefined,
  { unit, from }: TimeUnit,
  { now, command, past }: { readonly now: number; readonly command: string; readonly past: boolean },
): Moment {
  const value = BigInt(integerOf(time));
  const milliseconds = value * BigInt(unit);
  const moment = from === 'now' ? milliseconds + BigInt(Math.floor(now)) : milliseconds;
  if ((!past && value <= 0n) || !fits(milliseconds) || !fits(moment)) {
    throw new ErrorReply(`ERR invalid expire time in '${command}' command`);
  }
  const number = Number(moment);
  return Number.isSafeInteger(number) ? number : moment;
}

/** Whether a key that expires at `current`, or never, may get another moment: the options NX, XX, GT and LT. @throws ErrorReply. */
export function expireCondition(
  options: readonly Uint8Array[],
): (current: Moment | undefined, next: Moment) => boolean {
  const words = new Set(
    options.map((option) => {
      const word = wordOf(option);
      if (!CONDITIONS.has(word)) throw new ErrorReply(`ERR Unsupported option ${shown(option, option.length)}`);
      return word;
    }),
  );
  if (words.has('NX') && words.size > 1) {
    throw new ErrorReply('ERR NX and XX, GT or LT options at the same time are not compatible');
  }
  if (words.has('GT') && words.has('LT')) {
    throw new ErrorReply('ERR GT and LT options at the same time are not compatible');
  }
  return (current, next) => {
    if (words.has('NX') && current !== undefined) return false;
    if (words.has('XX') && current === undefined) return false;
    // A key that never expires counts as one that expires after all others.
    if (words.has('GT') && (current === undefined || next <= current)) return false;
    return !(words.has('LT') && current !== undefined && next >= current);
  };
}

const CONDITIONS = new Set(['NX', 'XX', 'GT', 'LT']);

const fits = (value: bigint): boolean => BigInt.asIntN(64, value) === value;
