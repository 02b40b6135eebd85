/** The codec of a line that a server says. */
import type { ByteWindow } from '@wirechart/core';
import { type Counting, requireRoom } from '../collected.js';
import { MAX_KEY_BYTES } from '../command.js';
import { memcachedError } from '../errors.js';
import { type Item, type Outcome, type Refusal, type Reply, status } from '../reply.js';
import { Words } from './words.js';

/** What a line says. */
export type ReplyLine =
  /** The data of an item follow, of so many bytes without the line break after them. */
  | { readonly type: 'announcement'; readonly item: Omit<Item, 'value'>; readonly length: number }
  | { readonly type: 'stat'; readonly entry: readonly [name: string, value: string] }
  /** No more items, or no more statistics. */
  | { readonly type: 'end' }
  | { readonly type: 'reply'; readonly reply: Reply };

/** @throws RemoteError `reply-invalid` or `limit-content-bytes`. */
export function readReplyLine(frame: ByteWindow, context: Counting): ReplyLine {
  words.begin(frame);
  if (words.is('VALUE')) return valueLine(context);
  if (words.is('END')) return END;
  if (words.is('STAT')) return statLine(frame, context);
  return { type: 'reply', reply: replyOf(frame) };
}

/** `VALUE <key> <flags> <bytes> [<cas>]` */
function valueLine(context: Counting): ReplyLine {
  words.next();
  const key = words.key(MAX_KEY_BYTES);
  words.next();
  const flags = words.number(0xffff_ffff);
  words.next();
  const length = words.number(Number.MAX_SAFE_INTEGER);
  words.next();
  const cas = words.length === 0 ? undefined : words.uint64();
  if (key === undefined || Number.isNaN(flags + length) || (words.length > 0 && cas === undefined)) {
    throw memcachedError('reply-invalid', 'VALUE');
  }
  requireRoom(length, context);
  return { type: 'announcement', item: { key, flags, cas }, length };
}

/** `STAT <name> <value>` */
function statLine(frame: ByteWindow, context: Counting): ReplyLine {
  requireRoom(frame.length, context);
  words.next();
  const name = words.text();
  words.next();
  return { type: 'stat', entry: [name, words.remainder()] };
}

function replyOf(frame: ByteWindow): Reply {
  const word = words.text();
  const outcome = OUTCOMES.get(word);
  if (outcome !== undefined) return outcome;
  switch (word) {
    case 'ERROR':
      return { type: 'error', kind: 'unknown-command', text: 'ERROR', status: status.unknownCommand };
    case 'CLIENT_ERROR':
      return refusal('client', status.invalidArguments);
    case 'SERVER_ERROR':
      // A line in text says no more than that.
      return refusal('server', status.internalError);
    case 'VERSION':
      words.next();
      return { type: 'version', version: words.remainder() };
    case 'RESET':
      return { type: 'stats', entries: [] };
  }
  const value = words.uint64();
  if (value === undefined)
    throw memcachedError('reply-invalid', JSON.stringify(frame.latin1(0, Math.min(frame.length, 40))));
  return { type: 'number', value, cas: undefined };
}

function refusal(kind: Refusal['kind'], code: number): Refusal {
  words.next();
  return { type: 'error', kind, text: words.remainder(), status: code };
}

const END: ReplyLine = { type: 'end' };

const OUTCOMES = new Map<string, Outcome>(
  (
    [
      ['STORED', 'stored'],
      ['NOT_STORED', 'not-stored'],
      ['EXISTS', 'exists'],
      ['NOT_FOUND', 'not-found'],
      ['DELETED', 'deleted'],
      ['TOUCHED', 'touched'],
      ['OK', 'ok'],
    ] as const
  ).map(([word, type]) => [word, { type, cas: undefined }]),
);

const words = new Words();
