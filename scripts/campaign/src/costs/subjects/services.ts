/** The services of the examples: what a command costs, be it the first or the millionth. */
import type { Peer } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { type Command, isHeard, memcached } from '@wirechart/protocols/memcached';
import { type Command as RespCommand, type RespValue, respServer } from '@wirechart/protocols/resp';
import { respService } from '@wirechart/resp-service';
import { counted, joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

type Input = (size: number) => Uint8Array;

/** Much of one thing, then much of another. */
const then =
  (...parts: readonly Input[]): Input =>
  (size) =>
    joined(...parts.map((part) => part(size / parts.length)));
const each =
  (unit: (n: number) => string): Input =>
  (size) =>
    counted(unit, size);
const again =
  (unit: string): Input =>
  (size) =>
    repeated(unit, size);

/** One command that is as long as can be, again and again. */
const long = (before: string, unit: string): Input =>
  again(`${before}${unit.repeat(Math.floor(60_000 / unit.length))}\r\n`);

const respInputs: Readonly<Record<string, Input>> = {
  'sets of different keys': each((n) => `SET ${n} v\r\n`),
  'sets of one key': again('SET k v\r\n'),
  'sets that expire': each((n) => `SET ${n} v EX 100\r\n`),
  'keys that expire, and counts of all': then(
    each((n) => `SET ${n} v EX 100\r\n`),
    again('DBSIZE\r\n'),
  ),
  'appends of one byte': again('APPEND k x\r\n'),
  'appends, each read back for its length': again('APPEND k x\r\nSTRLEN k\r\n'),
  'one more': again('INCR k\r\n'),
  'one more, as a fraction': again('INCRBYFLOAT k 0.1\r\n'),
  'long fractions': long('INCRBYFLOAT k ', '9'),
  'long exponents': again(`INCRBYFLOAT k 1e4931\r\nINCRBYFLOAT k 1e-4931\r\n`),
  'long integers': long('INCRBY k ', '9'),
  'long times': long('EXPIRE k ', '9'),
  'long cursors': long('SCAN ', '9'),
  'pushes to both ends': again('LPUSH l a\r\nRPUSH l b\r\n'),
  'pushes, then takes from the other end': then(again('RPUSH l a\r\n'), again('LPOP l\r\n')),
  'pushes, then takes from both ends in turn': then(again('RPUSH l a\r\n'), again('LPOP l\r\nRPOP l\r\n')),
  'a list, looked at in its middle': then(again('RPUSH l a\r\n'), again('LRANGE l 1 1\r\n')),
  'members, then takes of one': then(
    each((n) => `SADD s ${n}\r\n`),
    again('SPOP s\r\n'),
  ),
  'members that come and go': each((n) => `SADD s ${n}\r\nSREM s ${n}\r\n`),
  'members that come, the oldest of which go': each((n) => `SADD s ${n}\r\nSADD s ${n}a\r\nSPOP s\r\n`),
  fields: each((n) => `HSET h ${n} v\r\n`),
  'fields of one command': long('HSET h ', 'f v '),
  'keys of one command': long('EXISTS ', 'k '),
  subscriptions: each((n) => `SUBSCRIBE ${n}\r\n`),
  'subscriptions that come and go': each((n) => `SUBSCRIBE ${n}\r\nUNSUBSCRIBE ${n}\r\n`),
  'messages to nobody': again('PUBLISH c m\r\n'),
  'a transaction without an end': (size) => joined('MULTI\r\n', repeated('PING\r\n', size)),
  'a long transaction': (size) => joined('MULTI\r\n', repeated('PING\r\n', size), 'EXEC\r\n'),
  'empty transactions': again('MULTI\r\nEXEC\r\n'),
  'words that are no command': each((n) => `X${n}\r\n`),
  'a long word that is no command': long('', 'x'),
  'a pattern of many stars': long('KEYS ', '*a'),
};

const textInputs: Readonly<Record<string, Input>> = {
  'sets of different keys': each((n) => `set ${n} 0 0 1\r\nx\r\n`),
  'sets of one key': again('set k 0 0 1\r\nx\r\n'),
  'sets that expire at once': each((n) => `set ${n} 0 -1 1\r\nx\r\n`),
  'long values': (size) => repeated(`set k 0 0 50000\r\n${'x'.repeat(50_000)}\r\n`, size),
  'gets of nothing': each((n) => `get ${n}\r\n`),
  'gets of many keys': again(`set k 0 0 1\r\nx\r\nget${' k'.repeat(1_000)}\r\n`),
  'one more': again('incr k 1\r\n'),
  'one more of what is there': (size) => joined('set k 0 0 1\r\n1\r\n', repeated('incr k 1\r\n', size)),
  'items that come and go': each((n) => `set ${n} 0 0 1\r\nx\r\ndelete ${n}\r\n`),
  'flushes of what is there': each((n) => `set ${n} 0 0 1\r\nx\r\nflush_all\r\n`),
  'flushes that are to come': each((n) => `set ${n} 0 0 1\r\nx\r\nflush_all 100\r\n`),
  statistics: each((n) => `set ${n} 0 0 1\r\nx\r\nstats\r\n`),
  refusals: each((n) => `set ${n} 0 0 1\r\nxx\r\n`),
};

function respApplication(remote: unknown): (command: never) => unknown {
  const { handler } = respService({ now: () => 0 });
  const peer = remote as Peer<RespCommand, RespValue>;
  return (command) => handler(command, peer, peer);
}

/** `get` of several keys at one go: who answers in batches waits for the transport between them. */
function memcachedApplication(): (command: Command) => unknown {
  const store = new MemoryStore({ now: () => 0 });
  const answer = answering(store);
  return (command) => {
    if (command.type !== 'get') return answer(command);
    const reply = store.execute(command);
    return isHeard(command, reply) ? { to: command, reply } : undefined;
  };
}

export const serviceSubjects: readonly CostSubject[] = [
  {
    name: 'resp, a service',
    role: 'server',
    protocol: respServer(),
    application: respApplication,
    stores: true,
    inputs: respInputs,
  },
  {
    name: 'memcached, a store',
    role: 'server',
    protocol: memcached.server(),
    application: memcachedApplication,
    stores: true,
    inputs: textInputs,
  },
];
