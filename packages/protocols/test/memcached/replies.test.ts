/**
 * Which reply belongs to which command. What a server says is as doc/protocol.txt and doc/protocol-binary.xml of memcached have
 * it; what it says wrongly is what reports tell of connections that were out of step.
 */
import { encodeUtf8 } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import {
  type Command,
  get,
  increment,
  keyOf,
  memcached,
  noop,
  type Reply,
  remove,
  set,
  stats,
  touch,
  version,
} from '../../src/memcached/index.js';
import { outcomes, scripted } from '../support/scripted.js';

const value = encodeUtf8('1');
const item = (key: string) => ({ type: 'values', items: [expect.objectContaining({ key })], more: false });
const NONE = { type: 'values', items: [], more: false };

describe('the text protocol', () => {
  const ask = async (commands: readonly Command[], said: string) => {
    const { client, say } = await scripted(memcached.client());
    const requests: Promise<Reply>[] = [];
    for (const command of commands) {
      if (command.quiet) void client.send(command);
      else requests.push(client.request(command));
    }
    const settled = outcomes(requests);
    await say(said);
    await client.abort();
    return settled;
  };

  test.each<[string, readonly Command[], string, readonly unknown[]]>([
    [
      'VALUE without the version that was asked for',
      [get('a', { cas: true })],
      'VALUE a 0 1\r\n1\r\nEND\r\n',
      ['reply-mismatch maybe'],
    ],
    ['VALUE with a version that was not', [get('a')], 'VALUE a 0 1 7\r\n1\r\nEND\r\n', ['reply-mismatch maybe']],
    ['VALUE of another key', [get('a')], 'VALUE other 0 1\r\n1\r\nEND\r\n', ['reply-mismatch maybe']],
    [
      'VALUE of the next key',
      [get('a'), get('b')],
      'VALUE b 0 1\r\n1\r\nEND\r\nVALUE a 0 1\r\n1\r\nEND\r\n',
      ['reply-mismatch maybe', 'reply-mismatch maybe'],
    ],
    [
      'more VALUEs than keys',
      [get(['a', 'b'])],
      'VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\nEND\r\n',
      ['reply-mismatch maybe'],
    ],
    [
      'VALUEs in another order',
      [get(['a', 'b'])],
      'VALUE b 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\nEND\r\n',
      [
        {
          type: 'values',
          items: [expect.objectContaining({ key: 'b' }), expect.objectContaining({ key: 'a' })],
          more: false,
        },
      ],
    ],
    [
      'a key that was asked for twice',
      [get(['a', 'a'])],
      'VALUE a 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\nEND\r\n',
      [expect.anything()],
    ],
    ['STORED to get', [get('a')], 'STORED\r\n', ['reply-mismatch maybe']],
    ['END to set', [set('a', value)], 'END\r\n', ['reply-mismatch maybe']],
    ['EXISTS to set without a version', [set('a', value)], 'EXISTS\r\n', ['reply-mismatch maybe']],
    ['EXISTS to cas', [set('a', value, { cas: 1n })], 'EXISTS\r\n', [{ type: 'exists', cas: undefined }]],
    ['a number to delete', [remove('a')], '5\r\n', ['reply-mismatch maybe']],
    ['NOT_FOUND to incr', [increment('a')], 'NOT_FOUND\r\n', [{ type: 'not-found', cas: undefined }]],
    ['DELETED to touch', [touch('a', 0)], 'DELETED\r\n', ['reply-mismatch maybe']],
    ['STATs to version', [version()], 'STAT a 1\r\nEND\r\n', ['reply-mismatch maybe']],
    ['END to stats', [stats()], 'RESET\r\n', [{ type: 'stats', entries: [] }]],
    [
      'an error to anything',
      [get('a'), get('b')],
      'SERVER_ERROR out of memory\r\nEND\r\n',
      [expect.objectContaining({ type: 'error' }), NONE],
    ],
    ['a reply too many', [get('a')], 'END\r\nEND\r\n', [NONE]],
    [
      'CLIENT_ERROR to a quiet delete, with three requests after it',
      [remove('k', { quiet: true }), get('a'), get('b'), get('c')],
      'CLIENT_ERROR bad command line format\r\nVALUE a 0 1\r\n1\r\nEND\r\nEND\r\nVALUE c 0 1\r\n1\r\nEND\r\n',
      [item('a'), NONE, item('c')],
    ],
    [
      'an error to a quiet command, or to the request after it, which nobody can tell',
      [remove('k', { quiet: true }), get('a'), get('b')],
      'SERVER_ERROR out of memory\r\nEND\r\n',
      ['reply-mismatch maybe', 'reply-mismatch maybe'],
    ],
    [
      'an error to a quiet command, told by what the next reply is to',
      [remove('k', { quiet: true }), get('a'), set('b', value)],
      'SERVER_ERROR out of memory\r\nEND\r\nSTORED\r\n',
      [NONE, { type: 'stored', cas: undefined }],
    ],
    [
      'nothing to quiet commands',
      [set('a', value, { quiet: true }), remove('a', { quiet: true }), get('a')],
      'END\r\n',
      [NONE],
    ],
  ])('%s', async (_, commands, said, expected) => {
    expect(await ask(commands, said)).toEqual(expected);
  });

  test('tells what a quiet command was answered, as an event', async () => {
    const events: unknown[] = [];
    const { client, say } = await scripted(memcached.client(), { onEvent: (event) => void events.push(event) });
    await client.send(remove('k', { quiet: true }));
    await say('CLIENT_ERROR no\r\n');
    expect(events).toMatchObject([{ type: 'reply', message: { type: 'error', text: 'no' }, request: { key: 'k' } }]);
  });

  test('a quiet command is no request', async () => {
    const { client } = await scripted(memcached.client());
    expect(await outcomes([client.request(remove('k', { quiet: true }))])).toEqual(['no-reply no']);
  });
});

