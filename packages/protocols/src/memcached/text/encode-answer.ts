/** Writes what a server of the text protocol says. */
import type { ByteWriter } from '@wirechart/core';
import { requireInteger, requireLineKey, requireText, requireUint64 } from '../fields.js';
import type { Answer, Item, Refusal, Reply, Values } from '../reply.js';
import { LINE_BREAK_BYTES } from './data.js';
import { textMemory } from './text-memory.js';

/** @throws RangeError for a key that is not one, text that has a line break, or a reply that there is not. */
export function encodeAnswer({ to, reply }: Answer, out: ByteWriter): void {
  switch (reply.type) {
    case 'values':
      return writeValues(reply, to.type === 'get' && to.cas, out);
    case 'stats':
      if (to.type === 'stats' && to.group === 'reset') {
        out.latin1('RESET\r\n');
        return;
      }
      for (const [name, value] of reply.entries)
        writeLine(`STAT ${requireLineKey(name)} ${requireText('a statistic', value)}`, out);
      out.latin1('END\r\n');
      return;
    default:
      writeLine(lineFor(reply), out);
  }
}

function writeValues({ items, more }: Values, withCas: boolean, out: ByteWriter): void {
  for (const item of items) {
    const { value } = item;
    const text = withCas ? undefined : keptText(item);
    if (text === undefined) out.latin1(announcement(item, withCas)).bytes(value).latin1('\r\n');
    else if (value.length > SHORT) out.bytes(text).bytes(value).latin1('\r\n');
    else out.bytes(text);
  }
  if (!more) out.latin1('END\r\n');
}

/** The line before the data. */
function announcement({ key, flags, value, cas = 0n }: Item, withCas: boolean): string {
  const flagsText = requireInteger('flags', flags, 0, 0xffff_ffff);
  const version = withCas ? ` ${requireUint64('cas', cas)}` : '';
  return `VALUE ${requireLineKey(key)} ${flagsText} ${value.length}${version}\r\n`;
}

/** What is kept with the item; undefined for one that keeps nothing, or whose key the writer will refuse. */
function keptText(item: Item): Uint8Array | undefined {
  if (item.text === undefined && 'text' in item) item.text = textOf(item);
  return item.text;
}

function textOf(item: Item): Uint8Array | undefined {
  const line = announcement(item, false);
  const { value } = item;
  const text = textMemory(line.length + (value.length > SHORT ? 0 : value.length + LINE_BREAK_BYTES));
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i);
    if (unit > 0xff) return undefined;
    text[i] = unit;
  }
  if (text.length > line.length) {
    text.set(value, line.length);
    text.set(LINE_BREAK, line.length + value.length);
  }
  return text;
}

function lineFor(reply: Exclude<Reply, { type: 'values' | 'stats' }>): string {
  switch (reply.type) {
    case 'number':
      return String(requireUint64('a number', reply.value));
    case 'version':
      return `VERSION ${requireText('a version', reply.version)}`;
    case 'error':
      return refusalLine(reply);
    default:
      return WORDS[reply.type] ?? noReply(reply.type);
  }
}

function noReply(type: string): never {
  throw new RangeError(`there is no reply '${type}'`);
}

function refusalLine({ kind, text }: Refusal): string {
  if (kind === 'unknown-command') return 'ERROR';
  return `${kind === 'client' ? 'CLIENT_ERROR' : 'SERVER_ERROR'} ${requireText('what is said of an error', text)}`;
}

function writeLine(line: string, out: ByteWriter): void {
  if (/[\r\n]/.test(line)) throw new RangeError(`a line cannot have a line break in it: ${JSON.stringify(line)}`);
  out.text(line).latin1('\r\n');
}

/** Up to this length a value is kept a second time, with the line before it: one copy is faster than three pieces. */
const SHORT = 128;
const LINE_BREAK = Uint8Array.of(0x0d, 0x0a);

const WORDS = {
  stored: 'STORED',
  'not-stored': 'NOT_STORED',
  exists: 'EXISTS',
  'not-found': 'NOT_FOUND',
  deleted: 'DELETED',
  touched: 'TOUCHED',
  ok: 'OK',
} as const;
