/** Nested, many, alike and all different: what makes JSON dear. */
import { jsonHeader } from '@wirechart/protocols/json-header';
import { counted, joined, repeated } from '../inputs.js';
import { bothRoles } from './both-roles.js';

export function jsonFrame(content: Uint8Array, header = ''): Uint8Array {
  const fields = `{${header}"byteorder":"big","content-type":"text/json","content-encoding":"utf-8","content-length":${content.length}}`;
  return joined(Uint8Array.of(fields.length >> 8, fields.length & 0xff), fields, content);
}

const nested = (open: string, close: string, depth: number) => `${open.repeat(depth)}${close.repeat(depth)}`;
const list = (element: string) => (size: number) =>
  jsonFrame(joined('[', repeated(`${element},`, size - 2), element, ']'));

const jsonInputs = {
  'messages of nothing': (size: number) => repeated(jsonFrame(new Uint8Array(0)), size),
  'nested as deep as may be': list(nested('[', ']', 500)),
  'nested objects': list(`${'{"":'.repeat(400)}0${'}'.repeat(400)}`),
  'nested deeper than may be': (size: number) => jsonFrame(repeated('[', size)),
  'empty objects': list('{}'),
  'empty arrays': list('[]'),
  'different keys': (size: number) =>
    jsonFrame(
      joined(
        '{',
        counted((n) => `"${n}":0,`, size),
        '"":0}',
      ),
    ),
  'the same key': (size: number) => jsonFrame(joined('{', repeated('"a":0,', size), '"":0}')),
  backslashes: (size: number) => jsonFrame(joined('"', repeated('\\\\', size), '"')),
  quotes: (size: number) => jsonFrame(joined('"', repeated('\\"', size), '"')),
  'a string without an end': (size: number) => jsonFrame(joined('"', repeated('\\"', size))),
  blanks: (size: number) => jsonFrame(joined(repeated(' ', size), '0')),
  'long numbers': list('1'.repeat(400)),
  'headers with many keys': (size: number) =>
    repeated(jsonFrame(new Uint8Array(0), new TextDecoder().decode(counted((n) => `"k${n}":0,`, 20_000))), size),
  'headers that all differ': (size: number) => {
    const parts: Uint8Array[] = [];
    for (let n = 0, length = 0; length < size; n++) {
      const frame = jsonFrame(new Uint8Array(0), `"k${n}":0,`);
      parts.push(frame);
      length += frame.length;
    }
    return joined(...parts);
  },
};

export const jsonHeaderSubjects = bothRoles('json-header', jsonHeader(), jsonInputs);
