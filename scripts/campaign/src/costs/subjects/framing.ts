/** Messages of nothing, and frames without an end. */
import {
  decimalPrefixed,
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  typed,
  untilClose,
  varintPrefixed,
} from '@wirechart/protocols/framing';
import { raw } from '@wirechart/protocols/raw';
import { joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';
import { bothRoles } from './both-roles.js';

export const framingSubjects: readonly CostSubject[] = [
  ...bothRoles('raw', raw(), { bytes: (size) => repeated('x', size) }),
  ...bothRoles('lines', lines(), {
    'line feeds': (size) => repeated('\n', size),
    'carriage returns': (size) => joined(repeated('\r', size), '\n'),
    'one long line': (size) => joined(repeated('x', size), '\n'),
    'no end': (size) => repeated('x', size),
    'long characters': (size) => joined(repeated('🐰', size), '\n'),
  }),
  // As SMTP, POP3 and FTP have them.
  ...bothRoles('lines of CRLF', lines({ ending: '\r\n', loneCr: true }), {
    'line breaks': (size) => repeated('\r\n', size),
    'lone carriage returns': (size) => repeated('\r', size),
    commands: (size) => repeated('NOOP\r\n', size),
  }),
  ...bothRoles('delimited', delimited('aaaaaaab'), {
    'all but the delimiter': (size) => repeated('aaaaaaaa', size),
    'messages of nothing': (size) => repeated('aaaaaaab', size),
    'nearly the delimiter': (size) => repeated('aaaaaaac', size),
  }),
  ...bothRoles('netstring', netstring(), { 'messages of nothing': (size) => repeated('0:,', size) }),
  ...bothRoles('length-prefixed', lengthPrefixed({ width: 2 }), {
    'messages of nothing': (size) => new Uint8Array(size),
    'messages of one byte': (size) => repeated(Uint8Array.of(0, 1, 1), size),
  }),
  ...bothRoles('varint-prefixed', varintPrefixed(), {
    'messages of nothing': (size) => new Uint8Array(size),
    'lengths that go on': (size) => repeated(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0), size),
  }),
  ...bothRoles('decimal-prefixed', decimalPrefixed(), {
    'messages of nothing': (size) => repeated('0\n', size),
    'a length that goes on': (size) => repeated('1', size),
  }),
  ...bothRoles('fixed length', fixedLength(1), { bytes: (size) => repeated('x', size) }),
  ...bothRoles('typed', typed({ 0: 0, 1: 1 }), { types: (size) => new Uint8Array(size) }),
  ...bothRoles('until close', untilClose(), { bytes: (size) => repeated('x', size) }),
  ...bothRoles('event stream', eventStream(), {
    'line feeds': (size) => repeated('\n', size),
    'data of nothing': (size) => repeated('data\n', size),
    'events of nothing': (size) => repeated('data\n\n', size),
    comments: (size) => repeated(':\n', size),
    types: (size) => repeated('event:x\n', size),
    retries: (size) => repeated('retry:1\n', size),
    'carriage returns': (size) => repeated('data\r', size),
    'one long retry': (size) => joined('retry:', repeated('9', size), '\n'),
  }),
];
