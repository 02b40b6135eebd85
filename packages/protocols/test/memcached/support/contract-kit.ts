/** What the contract tests of these protocols have in common. */
import { encoded } from '@wirechart/contract';
import { encodeUtf8, type Protocol } from '@wirechart/core';
import * as m from '../../../src/memcached/index.js';

export type Speaks = 'text' | 'binary';

/** Inputs are long, and there are many of them: fewer random cases of each show as much. */
export const pace = { exhaustive: 8, runs: 40 };

/** What a client sends and what a server is sent, where nothing is replied. */
export function commandsOnly(speaks: Speaks): (role: 'client' | 'server') => Protocol<m.Command, m.Command> {
  return (role) => m.memcached[role]({ speaks }) as unknown as Protocol<m.Command, m.Command>;
}

export const value = encodeUtf8('v\r\nEND\r\n');
export const commandsIn = (speaks: Speaks, ...commands: m.Command[]) =>
  encoded(m.memcached.client({ speaks }), 'client', commands);

/** An answer that depends on the command alone. */
export function answerTo(to: m.Command): m.Answer[] {
  const reply = replyTo(to);
  return m.isHeard(to, reply) ? [{ to, reply }] : [];
}

function replyTo(command: m.Command): m.Reply {
  switch (command.type) {
    case 'get': {
      const items = command.keys.filter((key) => key !== 'none').map((key) => ({ key, flags: 5, value, cas: 7n }));
      return { type: 'values', items, more: false };
    }
    case 'increment':
    case 'decrement':
      return { type: 'number', value: command.delta, cas: 8n };
    case 'version':
      return { type: 'version', version: '1.5.22' };
    case 'stats':
      return { type: 'stats', entries: [['name', 'a value']] };
    case 'rejected':
      return m.refusalFor(command.error) as m.Refusal;
    case 'delete':
      return { type: 'deleted', cas: undefined };
    case 'touch':
      return { type: 'not-found', cas: undefined };
    case 'set':
      return { type: 'stored', cas: 9n };
    case 'add':
      return { type: 'not-stored', cas: undefined };
    default:
      return { type: 'ok', cas: undefined };
  }
}

export const someCommands = [
  m.get('key'),
  m.set('key', value, { flags: 3, exptime: 60, cas: 77n }),
  m.add('k', new Uint8Array(0), { quiet: true }),
  m.increment('key', 3n),
  m.version(),
];
export const replies: m.Reply[] = [
  { type: 'values', items: [], more: false },
  { type: 'values', items: [{ key: 'a', flags: 4, value, cas: 3n }], more: false },
  { type: 'stored', cas: undefined },
  { type: 'number', value: 2n ** 64n - 1n, cas: undefined },
  { type: 'version', version: '1.5.22' },
  {
    type: 'stats',
    entries: [
      ['a', 'b'],
      ['c', 'd e'],
    ],
  },
];

export function unencodable(speaks: Speaks): { readonly name: string; readonly message: m.Command }[] {
  return [
    { name: 'a key of 251 bytes', message: m.get('k'.repeat(251)) },
    { name: 'a key of no bytes', message: m.get('') },
    { name: 'no key', message: m.get([]) },
    { name: 'a key beyond ISO 8859-1', message: { ...m.get('k'), keys: ['鍵'] } },
    { name: 'flags above 32 bits', message: m.set('k', value, { flags: 2 ** 32 }) },
    { name: 'a fraction of a second', message: m.set('k', value, { exptime: 0.5 }) },
    { name: 'a delta above 64 bits', message: m.increment('k', 2n ** 64n) },
    { name: 'a negative delta', message: m.increment('k', -1n) },
    ...(speaks === 'text'
      ? [
          { name: 'a key with a blank', message: m.get('a b') },
          { name: 'a key with a line break', message: m.get('a\r\nflush_all') },
          { name: 'a noop', message: m.noop() },
          { name: 'a delete with a version', message: m.remove('k', { cas: 1n }) },
          { name: 'a group of stats with a line break', message: m.stats('a\nb') },
        ]
      : [
          { name: 'a negative time', message: m.touch('k', -1) },
          { name: 'version 0', message: m.remove('k', { cas: 0n }) },
          { name: 'a quiet touch', message: m.touch('k', 1, { quiet: true }) },
        ]),
  ];
}
