/**
 * What a client asks, in either protocol. A key is a string with one character for each of its 1 to 250 bytes; see
 * {@link keyOf} for text.
 */
import { decodeUtf8, encodeUtf8, type RemoteError } from '@wirechart/core';

export type Command = Get | Put | Delete | Arithmetic | Touch | Flush | Stats | Verbosity | Plain | Rejected;

export interface AnyCommand {
  /** The client wants no reply: in the text protocol none at all, in the binary one none to what went well. */
  readonly quiet: boolean;
  /** What the reply to a binary request must repeat; undefined in the text protocol, and for a client to leave out. */
  readonly tag: Tag | undefined;
}

export interface Tag {
  readonly opcode: number;
  readonly opaque: number;
}

export interface Get extends AnyCommand {
  readonly type: 'get';
  /** At least one. */
  readonly keys: readonly string[];
  /** Whether the reply should tell the items' versions (a binary one always does). */
  readonly cas: boolean;
  /** Gives what is found a new time of expiry, in seconds; see {@link Put.exptime}. Undefined leaves it. */
  readonly exptime: number | undefined;
}

export interface Put extends AnyCommand {
  readonly type: 'set' | 'add' | 'replace' | 'append' | 'prepend';
  readonly key: string;
  readonly value: Uint8Array;
  /** 32 bits that belong to the client. `append` and `prepend` leave those of the item. */
  readonly flags: number;
  /**
   * In seconds. 0: never expires; up to 30 days (2,592,000): from now; above: of Unix time; negative: has expired already.
   */
  readonly exptime: number;
  /** Only if the item has this version. Undefined: whatever it has. */
  readonly cas: bigint | undefined;
}

export interface Delete extends AnyCommand {
  readonly type: 'delete';
  readonly key: string;
  readonly cas: bigint | undefined;
}

export interface Arithmetic extends AnyCommand {
  readonly type: 'increment' | 'decrement';
  readonly key: string;
  /** From 0 to 2^64 - 1. What is incremented wraps at 2^64; what is decremented stops at 0. */
  readonly delta: bigint;
  /** The value of an item that is made because there is none. Undefined: none is made. Binary only. */
  readonly initial: bigint | undefined;
  /** Of an item that is made. */
  readonly exptime: number;
  readonly cas: bigint | undefined;
}

export interface Touch extends AnyCommand {
  readonly type: 'touch';
  readonly key: string;
  readonly exptime: number;
}

export interface Flush extends AnyCommand {
  readonly type: 'flush';
  /** When: as {@link Put.exptime}, but 0 is at once. */
  readonly exptime: number;
}

export interface Stats extends AnyCommand {
  readonly type: 'stats';
  /** Which; empty for the general ones. */
  readonly group: string;
}

export interface Verbosity extends AnyCommand {
  readonly type: 'verbosity';
  readonly level: number;
}

export interface Plain extends AnyCommand {
  /** `noop` is binary only. A text `quit` has no reply and ends the connection without a command. */
  readonly type: 'version' | 'noop' | 'quit';
}

/** A request that makes no sense, but whose end is known: the connection goes on. Comes in and is never sent. */
export interface Rejected extends AnyCommand {
  readonly type: 'rejected';
  readonly error: RemoteError;
  /** Whose value was too large to take, where the old one must not be taken for it. */
  readonly key: string | undefined;
}

export const MAX_KEY_BYTES = 250;

/** The bytes of a text in UTF-8, as a key. ASCII is itself. */
export const keyOf = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is ASCII that is meant
  /^[\x00-\x7f]*$/.test(text) ? text : String.fromCharCode(...encodeUtf8(text));

/**
 * Refuses what is text and was meant to be a key: `größe` as it stands would be sent as ISO 8859-1, and nobody else would find it.
 *
 * @throws RangeError unless the characters are bytes that are UTF-8
 */
function checkKey(key: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is ASCII that is meant
  if (/^[\x00-\x7f]*$/.test(key)) return key;
  const bytes = Uint8Array.from(key, (character) => character.charCodeAt(0));
  try {
    if (keyOf(decodeUtf8(bytes)) === key) return key;
  } catch {
    // Not UTF-8: told like what is no bytes at all.
  }
  throw new RangeError(`the key ${JSON.stringify(key)} is text: make the bytes of a key of it with keyOf`);
}

export interface PutOptions {
  /** Default 0. */
  readonly flags?: number;
  /** Default 0: never. */
  readonly exptime?: number;
  readonly cas?: bigint;
  readonly quiet?: boolean;
}

/** Asks for items. Text: one line; binary: a quiet request for each, and one that ends them. One reply in any case. */
export function get(
  keys: string | readonly string[],
  options: { readonly cas?: boolean; readonly exptime?: number } = {},
): Get {
  const { cas = false, exptime } = options;
  const all = (typeof keys === 'string' ? [keys] : keys).map(checkKey);
  return { type: 'get', keys: all, cas, exptime, quiet: false, tag: undefined };
}

/** Stores an item, whatever was there. */
export const set = (key: string, value: Uint8Array, options?: PutOptions): Put => put('set', key, value, options);
/** Stores an item where there is none. */
export const add = (key: string, value: Uint8Array, options?: PutOptions): Put => put('add', key, value, options);
/** Stores an item where there is one. */
export const replace = (key: string, value: Uint8Array, options?: PutOptions): Put =>
  put('replace', key, value, options);
/** Puts bytes after those of an item. */
export const append = (key: string, value: Uint8Array, options?: PutOptions): Put => put('append', key, value, options);
/** Puts bytes before those of an item. */
export const prepend = (key: string, value: Uint8Array, options?: PutOptions): Put =>
  put('prepend', key, value, options);

export function remove(key: string, options: { readonly cas?: bigint; readonly quiet?: boolean } = {}): Delete {
  return { type: 'delete', key: checkKey(key), cas: options.cas, quiet: options.quiet ?? false, tag: undefined };
}

export interface ArithmeticOptions extends Omit<PutOptions, 'flags'> {
  readonly initial?: bigint;
}

export const increment = (key: string, delta = 1n, options?: ArithmeticOptions): Arithmetic =>
  arithmetic('increment', key, delta, options);
export const decrement = (key: string, delta = 1n, options?: ArithmeticOptions): Arithmetic =>
  arithmetic('decrement', key, delta, options);

/** Gives an item a new time of expiry. */
export function touch(key: string, exptime: number, options: { readonly quiet?: boolean } = {}): Touch {
  return { type: 'touch', key: checkKey(key), exptime, quiet: options.quiet ?? false, tag: undefined };
}

/** Forgets all items, at once or later. */
export function flush(exptime = 0, options: { readonly quiet?: boolean } = {}): Flush {
  return { type: 'flush', exptime, quiet: options.quiet ?? false, tag: undefined };
}

export const stats = (group = ''): Stats => ({ type: 'stats', group, quiet: false, tag: undefined });
export const version = (): Plain => ({ type: 'version', quiet: false, tag: undefined });
export const noop = (): Plain => ({ type: 'noop', quiet: false, tag: undefined });

function put(type: Put['type'], key: string, value: Uint8Array, options: PutOptions = {}): Put {
  const { flags = 0, exptime = 0, cas, quiet = false } = options;
  return { type, key: checkKey(key), value, flags, exptime, cas, quiet, tag: undefined };
}

function arithmetic(type: Arithmetic['type'], key: string, delta: bigint, options: ArithmeticOptions = {}): Arithmetic {
  const { initial, exptime = 0, cas, quiet = false } = options;
  return { type, key: checkKey(key), delta, initial, exptime, cas, quiet, tag: undefined };
}
