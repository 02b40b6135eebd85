/** The codec of a command line (doc/protocol.txt of memcached, which names what each command takes). */
import { type ByteWindow, encodeUtf8, type HalfInput, type RemoteError } from '@wirechart/core';
import { type Arithmetic, type Command, MAX_KEY_BYTES, type Put, type Rejected } from '../command.js';
import { memcachedError } from '../errors.js';
import { readKey, withByte } from './keys.js';
import { BLANK, CARRIAGE_RETURN, DELETE, Words } from './words.js';

/** What a line says: a command, or that more belongs to it. `quit` ends the connection. */
export type RequestLine =
  | Command
  /** Data follow, of so many bytes without the line break after them. */
  | { readonly type: 'announcement'; readonly put: Announced; readonly length: number }
  /** As many bytes follow that will not be taken. */
  | { readonly type: 'oversize'; readonly command: Rejected; readonly length: number };

/** A storage command that waits for its data. */
export type Announced = Omit<Put, 'value'>;

export function readRequestLine(frame: ByteWindow, { limits }: HalfInput): RequestLine {
  const key = keyOfGet(frame);
  if (key !== undefined)
    return { type: 'get', keys: [key], cas: false, exptime: undefined, quiet: false, tag: undefined };
  words.begin(frame);
  switch (words.length) {
    case 3:
      if (words.is('get')) return getLine(false, undefined);
      if (words.is('set')) return putLine('set', limits.contentBytes);
      if (words.is('add')) return putLine('add', limits.contentBytes);
      if (words.is('cas')) return putLine('set', limits.contentBytes, true);
      if (words.is('gat')) return gatLine(false);
      break;
    case 4:
      if (words.is('gets')) return getLine(true, undefined);
      if (words.is('gats')) return gatLine(true);
      if (words.is('incr')) return arithmeticLine('increment');
      if (words.is('decr')) return arithmeticLine('decrement');
      if (words.is('quit')) return quitLine();
      break;
    case 5:
      if (words.is('touch')) return touchLine();
      if (words.is('stats')) return statsLine();
      break;
    case 6:
      if (words.is('delete')) return deleteLine();
      if (words.is('append')) return putLine('append', limits.contentBytes);
      break;
    case 7:
      if (words.is('replace')) return putLine('replace', limits.contentBytes);
      if (words.is('prepend')) return putLine('prepend', limits.contentBytes);
      if (words.is('version')) return versionLine();
      break;
    case 9:
      if (words.is('flush_all')) return flushLine();
      if (words.is('verbosity')) return verbosityLine();
      break;
  }
  return rejected(memcachedError('command-unknown'));
}

