/** Short commands, refusals, and replies of many parts. */
import { type Answer, type Command, memcached, type Reply, refusalFor } from '@wirechart/protocols/memcached';
import { joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const binaryHeader = (magic: number, opcode: number, body: number, keyLength = 0, extras = 0) => {
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  header[0] = magic;
  header[1] = opcode;
  view.setUint16(2, keyLength);
  header[4] = extras;
  view.setUint32(8, body);
  return header;
};

const textRequests = {
  'lone line feeds': (size: number) => repeated('\n', size),
  'unknown words': (size: number) => repeated('x\n', size),
  'gets of one key': (size: number) => repeated('get k\r\n', size),
  'gets of many keys': (size: number) => repeated(`get${' k'.repeat(1_000)}\r\n`, size),
  'a line of blanks': (size: number) => repeated(`get ${' '.repeat(2_000)}\r\n`, size),
  'sets of nothing': (size: number) => repeated('set k 0 0 0\r\n\r\n', size),
  'values that are too large': (size: number) => joined('set k 0 0 99999999\r\n', repeated('x', size)),
};

const textReplies = {
  'items of nothing': (size: number) => repeated('VALUE k 0 0\r\n\r\n', size),
  statistics: (size: number) => repeated('STAT a b\r\n', size),
  'lines that say nothing': (size: number) => repeated('OK\r\n', size),
  errors: (size: number) => repeated('SERVER_ERROR x\r\n', size),
};

const binaryRequests = {
  noops: (size: number) => repeated(binaryHeader(0x80, 0x0a, 0), size),
  'unknown commands': (size: number) => repeated(binaryHeader(0x80, 0xfe, 0), size),
  'gets without a key': (size: number) => repeated(binaryHeader(0x80, 0x00, 0), size),
  'quiet gets': (size: number) => repeated(joined(binaryHeader(0x80, 0x09, 1, 1), 'k'), size),
};

const binaryReplies = {
  statistics: (size: number) => repeated(joined(binaryHeader(0x81, 0x10, 2, 1), 'ab'), size),
  'quiet failures': (size: number) => repeated(binaryHeader(0x81, 0x11, 0), size),
  noops: (size: number) => repeated(binaryHeader(0x81, 0x0a, 0), size),
};

function answerTo(to: Command): Answer | undefined {
  return to.quiet ? undefined : { to, reply: replyTo(to) };
}

function replyTo(command: Command): Reply {
  if (command.type === 'get') return { type: 'values', items: [], more: false };
  return (command.type === 'rejected' ? refusalFor(command.error) : undefined) ?? { type: 'ok', cas: undefined };
}

const server = memcached.server();

export const memcachedSubjects: readonly CostSubject[] = [
  { name: 'memcached, text', role: 'server', protocol: server, answer: answerTo, inputs: textRequests },
  { name: 'memcached, binary', role: 'server', protocol: server, answer: answerTo, inputs: binaryRequests },
  { name: 'memcached, text', role: 'client', protocol: memcached.client(), inputs: textReplies },
  {
    name: 'memcached, binary',
    role: 'client',
    protocol: memcached.client({ speaks: 'binary' }),
    inputs: binaryReplies,
  },
];
