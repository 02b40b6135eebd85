/** The codec of a binary request: header, then extras, key and value as its opcode has them. */
import type { ByteWindow, Limits, RemoteError } from '@wirechart/core';
import { type Command, MAX_KEY_BYTES, type Rejected } from '../command.js';
import { memcachedError } from '../errors.js';
import { contradiction, type Header, REQUEST_MAGIC, readHeader } from './header.js';
import type { Operation } from './opcode.js';

/** @throws RemoteError for a header whose lengths are not to be trusted. */
export function readRequestHeader(frame: ByteWindow): Header {
  const header = readHeader(frame, REQUEST_MAGIC);
  if (header.operation !== undefined) checkForm(header, header.operation);
  return header;
}

/** What is wrong with a request although its end is known: its value is not read. */
export function faultOf(header: Header, { contentBytes }: Limits): RemoteError | undefined {
  const { opcode, operation, bodyLength, keyLength, extrasLength } = header;
  if (operation === undefined) return memcachedError('command-unknown', `opcode 0x${opcode.toString(16)}`);
  const length = bodyLength - keyLength - extrasLength;
  if (length <= contentBytes) return undefined;
  return memcachedError('limit-content-bytes', `${length} bytes; limit contentBytes is ${contentBytes}`);
}

/** The command, when all of the body is there. */
export function readRequest(frame: ByteWindow, { header }: { readonly header: Header }): Command {
  const { opcode, opaque, extrasLength, keyLength, cas: version } = header;
  // A header of an unknown opcode is refused before.
  const { type, quiet } = header.operation as Operation;
  const tag = { opcode, opaque };
  const keyEnd = extrasLength + keyLength;
  const key = frame.latin1(extrasLength, keyEnd);
  const cas = version === 0n ? undefined : version;
  switch (type) {
    case 'get':
      return { type, keys: [key], cas: true, exptime: extrasLength === 0 ? undefined : frame.uint32(0), quiet, tag };
    case 'set':
    case 'add':
    case 'replace': {
      const value = frame.bytes(keyEnd);
      return { type, key, value, flags: frame.uint32(0), exptime: frame.uint32(4), cas, quiet, tag };
    }
    case 'append':
    case 'prepend':
      return { type, key, value: frame.bytes(keyEnd), flags: 0, exptime: 0, cas, quiet, tag };
    case 'delete':
      return { type, key, cas, quiet, tag };
    case 'increment':
    case 'decrement': {
      const exptime = frame.uint32(16);
      const initial = exptime === NO_INITIAL ? undefined : frame.uint64(8);
      return {
        type,
        key,
        delta: frame.uint64(0),
        initial,
        exptime: initial === undefined ? 0 : exptime,
        cas,
        quiet,
        tag,
      };
    }
    case 'touch':
      return { type, key, exptime: frame.uint32(0), quiet, tag };
    case 'flush':
      return { type, exptime: extrasLength === 0 ? 0 : frame.uint32(0), quiet, tag };
    case 'stats':
      return { type, group: key, quiet, tag };
    case 'verbosity':
      return { type, level: frame.uint32(0), quiet, tag };
    default:
      return { type, quiet, tag };
  }
}

/** How much of the body of a request with a fault is read: what stands before the value that is too long. */
export function faultyLength({ operation, extrasLength, keyLength }: Header): number {
  return operation === undefined ? 0 : extrasLength + keyLength;
}

/** The refusal, when that much is there. */
export function readFaulty(
  frame: ByteWindow,
  { header, limits }: { readonly header: Header; readonly limits: Limits },
): Rejected {
  const { opcode, opaque, extrasLength, operation } = header;
  // Who stored a value and is told that it failed must not read the one before.
  const key = operation?.type === 'set' ? frame.latin1(extrasLength) : undefined;
  return {
    type: 'rejected',
    error: faultOf(header, limits) as RemoteError,
    key,
    quiet: false,
    tag: { opcode, opaque },
  };
}

/** As a time of expiry: an item that is not there is not made. */
export const NO_INITIAL = 0xffff_ffff;

function checkForm(header: Header, { type, extras, key, value }: Operation): void {
  const { keyLength, extrasLength, bodyLength } = header;
  const mayLackExtras = type === 'flush' && extrasLength === 0;
  if (extrasLength !== extras && !mayLackExtras) throw contradiction(header, `${extrasLength} bytes of extras`);
  if (keyLength > MAX_KEY_BYTES) throw contradiction(header, `a key of ${keyLength} bytes`);
  if (key === 'required' ? keyLength === 0 : key === 'none' && keyLength > 0) {
    throw contradiction(header, keyLength === 0 ? 'no key' : 'a key');
  }
  if (!value && bodyLength > keyLength + extrasLength) throw contradiction(header, 'a value');
}
