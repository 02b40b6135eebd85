/** What the parts of a frame are called, in the words of the protocol's specification, section "RESP protocol description". */
import type { FrameFields } from '@wirechart/core';
import { Parts } from '../parts.js';

export const respFields: FrameFields = (frame) => {
  const parts = new Parts(frame);
  const isRequest = (frame.half === 'read') === (frame.role === 'server');
  // Of a command (section "Sending commands to a Redis server"): the bulk strings that are still to come, and what the next one is.
  let left = 0;
  let bulk = 'bulk string';
  while (parts.goesOn) {
    const type = String.fromCharCode(parts.byte());
    if (isRequest && left === 0 && type !== '*') {
      parts.words((place) => (place === 0 ? 'command' : 'argument'));
      continue;
    }
    const length = heading(parts, type);
    if (type === '*' && isRequest) {
      left = Math.max(0, length);
      bulk = 'command';
    } else if (BULKS[type] !== undefined) {
      body(parts, type, isRequest ? bulk : BULKS[type], length);
      left -= 1;
      bulk = 'argument';
    }
  }
  return parts.list;
};

/** The line that each value begins with. Returns the length that it says. */
function heading(parts: Parts, type: string): number {
  const name = BULKS[type] ?? AGGREGATES[type];
  if (name === undefined) {
    parts.take('type', SIMPLE[type] === undefined ? 0 : 1).line(SIMPLE[type] ?? 'line');
    return 0;
  }
  parts.take('type', 1);
  const length = Number(parts.text(parts.lineEnd() - parts.at));
  parts.line(`${name} length`);
  return length;
}

function body(parts: Parts, type: string, name: string, length: number): void {
  if (!(length >= 0)) return;
  const end = parts.at + length;
  if (type === '=' && length >= 4) parts.take('encoding', 3).take('colon', 1);
  parts.take(name, end - parts.at).take('line end', 2);
}

const SIMPLE: Readonly<Record<string, string>> = {
  '+': 'simple string',
  '-': 'simple error',
  ':': 'integer',
  _: 'null',
  '#': 'boolean',
  ',': 'double',
  '(': 'big number',
};

const BULKS: Readonly<Record<string, string>> = { $: 'bulk string', '!': 'bulk error', '=': 'verbatim string' };

const AGGREGATES: Readonly<Record<string, string>> = {
  '*': 'array',
  '%': 'map',
  '|': 'attribute',
  '~': 'set',
  '>': 'push',
};
