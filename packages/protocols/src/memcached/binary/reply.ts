/** The codec of a binary reply. Its opcode says what it replies to. */
import type { ByteWindow } from '@wirechart/core';
import { type Counting, requireRoom } from '../collected.js';
import { memcachedError } from '../errors.js';
import { type Item, type Refusal, type Reply, type Statistics, status } from '../reply.js';
import { type Header, REPLY_MAGIC, readHeader } from './header.js';
import { END_OF_GET, endsGet } from './opaque.js';
import type { Operation } from './opcode.js';

/** What a binary message from a server is. */
export type ReplyPart =
  | { readonly type: 'item'; readonly item: Item }
  | { readonly type: 'stat'; readonly entry: Statistics['entries'][number] }
  /** No more items, or no more statistics. */
  | { readonly type: 'end' }
  | { readonly type: 'reply'; readonly reply: Reply }
  /** A quiet command, which expects no reply, has failed. */
  | { readonly type: 'quiet-failure'; readonly reply: Reply; readonly command: Operation['type'] };

/** @throws RemoteError `magic-invalid`, `header-invalid`, `reply-invalid` or `limit-content-bytes`. */
export function readReplyHeader(frame: ByteWindow, context: Counting & { readonly header: Header }): Header {
  const header = readHeader(frame, REPLY_MAGIC);
  const { opcode, operation, bodyLength, keyLength, extrasLength } = header;
  if (operation === undefined) throw memcachedError('reply-invalid', `opcode 0x${opcode.toString(16)}`);
  // Parts are collected: they must all be of one reply.
  if (context.replyBytes > 0 && header.opaque !== context.header.opaque && !endsPlainly(header, context.header)) {
    throw memcachedError(
      'reply-mixed',
      `opaque 0x${header.opaque.toString(16)} among 0x${context.header.opaque.toString(16)}`,
    );
  }
  requireRoom(bodyLength - keyLength - extrasLength, context);
  return header;
}

/** The `noop` after requests that have no opaque. */
const endsPlainly = (header: Header, part: Header): boolean => part.opaque === 0 && header.opaque === END_OF_GET;

/** What it is, when all of the body is there. @throws RemoteError `reply-invalid`. */
export function readReply(frame: ByteWindow, { header }: { readonly header: Header }): ReplyPart {
  // A header of an unknown opcode is refused before.
  const operation = header.operation as Operation;
  const { type, quiet } = operation;
  if (header.status === status.ok) return success(frame, header, operation);
  const reply = failure(frame, header, type);
  return quiet ? { type: 'quiet-failure', reply, command: type } : { type: 'reply', reply };
}

function success(frame: ByteWindow, header: Header, operation: Operation): ReplyPart {
  const { extrasLength, keyLength, bodyLength, opaque } = header;
  const cas = header.cas === 0n ? undefined : header.cas;
  const keyEnd = extrasLength + keyLength;
  switch (operation.type) {
    case 'get': {
      if (extrasLength < FLAGS_BYTES) throw memcachedError('reply-invalid', 'an item without flags');
      const item = { key: frame.latin1(extrasLength, keyEnd), flags: frame.uint32(0), value: frame.bytes(keyEnd), cas };
      return operation.quiet ? { type: 'item', item } : replied({ type: 'values', items: [item], more: false });
    }
    case 'increment':
    case 'decrement':
      if (bodyLength - keyEnd !== NUMBER_BYTES) throw memcachedError('reply-invalid', 'a number not of 8 bytes');
      return replied({ type: 'number', value: frame.uint64(keyEnd), cas });
    case 'stats':
      if (keyLength === 0) return END;
      return { type: 'stat', entry: [frame.latin1(extrasLength, keyEnd), frame.latin1(keyEnd)] };
    case 'version':
      return replied({ type: 'version', version: frame.latin1(keyEnd) });
    case 'noop':
      return endsGet(opaque) ? END : OK;
    case 'delete':
      return replied({ type: 'deleted', cas: undefined });
    case 'touch':
      return replied({ type: 'touched', cas });
    case 'flush':
    case 'verbosity':
    case 'quit':
      return OK;
    default:
      return replied({ type: 'stored', cas });
  }
}

function failure(frame: ByteWindow, header: Header, type: Operation['type']): Reply {
  const { status: code, extrasLength, keyLength } = header;
  switch (code) {
    case status.notFound:
      if (type === 'get') return { type: 'values', items: [], more: false };
      if (type === 'replace') return { type: 'not-stored', cas: undefined };
      if (type !== 'stats') return { type: 'not-found', cas: undefined };
      break;
    case status.exists:
      return { type: type === 'add' ? 'not-stored' : 'exists', cas: undefined };
    case status.notStored:
      return { type: 'not-stored', cas: undefined };
  }
  return { type: 'error', kind: kindOf(code), text: frame.latin1(extrasLength + keyLength), status: code };
}

function kindOf(code: number): Refusal['kind'] {
  if (code === status.unknownCommand) return 'unknown-command';
  return code === status.invalidArguments || code === status.notNumber ? 'client' : 'server';
}

const replied = (reply: Reply): ReplyPart => ({ type: 'reply', reply });

const FLAGS_BYTES = 4;
const NUMBER_BYTES = 8;
const END: ReplyPart = { type: 'end' };
const OK = replied({ type: 'ok', cas: undefined });
