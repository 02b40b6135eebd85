/** Writes what a client of the binary protocol says. */
import type { ByteWriter } from '@wirechart/core';
import type { Arithmetic, Command, Get, Put } from '../command.js';
import { requireInteger, requireKey, requireUint64 } from '../fields.js';
import { REQUEST_MAGIC, writeHeader } from './header.js';
import { END_OF_GET, ofMany } from './opaque.js';
import { opcodeFor, opcodes } from './opcode.js';
import { NO_INITIAL } from './request.js';

/** @throws RangeError for a command that the binary protocol has not, or an argument that it cannot say. */
export function encodeCommand(command: Command, out: ByteWriter): void {
  switch (command.type) {
    case 'get':
      return writeGet(command, out);
    case 'set':
    case 'add':
    case 'replace':
    case 'append':
    case 'prepend':
      return writePut(command, out);
    case 'delete':
      return writeRequest({ ...headOf(command), key: requireKey(command.key), cas: versionOf(command.cas) }, out);
    case 'increment':
    case 'decrement':
      return writeArithmetic(command, out);
    case 'touch':
      return writeRequest({ ...headOf(command), key: requireKey(command.key), extras: [timeOf(command.exptime)] }, out);
    case 'flush':
      return writeRequest({ ...headOf(command), extras: [timeOf(command.exptime)] }, out);
    case 'stats':
      return writeRequest({ ...headOf(command), key: command.group === '' ? '' : requireKey(command.group) }, out);
    case 'verbosity':
      return writeRequest({ ...headOf(command), extras: [requireInteger('level', command.level, 0, UINT32)] }, out);
    case 'rejected':
      throw new RangeError('a rejected command cannot be sent');
    default:
      return writeRequest(headOf(command), out);
  }
}

/** What the reply to a command repeats. */
export function opaqueOf(command: Command): number {
  const opaque = command.tag?.opaque;
  if (command.type !== 'get' || command.keys.length < 2) return opaque ?? 0;
  return opaque === undefined ? END_OF_GET : ofMany(opaque);
}

/** Several keys: a quiet request for each, which has a reply only if the item is found, and a `noop` that ends them. */
function writeGet(command: Get, out: ByteWriter): void {
  const { keys, exptime, tag } = command;
  if (keys.length === 0) throw new RangeError('get needs a key');
  const extras = exptime === undefined ? NONE : [timeOf(exptime)];
  const { getWithKey, quietGetWithKey, touchingGetWithKey, quietTouchingGetWithKey } = opcodes;
  const single = exptime === undefined ? getWithKey : touchingGetWithKey;
  const quiet = exptime === undefined ? quietGetWithKey : quietTouchingGetWithKey;
  const opaque = opaqueOf(command);
  const ofPart = tag === undefined ? 0 : opaque;
  for (const key of keys) {
    writeRequest({ opcode: keys.length === 1 ? single : quiet, key: requireKey(key), extras, opaque: ofPart }, out);
  }
  if (keys.length > 1) writeRequest({ opcode: opcodes.noop, opaque }, out);
}

function writePut(command: Put, out: ByteWriter): void {
  const { type, key, value, flags, exptime, cas } = command;
  const takesFlags = type !== 'append' && type !== 'prepend';
  const extras = takesFlags ? [requireInteger('flags', flags, 0, UINT32), timeOf(exptime)] : NONE;
  writeRequest({ ...headOf(command), key: requireKey(key), cas: versionOf(cas), extras, value }, out);
}

function writeArithmetic(command: Arithmetic, out: ByteWriter): void {
  const { key, delta, initial, exptime, cas } = command;
  const makes = initial !== undefined;
  if (makes && exptime === NO_INITIAL) throw new RangeError(`exptime ${exptime} means that no item is made`);
  const extras = [
    ...halves(requireUint64('delta', delta)),
    ...halves(makes ? requireUint64('initial', initial) : 0n),
    makes ? timeOf(exptime) : NO_INITIAL,
  ];
  writeRequest({ ...headOf(command), key: requireKey(key), cas: versionOf(cas), extras }, out);
}

interface Request {
  readonly opcode: number;
  readonly key?: string;
  /** In words of 32 bits. */
  readonly extras?: readonly number[];
  readonly value?: Uint8Array;
  readonly cas?: bigint;
  readonly opaque?: number;
}

function writeRequest(request: Request, out: ByteWriter): void {
  const { opcode, key = '', extras = NONE, value = NOTHING, cas = 0n, opaque = 0 } = request;
  const extrasLength = extras.length * 4;
  const keyLength = key.length;
  const bodyLength = extrasLength + keyLength + value.length;
  writeHeader(REQUEST_MAGIC, { opcode, keyLength, extrasLength, status: 0, bodyLength, opaque, cas }, out);
  for (const word of extras) out.uint32(word);
  out.latin1(key).bytes(value);
}

const headOf = (command: Exclude<Command, { type: 'rejected' }>) => ({
  opcode: opcodeFor(command.type, command.quiet),
  opaque: opaqueOf(command),
});

/** 0 on the wire is any version. */
function versionOf(cas: bigint | undefined): bigint {
  if (cas === 0n) throw new RangeError('the binary protocol cannot ask for version 0');
  return cas === undefined ? 0n : requireUint64('cas', cas);
}

const timeOf = (exptime: number) => requireInteger('exptime', exptime, 0, UINT32);

const halves = (value: bigint): [number, number] => [Number(value >> 32n), Number(value & 0xffff_ffffn)];

const NONE: readonly number[] = [];
const NOTHING = new Uint8Array(0);
const UINT32 = 0xffff_ffff;
