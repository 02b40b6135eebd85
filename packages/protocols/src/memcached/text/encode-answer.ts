/** Writes what a server of the text protocol says. */
import type { ByteWriter } from '@wirechart/core';
import type { Answer, Item, Refusal, Reply, Values } from '../reply.js';

/** @throws RangeError for a key that is not one, or text that has a line break. */
export function encodeAnswer({ to, reply }: Answer, out: ByteWriter): void {
  switch (reply.type) {
    case 'values':
      return writeValues(reply, to.type === 'get' && to.cas, out);
    case 'stats':
      if (to.type === 'stats' && to.group === 'reset') {
        out.latin1('RESET\r\n');
        return;
      }
      for (const [name, value] of reply.entries) writeLine(`STAT ${name} ${value}`, out);
      out.latin1('END\r\n');
      return;
    default:
      writeLine(lineFor(reply), out);
  }
}

function writeValues({ items, more }: Values, withCas: boolean, out: ByteWriter): void {
  const last = items.length - 1;
  for (let i = 0; i <= last; i++) {
    const item = items[i] as Item;
    out.latin1(withCas ? `${fields(item)} ${item.cas ?? 0n}\r\n` : announcement(item));
    out.bytes(item.value);
    out.latin1(i === last && !more ? '\r\nEND\r\n' : '\r\n');
  }
  if (last < 0 && !more) out.latin1('END\r\n');
}

/** The line before the data. */
function announcement(item: Item): string {
  if (item.line !== undefined) return item.line;
  const line = `${fields(item)}\r\n`;
  if ('line' in item) item.line = line;
  return line;
}

const fields = ({ key, flags, value }: Item): string => `VALUE ${key} ${flags} ${value.length}`;

function lineFor(reply: Exclude<Reply, { type: 'values' | 'stats' }>): string {
  switch (reply.type) {
    case 'number':
      return String(reply.value);
    case 'version':
      return `VERSION ${reply.version}`;
    case 'error':
      return refusalLine(reply);
    default:
      return WORDS[reply.type];
  }
}

function refusalLine({ kind, text }: Refusal): string {
  if (kind === 'unknown-command') return 'ERROR';
  return `${kind === 'client' ? 'CLIENT_ERROR' : 'SERVER_ERROR'} ${text}`;
}

function writeLine(line: string, out: ByteWriter): void {
  if (/[\r\n]/.test(line)) throw new RangeError(`a line cannot have a line break in it: ${JSON.stringify(line)}`);
  out.text(line).latin1('\r\n');
}

const WORDS = {
  stored: 'STORED',
  'not-stored': 'NOT_STORED',
  exists: 'EXISTS',
  'not-found': 'NOT_FOUND',
  deleted: 'DELETED',
  touched: 'TOUCHED',
  ok: 'OK',
} as const;