/** The key of a line that is `get`, one blank and one key. The usual line is worth being read at one go. */
function keyOfGet({ buffer, start, end }: ByteWindow): string | undefined {
  for (let i = 0; i < GET.length; i++) if (buffer[start + i] !== GET[i]) return undefined;
  const from = start + GET.length;
  const to = buffer[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
  if (to <= from || to - from > MAX_KEY_BYTES) return undefined;
  let hash = 0;
  for (let at = from; at < to; at++) {
    const byte = buffer[at] as number;
    if (byte <= BLANK || byte === DELETE) return undefined;
    hash = withByte(hash, byte);
  }
  return readKey(buffer, from, to, hash);
}

/** `get <key>+`, `gets <key>+` */
function getLine(cas: boolean, exptime: number | undefined): RequestLine {
  const keys: string[] = [];
  for (words.next(); words.length > 0; words.next()) {
    const key = words.key(MAX_KEY_BYTES);
    if (key === undefined) return invalid('a key');
    keys.push(key);
  }
  if (keys.length === 0) return incomplete();
  return { type: 'get', keys, cas, exptime, quiet: false, tag: undefined };
}

/** `gat <exptime> <key>+`, `gats <exptime> <key>+` */
function gatLine(cas: boolean): RequestLine {
  words.next();
  if (words.length === 0) return incomplete();
  const exptime = words.signed(MAX_TIME);
  return Number.isNaN(exptime) ? invalid('exptime') : getLine(cas, exptime);
}

/**
 * `<command> <key> <flags> <exptime> <bytes> [noreply]`, and for `cas` the version before `noreply`. Words too many are
 * let pass, as memcached does it: if the line were refused, the data would be read as commands.
 */
function putLine(type: Put['type'], maxLength: number, withCas = false): RequestLine {
  words.next();
  const key = words.key(MAX_KEY_BYTES);
  const keyLength = words.length;
  words.next();
  const flags = words.number(MAX_FLAGS);
  words.next();
  const exptime = words.signed(MAX_TIME);
  words.next();
  const length = words.number(MAX_LENGTH);
  if (words.length === 0) return incomplete();
  let cas: bigint | undefined;
  if (withCas) {
    words.next();
    cas = words.uint64();
    if (words.length === 0) return incomplete();
  }
  const quiet = readNoreply() ?? false;
  if (key === undefined) return invalid(`a key of ${keyLength} bytes`, quiet);
  if (Number.isNaN(flags + exptime + length) || (withCas && cas === undefined)) return invalid('a number', quiet);
  if (length > maxLength) {
    const error = memcachedError('limit-content-bytes', `${length} bytes; limit contentBytes is ${maxLength}`);
    // Who stored a value and is told that it failed must not read the one before.
    return { type: 'oversize', command: rejection(error, quiet, type === 'set' ? key : undefined), length };
  }
  return { type: 'announcement', put: { type, key, flags, exptime, cas, quiet, tag: undefined }, length };
}

/** `delete <key> [0] [noreply]` (the 0 was once a time) */
function deleteLine(): RequestLine {
  words.next();
  if (words.length === 0) return incomplete();
  const key = words.key(MAX_KEY_BYTES);
  words.next();
  if (words.is('0')) words.next();
  const quiet = noreplyAt();
  if (quiet === undefined || key === undefined) return invalid('delete', quiet);
  return { type: 'delete', key, cas: undefined, quiet, tag: undefined };
}

/** `incr <key> <delta> [noreply]`, `decr <key> <delta> [noreply]` */
function arithmeticLine(type: Arithmetic['type']): RequestLine {
  words.next();
  const key = words.key(MAX_KEY_BYTES);
  words.next();
  if (words.length === 0) return incomplete();
  const delta = words.uint64();
  const quiet = readNoreply();
  if (quiet === undefined) return incomplete();
  if (key === undefined || delta === undefined) return invalid(key === undefined ? 'a key' : 'delta', quiet);
  return { type, key, delta, initial: undefined, exptime: 0, cas: undefined, quiet, tag: undefined };
}

/** `touch <key> <exptime> [noreply]` */
function touchLine(): RequestLine {
  words.next();
  const key = words.key(MAX_KEY_BYTES);
  words.next();
  if (words.length === 0) return incomplete();
  const exptime = words.signed(MAX_TIME);
  const quiet = readNoreply();
  if (quiet === undefined) return incomplete();
  if (key === undefined || Number.isNaN(exptime)) return invalid(key === undefined ? 'a key' : 'exptime', quiet);
  return { type: 'touch', key, exptime, quiet, tag: undefined };
}

/** `flush_all [<delay>] [noreply]` */
function flushLine(): RequestLine {
  words.next();
  let exptime = 0;
  if (words.length > 0 && !words.is(NOREPLY)) {
    exptime = words.signed(MAX_TIME);
    words.next();
  }
  const quiet = noreplyAt();
  if (quiet === undefined) return incomplete();
  if (Number.isNaN(exptime)) return invalid('delay', quiet);
  return { type: 'flush', exptime, quiet, tag: undefined };
}

/** `verbosity <level> [noreply]` */
function verbosityLine(): RequestLine {
  words.next();
  if (words.length === 0) return incomplete();
  const level = words.is(NOREPLY) ? Number.NaN : words.number(MAX_FLAGS);
  if (!words.is(NOREPLY)) words.next();
  const quiet = noreplyAt();
  if (quiet === undefined) return incomplete();
  if (Number.isNaN(level)) return invalid('level', quiet);
  return { type: 'verbosity', level, quiet, tag: undefined };
}

function statsLine(): RequestLine {
  words.next();
  return { type: 'stats', group: words.remainder(), quiet: false, tag: undefined };
}

function versionLine(): RequestLine {
  words.next();
  return words.length > 0 ? incomplete() : { type: 'version', quiet: false, tag: undefined };
}

function quitLine(): RequestLine {
  words.next();
  return words.length > 0 ? incomplete() : { type: 'quit', quiet: true, tag: undefined };
}

/** Whether the next word, which must be the last, is `noreply`; undefined where there is something else. */
function readNoreply(): boolean | undefined {
  words.next();
  return noreplyAt();
}

function noreplyAt(): boolean | undefined {
  if (words.length === 0) return false;
  if (!words.is(NOREPLY)) return undefined;
  words.next();
  return words.length === 0 ? true : undefined;
}

const rejected = (error: RemoteError) => rejection(error, false, undefined);
const incomplete = () => rejected(memcachedError('command-incomplete'));
const invalid = (what: string, quiet = false) => rejection(memcachedError('argument-invalid', what), quiet, undefined);

function rejection(error: RemoteError, quiet: boolean, key: string | undefined): Rejected {
  return { type: 'rejected', error, key, quiet, tag: undefined };
}

const GET = encodeUtf8('get ');
const NOREPLY = 'noreply';
const MAX_FLAGS = 0xffff_ffff;
const MAX_TIME = Number.MAX_SAFE_INTEGER;
/** As memcached: a length is an int, with room for the line break. */
const MAX_LENGTH = 0x7fff_ffff - 2;
const words = new Words();
