/** Arguments that are something else: whoever writes without types would else be told what core could not do with them. */
import { orNearest } from './nearest.js';
import { isStray } from './promised.js';

/** @throws TypeError unless it can be a protocol */
export function checkProtocol(value: unknown): void {
  if (isProtocol(value)) return;
  const how = typeof value === 'function' ? 'call it' : 'one is what `defineProtocol` returns';
  throw new TypeError(`a protocol is expected, not ${shown(value)}: ${how}`);
}

export function isProtocol(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'read' in value && 'encode' in value;
}

/** @throws TypeError unless it can be an endpoint to do that with */
export function checkEndpoint(value: unknown, does: 'connect' | 'listen'): void {
  const endpoint = Object(value) as Record<string, unknown>;
  if (typeof endpoint['clock'] === 'object' && typeof endpoint[does] === 'function') return;
  throw new TypeError(
    `an endpoint is expected, not ${shown(value)}: one is what \`tcp({ port })\` returns, for example`,
  );
}

/** @throws TypeError unless it is a function */
export function checkHandler(value: unknown): void {
  if (typeof value === 'function') return;
  throw new TypeError(`a handler is expected, not ${shown(value)}: a function from a message to its reply`);
}

/**
 * @param known what it may have
 * @throws TypeError unless it is an object with names
 */
export function checkRecord(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`${what} must be an object, not ${shown(value)}. It may have: ${known.join(', ')}.`);
}

/** @throws TypeError for one of those options that is there and is no function */
export function checkFunctions<TOptions extends object>(
  options: TOptions,
  names: readonly (keyof TOptions & string)[],
): void {
  for (const name of names) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'function')
      throw new TypeError(`${name} must be a function, not ${shown(value)}`);
  }
}

/** @throws TypeError for a signal that cannot be listened to */
export function checkSignal(value: unknown): void {
  if (value === undefined || canBeListenedTo(value)) return;
  const isController = canBeListenedTo((value as { readonly signal?: unknown } | null)?.signal);
  const given = isController ? 'its AbortController: write `controller.signal`' : shown(value);
  throw new TypeError(`signal must be an AbortSignal, not ${given}`);
}

function canBeListenedTo(value: unknown): boolean {
  return typeof (value as { readonly addEventListener?: unknown } | null | undefined)?.addEventListener === 'function';
}

/** @throws RangeError unless it is one of those words */
export function checkWord(name: string, value: unknown, words: readonly string[]): void {
  if (words.includes(value as string)) return;
  const known = words.map((word) => `'${word}'`).join(' or ');
  throw new RangeError(
    `${name} must be ${known}, not ${shown(value)}. ${orNearest(typeof value === 'string' ? value : '', words, `Write ${known}`)}`,
  );
}

/** The number. @throws RangeError unless it is an integer from 1, or Infinity */
export function positiveInteger(name: string, value: number): number {
  if (value === Number.POSITIVE_INFINITY || (Number.isInteger(value) && value >= 1)) return value;
  throw new RangeError(`${name} must be a positive integer or Infinity, not ${shown(value)}`);
}

/** The time. @throws RangeError unless it is a number of milliseconds beyond 0; it may be Infinity */
export function positiveTime(name: string, value: number): number {
  if (typeof value === 'number' && value > 0) return value;
  throw new RangeError(`${name} must be a positive number of milliseconds or Infinity, not ${shown(value)}`);
}

/** @throws RangeError for what is no time; none left is one, and undefined */
export function checkTimeout(timeout: unknown): void {
  if (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) return;
  throw new RangeError(`timeout must be a number of milliseconds from 0, or Infinity, not ${shown(timeout)}`);
}

/** A value as a message names it. */
export function shown(value: unknown): string {
  try {
    return inWords(value);
  } catch {
    return 'a value that cannot be put into words';
  }
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'function') {
    if (isSuspended(value)) return `the ${kindOf(value)} ${value.name || '(anonymous)'}`;
    return `the function ${value.name || '(anonymous)'}`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  if (isStray(value)) return 'a promise';
  if (Array.isArray(value)) return 'an array';
  const keys = ArrayBuffer.isView(value) ? [] : Object.keys(value);
  return keys.length > 0 ? `an object with the keys ${keys.join(', ')}` : `an object ${classOf(value)}`;
}

function classOf(value: object): string {
  const { name = '' } = (Object.getPrototypeOf(value)?.constructor ?? {}) as { readonly name?: string };
  return name === 'Object' || name === '' ? 'with the keys (none)' : `of class ${name}`;
}

/** Whether a call gives a promise or a generator, and not what is asked for. */
export function isSuspended(value: unknown): boolean {
  return typeof value === 'function' && kindOf(value) !== 'function';
}

function kindOf(value: unknown): string {
  const [, kind = ''] = /^\[object (\w+)Function\]$/.exec(Object.prototype.toString.call(value)) ?? [];
  return `${kind.replace('Generator', ' generator').toLowerCase().trim()} function`.trim();
}
