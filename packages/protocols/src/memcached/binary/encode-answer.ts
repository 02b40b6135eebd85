/** Writes what a server of the binary protocol says. */
import { type ByteWriter, encodeUtf8 } from '@wirechart/core';
import type { Command } from '../command.js';
import { requireText } from '../fields.js';
import { type Answer, type Item, type Outcome, status } from '../reply.js';
import { REPLY_MAGIC, writeHeader } from './header.js';
import { operationOf } from './opcode.js';

/** @throws RangeError for an answer to a command that did not come in by the binary protocol, one that does not fit, or one that there is not. */
export function encodeAnswer({ to, reply }: Answer, out: ByteWriter): void {
  switch (reply.type) {
    case 'values': {
      if (reply.items.length > 1 || reply.more) throw new RangeError('a binary get asks for one item');
      const [item] = reply.items;
      if (item === undefined) write(to, { status: status.notFound, value: NOT_FOUND }, out);
      else writeItem(to, item, out);
      return;
    }
    case 'number': {
      write(to, { cas: reply.cas, value: NOTHING, valueLength: 8 }, out);
      out.uint64(reply.value);
      return;
    }
    case 'stats':
      for (const [name, value] of reply.entries)
        write(to, { key: requireText('a name', name), value: utf8('a statistic', value) }, out);
      // One without a name and a value ends them.
      write(to, {}, out);
      return;
    case 'version':
      return write(to, { value: utf8('a version', reply.version) }, out);
    case 'error':
      return write(to, { status: reply.status, value: utf8('what is said of an error', reply.text) }, out);
    default:
      return writeOutcome(to, reply, out);
  }
}

const utf8 = (what: string, text: string) => encodeUtf8(requireText(what, text));

interface Parts {
  readonly status?: number;
  readonly cas?: bigint | undefined;
  readonly key?: string;
  readonly value?: Uint8Array;
  /** Where the value is written by the caller. */
  readonly valueLength?: number;
}

function write({ tag }: Command, parts: Parts, out: ByteWriter): void {
  if (tag === undefined) throw new RangeError('a binary answer needs the tag of its command');
  const { status: code = status.ok, cas = 0n, key = '', value = NOTHING, valueLength = value.length } = parts;
  const bodyLength = key.length + valueLength;
  const { opcode, opaque } = tag;
  // Its reader would look for flags, and end the connection for want of them.
  if (code === status.ok && operationOf(opcode)?.type === 'get') throw new RangeError('a get is answered by values');
  writeHeader(
    REPLY_MAGIC,
    { opcode, keyLength: key.length, extrasLength: 0, status: code, bodyLength, opaque, cas },
    out,
  );
  out.latin1(key).bytes(value);
}

function writeItem({ tag }: Command, { key: itemKey, flags, value, cas = 0n }: Item, out: ByteWriter): void {
  if (tag === undefined) throw new RangeError('a binary answer needs the tag of its command');
  const { opcode, opaque } = tag;
  const key = operationOf(opcode)?.returnsKey === true ? itemKey : '';
  const bodyLength = FLAGS_BYTES + key.length + value.length;
  writeHeader(
    REPLY_MAGIC,
    { opcode, keyLength: key.length, extrasLength: FLAGS_BYTES, status: status.ok, bodyLength, opaque, cas },
    out,
  );
  out.uint32(flags).latin1(key).bytes(value);
}

function writeOutcome(to: Command, { type, cas }: Outcome, out: ByteWriter): void {
  const code = statusOf(to.type, type);
  write(to, code === status.ok ? { cas } : { status: code, value: TEXTS[code] ?? NOTHING }, out);
}

/** The binary protocol tells apart why something was not stored. */
function statusOf(command: Command['type'], outcome: Outcome['type']): number {
  switch (outcome) {
    case 'not-found':
      return status.notFound;
    case 'exists':
      return status.exists;
    case 'not-stored':
      if (command === 'add') return status.exists;
      return command === 'replace' ? status.notFound : status.notStored;
    case 'stored':
    case 'deleted':
    case 'touched':
    case 'ok':
      return status.ok;
    default:
      // It would else say that all went well.
      throw new RangeError(`there is no reply '${String(outcome)}'`);
  }
}

const FLAGS_BYTES = 4;
const NOTHING = new Uint8Array(0);
const NOT_FOUND = encodeUtf8('Not found');
const TEXTS: Readonly<Record<number, Uint8Array>> = {
  [status.notFound]: NOT_FOUND,
  [status.exists]: encodeUtf8('Data exists for key.'),
  [status.notStored]: encodeUtf8('Not stored.'),
};
