/** Writes what a client of the text protocol says. */
import type { ByteWriter } from '@wirechart/core';
import type { Command, Put } from '../command.js';
import { requireInteger, requireLineKey, requireUint64 } from '../fields.js';

/** @throws RangeError for a command that the text protocol has not, or an argument that it cannot say. */
export function encodeCommand(command: Command, out: ByteWriter): void {
  switch (command.type) {
    case 'get': {
      const { keys, cas, exptime } = command;
      if (keys.length === 0) throw new RangeError('get needs a key');
      const name = exptime === undefined ? 'get' : 'gat';
      out.latin1(cas ? `${name}s` : name);
      if (exptime !== undefined) out.latin1(` ${requireInteger('exptime', exptime, MIN_TIME, MAX_TIME)}`);
      for (const key of keys) out.latin1(' ').latin1(requireLineKey(key));
      out.latin1('\r\n');
      return;
    }
    case 'set':
    case 'add':
    case 'replace':
    case 'append':
    case 'prepend':
      return writePut(command, out);
    case 'delete':
      requireNone('delete', 'cas', command.cas);
      return writeLine(`delete ${requireLineKey(command.key)}`, command.quiet, out);
    case 'increment':
    case 'decrement': {
      requireNone(command.type, 'cas', command.cas);
      requireNone(command.type, 'initial', command.initial);
      const name = command.type === 'increment' ? 'incr' : 'decr';
      const delta = requireUint64('delta', command.delta);
      return writeLine(`${name} ${requireLineKey(command.key)} ${delta}`, command.quiet, out);
    }
    case 'touch':
      return writeLine(`touch ${requireLineKey(command.key)} ${timeOf(command.exptime)}`, command.quiet, out);
    case 'flush':
      return writeLine(
        command.exptime === 0 ? 'flush_all' : `flush_all ${timeOf(command.exptime)}`,
        command.quiet,
        out,
      );
    case 'stats':
      if (typeof command.group !== 'string' || /[^\x21-\x7e ]/.test(command.group))
        throw new RangeError('a group of stats is ASCII');
      return writeLine(command.group === '' ? 'stats' : `stats ${command.group}`, false, out);
    case 'verbosity':
      return writeLine(`verbosity ${requireInteger('level', command.level, 0, MAX_FLAGS)}`, command.quiet, out);
    case 'version':
    case 'quit':
      return writeLine(command.type, false, out);
    default:
      throw new RangeError(`the text protocol has no ${command.type}`);
  }
}

function writePut({ type, key, value, flags, exptime, cas, quiet }: Put, out: ByteWriter): void {
  if (type !== 'set') requireNone(type, 'cas', cas);
  const name = cas === undefined ? type : 'cas';
  const flagsText = requireInteger('flags', flags, 0, MAX_FLAGS);
  const version = cas === undefined ? '' : ` ${requireUint64('cas', cas)}`;
  const noreply = quiet ? ' noreply' : '';
  out.latin1(`${name} ${requireLineKey(key)} ${flagsText} ${timeOf(exptime)} ${value.length}${version}${noreply}\r\n`);
  out.bytes(value).latin1('\r\n');
}

function writeLine(line: string, quiet: boolean, out: ByteWriter): void {
  out.latin1(quiet ? `${line} noreply\r\n` : `${line}\r\n`);
}

/** What only the binary protocol can say. */
function requireNone(command: string, what: string, value: unknown): void {
  if (value !== undefined) throw new RangeError(`a text ${command} has no ${what}`);
}

const timeOf = (exptime: number) => requireInteger('exptime', exptime, MIN_TIME, MAX_TIME);

const MAX_FLAGS = 0xffff_ffff;
const MAX_TIME = 0xffff_ffff;
/** How far it has expired makes no difference. */
const MIN_TIME = -0x8000_0000;
