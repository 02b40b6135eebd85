/** What the parts of a frame are called, in the words of doc/protocol.txt of memcached. */
import type { FrameFields } from '@wirechart/core';
import { Parts } from '../../parts.js';

export const textFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  const { half, event, role, length } = frame;
  if (half === 'read') {
    if (event === 'data') return dataBlock(parts, length - LINE_BREAK).list;
    if (event !== 'line') return parts.list;
  }
  const lineOf = (half === 'read') === (role === 'server') ? commandLine : replyLine;
  while (parts.goesOn) {
    const bytes = lineOf(parts);
    if (half === 'write' && bytes !== undefined) dataBlock(parts, bytes);
  }
  return parts.list;
};

/** Returns how many bytes of data follow; undefined for none. */
function commandLine(parts: Parts): number | undefined {
  return lineOf(parts, 'command', (word) => COMMANDS[word] ?? ['argument*']);
}

function replyLine(parts: Parts): number | undefined {
  const isNumber = parts.byte() >= 0x30 && parts.byte() <= 0x39;
  return lineOf(parts, isNumber ? 'value' : 'reply', (word) => REPLIES[word] ?? []);
}

function lineOf(parts: Parts, first: string, argumentsOf: (word: string) => readonly string[]): number | undefined {
  let names: readonly string[] = [];
  let bytes: number | undefined;
  const nameOf = (place: number, word: string): string | undefined => {
    if (place === 0) {
      names = argumentsOf(word);
      return first;
    }
    const last = names.at(-1);
    const name = names[place - 1] ?? (last?.endsWith('*') ? last : 'argument');
    if (word === 'noreply' && !name.endsWith('*') && place > 1) return 'noreply';
    if (name === 'bytes') bytes = Number(word);
    return name === ERROR_STRING ? undefined : name.replace('*', '');
  };
  parts.words(nameOf, ERROR_STRING);
  return bytes;
}

const dataBlock = (parts: Parts, length: number): Parts =>
  parts.take('data block', length).take('line end', LINE_BREAK);

const STORAGE = ['key', 'flags', 'exptime', 'bytes'];
const RETRIEVAL = ['key*'];

/** Sections "Storage commands" to "Other commands"; a star stands for one that may come again. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  set: STORAGE,
  add: STORAGE,
  replace: STORAGE,
  append: STORAGE,
  prepend: STORAGE,
  cas: [...STORAGE, 'cas unique'],
  get: RETRIEVAL,
  gets: RETRIEVAL,
  gat: ['exptime', ...RETRIEVAL],
  gats: ['exptime', ...RETRIEVAL],
  delete: ['key'],
  incr: ['key', 'value'],
  decr: ['key', 'value'],
  touch: ['key', 'exptime'],
  flush_all: ['delay'],
  verbosity: ['level'],
};

const ERROR_STRING = 'error string';

/** Sections "Error strings", "Retrieval commands" and "Statistics". */
const REPLIES: Readonly<Record<string, readonly string[]>> = {
  VALUE: ['key', 'flags', 'bytes', 'cas unique'],
  STAT: ['name', 'value*'],
  VERSION: ['version*'],
  CLIENT_ERROR: [ERROR_STRING],
  SERVER_ERROR: [ERROR_STRING],
};

const LINE_BREAK = 2;
