/** What a text server replies to a `get` of an item that was read before: the same, until the item is another. */
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import * as m from '../../src/memcached/index.js';
import { latin1 } from './support/wire.js';

const KEY = m.keyOf('kÿ');

function served() {
  const store = new MemoryStore({ now: () => 1_800_000_000_000 });
  const answer = answering(store);
  return {
    store,
    /** What is replied to one line. */
    ask: (line: string) =>
      new Harness(m.memcached.server(), { answer: (command) => answer(command) as m.Answer | undefined })
        .receive(latin1(`${line}\r\n`))
        .output.toString('latin1'),
  };
}

const block = (value: Uint8Array, flags: number, cas = '') =>
  `VALUE ${KEY} ${flags} ${value.length}${cas}\r\n${Buffer.from(value).toString('latin1')}\r\n`;

test.each([0, 1, 127, 128, 129, 300, 4096, 70_000])('a value of %i bytes', (size) => {
  const { store, ask } = served();
  const value = new Uint8Array(size).map((_, i) => (i * 7) & 0xff);
  for (const flags of [3, 4_294_967_295]) {
    store.execute(m.set(KEY, value, { flags }));
    for (let times = 0; times < 3; times++) expect(ask(`get ${KEY}`)).toBe(`${block(value, flags)}END\r\n`);
    expect(ask(`gets ${KEY}`)).toMatch(/^VALUE k\xc3\xbf \d+ \d+ \d+\r\n/);
  }
  store.execute(m.append(KEY, latin1('more')));
  expect(ask(`get ${KEY}`)).toBe(`${block(Buffer.concat([value, Buffer.from('more')]), 4_294_967_295)}END\r\n`);
});

test('the texts of many items do not get into one another', () => {
  const { store, ask } = served();
  const keys = Array.from({ length: 100 }, (_, i) => `key${i}`);
  for (const [i, key] of keys.entries()) store.execute(m.set(key, latin1(String(i).repeat(i))));
  const told = () => keys.map((key) => ask(`get ${key}`));
  const before = told();
  expect(told()).toEqual(before);
  expect(before[37]).toBe(`VALUE key37 0 74\r\n${'37'.repeat(37)}\r\nEND\r\n`);
});

test('a key that no line can hold is refused each time, and nothing of it is sent', () => {
  const item = { key: 'ключ', flags: 0, value: latin1('v'), cas: undefined, text: undefined };
  const answer = (to: m.Command): m.Answer => ({ to, reply: { type: 'values', items: [item], more: false } });
  for (let times = 0; times < 2; times++) {
    const harness = new Harness(m.memcached.server({ speaks: 'text' }), { answer: () => undefined });
    const [command] = harness.receive('get k\r\n').messages;
    expect(() => harness.connection.send(answer(command as m.Command), 0)).toThrow(
      expect.objectContaining({ code: 'encode-failed' }),
    );
    expect(harness.output.length).toBe(0);
  }
});
