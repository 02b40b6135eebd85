/** Writes what a server of the text protocol says. */
import type { ByteWriter } from '@wirechart/core';
import type { Answer, Item, Refusal, Reply } from '../reply.js';

/** @throws RangeError for a key that is not one, or text that has a line break. */
export function encodeAnswer({ to, reply }: Answer, out: ByteWriter): void {
  switch (reply.type) {
    case 'values': {
      const cas = to.type === 'get' && to.cas;
      for (const item of reply.items) writeItem(item, cas, out);
      if (!reply.more) out.latin1('END\r\n');
      return;
    }
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

function writeItem({ key, flags, value, cas }: Item, withCas: boolean, out: ByteWriter): void {
  const version = withCas ? ` ${cas ?? 0n}` : '';
  out.latin1(`VALUE ${key} ${flags} ${value.length}${version}\r\n`).bytes(value).latin1('\r\n');
}

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