describe('the binary protocol', () => {
  const header = (opcode: number, opaque: number, { status = 0, key = '', extras = 0, body = '' } = {}) => {
    const bytes = Buffer.alloc(24 + extras);
    bytes.writeUInt8(0x81, 0);
    bytes.writeUInt8(opcode, 1);
    bytes.writeUInt16BE(key.length, 2);
    bytes.writeUInt8(extras, 4);
    bytes.writeUInt16BE(status, 6);
    bytes.writeUInt32BE(extras + key.length + body.length, 8);
    bytes.writeUInt32BE(opaque, 12);
    return bytes.toString('latin1') + key + body;
  };
  const found = (opcode: number, opaque: number, key: string) => header(opcode, opaque, { key, extras: 4, body: '1' });

  const ask = async (commands: readonly Command[], ...said: string[]) => {
    const { client, say } = await scripted(memcached.client({ speaks: 'binary' }));
    const requests = commands.map((command) => client.request(command));
    const settled = outcomes(requests);
    await say(...said);
    await client.abort();
    return settled;
  };

  test.each<[string, readonly Command[], readonly string[], readonly unknown[]]>([
    ['the opaque of nobody', [get('a')], [found(0x0c, 0xdeadbeef, 'a')], ['reply-mismatch maybe']],
    ['an opcode that was not asked', [get('a')], [header(0x01, 2)], ['reply-mismatch maybe']],
    ['a key that was not asked for', [get('a')], [found(0x0c, 2, 'b')], ['reply-mismatch maybe']],
    [
      'two replies in the other order',
      [get('a'), get('b')],
      [found(0x0c, 3, 'b'), found(0x0c, 2, 'a')],
      [item('a'), item('b')],
    ],
    [
      'a reply twice',
      [noop(), noop()],
      [header(0x0a, 2), header(0x0a, 2)],
      [{ type: 'ok', cas: undefined }, 'reply-mismatch maybe'],
    ],
    [
      'several keys, of which one is found',
      [get(['a', 'b']), noop()],
      [found(0x0d, 0x80000002, 'b'), header(0x0a, 0x80000002), header(0x0a, 3)],
      [item('b'), { type: 'ok', cas: undefined }],
    ],
    [
      'an item of another request among several',
      [get(['a', 'b'])],
      [found(0x0d, 0x80000002, 'a'), found(0x0d, 0x80000003, 'b')],
      ['reply-mixed maybe'],
    ],
    [
      'an item that was not asked for among several',
      [get(['a', 'b'])],
      [found(0x0d, 0x80000002, 'x'), header(0x0a, 0x80000002)],
      ['reply-mismatch maybe'],
    ],
  ])('%s', async (_, commands, said, expected) => {
    expect(await ask(commands, ...said)).toEqual(expected);
  });

  test('a quiet command that fails is told as an event, and counts for no request', async () => {
    const events: unknown[] = [];
    const { client, say } = await scripted(memcached.client({ speaks: 'binary' }), {
      onEvent: (event) => void events.push(event),
    });
    await client.send(remove('k', { quiet: true }));
    const reply = client.request(get('a'));
    await say(header(0x14, 2, { status: 4 }), found(0x0c, 3, 'a'));
    expect(await reply).toEqual(item('a'));
    expect(events).toMatchObject([{ type: 'quiet-failure', command: 'delete' }]);
  });
});

describe('a key', () => {
  test.each([
    () => set('größe', value),
    () => get(['plain', 'größe']),
    () => remove('日本'),
    () => increment('é'),
    () => touch('ÿ', 1),
  ])('that is text is never sent as ISO 8859-1: %s', (make) => {
    expect(make).toThrow(/keyOf/);
  });

  test('is the bytes of a text', () => {
    expect(set(keyOf('größe'), value).key).toBe('gr\u00c3\u00b6\u00c3\u009fe');
  });
});
