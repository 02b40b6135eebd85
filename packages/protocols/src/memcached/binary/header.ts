/** The header of 24 bytes that begins every binary message (doc/protocol-binary.xml of memcached). */
import type { ByteWindow, ByteWriter } from '@wirechart/core';
import { memcachedError } from '../errors.js';
import { type Operation, operationOf } from './opcode.js';

export const HEADER_BYTES = 24;
export const REQUEST_MAGIC = 0x80;
export const REPLY_MAGIC = 0x81;

export interface Header {
  readonly opcode: number;
  /** What the opcode means; undefined for one that is not known. */
  readonly operation: Operation | undefined;
  readonly keyLength: number;
  readonly extrasLength: number;
  /** Of a reply; in a request the number of a virtual bucket, which is 0. */
  readonly status: number;
  /** Of extras, key and value together. */
  readonly bodyLength: number;
  readonly opaque: number;
  /** 0 for none. */
  readonly cas: bigint;
}

/** @throws RemoteError `magic-invalid`, or `header-invalid` for a body that is shorter than what is said to be in it. */
export function readHeader(frame: ByteWindow, magic: number): Header {
  if (frame.uint8(0) !== magic) throw memcachedError('magic-invalid', `0x${frame.uint8(0).toString(16)}`);
  const opcode = frame.uint8(1);
  const header: Header = {
    opcode,
    operation: operationOf(opcode),
    keyLength: frame.uint16(2),
    extrasLength: frame.uint8(4),
    status: frame.uint16(6),
    bodyLength: frame.uint32(8),
    opaque: frame.uint32(12),
    cas: readCas(frame),
  };
  const { keyLength, extrasLength, bodyLength } = header;
  if (keyLength + extrasLength > bodyLength) {
    throw contradiction(header, `a body of ${bodyLength} bytes with ${keyLength + extrasLength} of extras and key`);
  }
  return header;
}

/** An error after which there is a last reply. */
export function contradiction({ opcode, opaque }: Header, particular: string) {
  return memcachedError('header-invalid', particular, { cause: { opcode, opaque } });
}

export function writeHeader(magic: number, header: Omit<Header, 'operation'>, out: ByteWriter): void {
  const { opcode, keyLength, extrasLength, status, bodyLength, opaque, cas } = header;
  out.uint8(magic).uint8(opcode).uint16(keyLength).uint8(extrasLength).uint8(RAW_BYTES).uint16(status);
  out.uint32(bodyLength).uint32(opaque).uint64(cas);
}

/** Before the first one is there. */
export const NO_HEADER: Header = {
  opcode: 0,
  operation: undefined,
  keyLength: 0,
  extrasLength: 0,
  status: 0,
  bodyLength: 0,
  opaque: 0,
  cas: 0n,
};

/** Most messages have none, and 0n costs nothing. */
function readCas(frame: ByteWindow): bigint {
  return frame.uint32(16) === 0 && frame.uint32(20) === 0 ? 0n : frame.uint64(16);
}

const RAW_BYTES = 0;
