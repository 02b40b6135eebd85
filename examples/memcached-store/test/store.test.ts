/** What the store in memory does with commands, and with the time that it is told. */
import { encodeUtf8 } from '@wirechart/core';
import * as m from '@wirechart/protocols/memcached';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../packages/core/test/kit/any-text.js';
import { answering, MemoryStore, type MemoryStoreOptions } from '../src/index.js';

const bytes = (text: string) => encodeUtf8(text);
const text = (item: m.Item | undefined) =>
  item === undefined ? undefined : Buffer.from(item.value).toString('latin1');

function storeAt(start = 1_800_000_000_000, options: Partial<MemoryStoreOptions> = {}) {
  const time = { now: start };
  const store = new MemoryStore({ now: () => time.now, ...options });
  const done = (command: m.Command) => store.execute(command).type;
  return { store, time, done };
}

describe('time of expiry', () => {
  test.each([
    ['0', 0, 10 ** 12, true],
    ['from now, a moment before', 10, 9_999, true],
    ['from now', 10, 10_000, false],
    ['of 30 days, still from now', 2_592_000, 2_591_999_999, true],
    ['of Unix time, a moment before', 1_800_000_005, 4_999, true],
    ['of Unix time', 1_800_000_005, 5_000, false],
    ['of Unix time in the past', 2_592_001, 0, false],
    ['negative', -1, 0, false],
  ])('%s', (_, exptime, passed, isThere) => {
    const { store, time, done } = storeAt();
    expect(done(m.set('k', bytes('v'), { exptime }))).toBe('stored');
    time.now += passed;
    expect(text(store.get('k'))).toBe(isThere ? 'v' : undefined);
  });

  test('touch and get with a time move it', () => {
    const { store, time, done } = storeAt();
    store.execute(m.set('k', bytes('v'), { exptime: 10 }));
    expect(done(m.touch('k', 20))).toBe('touched');
    time.now += 15_000;
    expect(text(store.get('k', 30))).toBe('v');
    time.now += 29_000;
    expect(text(store.get('k'))).toBe('v');
    time.now += 1_000;
    expect(done(m.touch('k', 1))).toBe('not-found');
  });

  test('append, increment and a stored copy keep it', () => {
    const { store, time } = storeAt();
    store.execute(m.set('k', bytes('1'), { exptime: 10, flags: 4 }));
    store.execute(m.append('k', bytes('2'), { flags: 9 }));
    store.execute(m.increment('k', 1n));
    expect(store.get('k')).toMatchObject({ flags: 4, value: bytes('13') });
    time.now += 10_000;
    expect(store.get('k')).toBeUndefined();
  });

  test('an item that has expired is not there for any command', () => {
    const { time, store, done } = storeAt();
    for (const key of 'abcde') store.execute(m.set(key, bytes('1'), { exptime: 1 }));
    time.now += 1_000;
    expect(done(m.replace('a', bytes('2')))).toBe('not-stored');
    expect(done(m.add('b', bytes('2')))).toBe('stored');
    expect(done(m.increment('c'))).toBe('not-found');
    expect(done(m.remove('d'))).toBe('not-found');
    expect(done(m.append('e', bytes('2')))).toBe('not-stored');
  });
});

describe('flush', () => {
  test('at once', () => {
    const { store, done } = storeAt();
    store.execute(m.set('k', bytes('v')));
    expect(done(m.flush())).toBe('ok');
    expect(store.get('k')).toBeUndefined();
  });

  test('later: what was stored before that time goes then, and nothing stored after', () => {
    const { store, time } = storeAt();
    store.execute(m.set('old', bytes('v')));
    store.execute(m.flush(10));
    time.now += 9_999;
    store.execute(m.set('meanwhile', bytes('v')));
    expect(text(store.get('old'))).toBe('v');
    time.now += 1;
    expect(store.get('old')).toBeUndefined();
    store.execute(m.set('new', bytes('v')));
    expect([text(store.get('meanwhile')), text(store.get('new'))]).toEqual([undefined, 'v']);
    time.now += 10 ** 9;
    expect(text(store.get('new'))).toBe('v');
  });
});

describe('versions', () => {
  test('every change gives a new one, and only the last one counts', () => {
    const { store, done } = storeAt();
    store.execute(m.set('k', bytes('1')));
    const cas = store.get('k')?.cas as bigint;
    expect(done(m.set('k', bytes('2'), { cas }))).toBe('stored');
    expect(done(m.set('k', bytes('3'), { cas }))).toBe('exists');
    expect(done(m.increment('k', 1n, { cas }))).toBe('exists');
    expect(done(m.remove('k', { cas }))).toBe('exists');
    expect(done(m.set('none', bytes('3'), { cas }))).toBe('not-found');
    expect(text(store.get('k'))).toBe('2');
  });

  test('a touch is no change', () => {
    const { store } = storeAt();
    store.execute(m.set('k', bytes('1')));
    const before = store.get('k')?.cas;
    store.execute(m.touch('k', 100));
    expect(store.get('k')?.cas).toBe(before);
  });
});

describe('numbers', () => {
  const MAX = 2n ** 64n - 1n;

  test('increment wraps at 2^64 and decrement stops at 0', () => {
    const uint64 = fc.bigInt(0n, MAX);
    fc.assert(
      fc.property(uint64, uint64, (value, delta) => {
        const { store } = storeAt();
        store.execute(m.set('k', bytes(String(value))));
        const sum = BigInt.asUintN(64, value + delta);
        expect(store.execute(m.increment('k', delta))).toMatchObject({ value: sum });
        expect(store.execute(m.decrement('k', delta))).toMatchObject({ value: sum > delta ? sum - delta : 0n });
        expect(text(store.get('k'))).toBe(String(sum > delta ? sum - delta : 0n));
      }),
      { numRuns: 100 },
    );
  });

  test.each(['', 'a', '1a', '1 2', ' 1', '+1', '-1', '-0', '18446744073709551616', '9'.repeat(40)])(
    '%j is none',
    (value) => {
      const { store } = storeAt();
      store.execute(m.set('k', bytes(value)));
      expect(store.execute(m.increment('k'))).toMatchObject({ type: 'error', kind: 'client' });
      expect(text(store.get('k'))).toBe(value);
    },
  );

  test('one with blanks after it is one, as memcached leaves them', () => {
    const { store } = storeAt();
    store.execute(m.set('k', bytes('9 ')));
    expect(store.execute(m.increment('k'))).toMatchObject({ value: 10n });
  });

  test('an initial value makes the item where there is none', () => {
    const { store, time } = storeAt();
    expect(store.execute(m.increment('k', 5n, { initial: 7n, exptime: 1 }))).toMatchObject({ value: 7n });
    expect(store.execute(m.increment('k', 5n, { initial: 7n }))).toMatchObject({ value: 12n });
    time.now += 1_000;
    expect(store.get('k')).toBeUndefined();
  });
});

describe('memory', () => {
  test('what has not been used for longest makes room', () => {
    const { store } = storeAt(undefined, { maxBytes: 1_500 });
    for (const key of ['a', 'b', 'c']) store.execute(m.set(key, new Uint8Array(50)));
    store.get('a');
    store.execute(m.set('d', new Uint8Array(50)));
    expect(['a', 'b', 'c', 'd'].filter((key) => store.get(key) !== undefined)).toEqual(['a', 'c', 'd']);
    expect(statistics(store)).toMatchObject({ evictions: '1', curr_items: '3' });
  });

  test('it never takes more, whatever is stored and removed, and finds what it should', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const command = fc.oneof(
      fc.tuple(key, fc.nat(300)).map(([key, size]) => m.set(key, new Uint8Array(size))),
      fc.tuple(key, fc.nat(30)).map(([key, size]) => m.append(key, new Uint8Array(size))),
      key.map((key) => m.remove(key)),
      key.map((key) => m.get(key)),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const { store } = storeAt(undefined, { maxBytes: 2_200 });
        for (const command of commands) {
          store.execute(command);
          const there = ['a', 'b', 'c', 'd', 'e'].flatMap((key) => store.get(key) ?? []);
          const { bytes: held, curr_items: items } = statistics(store);
          expect(Number(items)).toBe(there.length);
          expect(Number(held)).toBe(there.reduce((sum, { key, value }) => sum + key.length + value.length + 400, 0));
          expect(Number(held)).toBeLessThanOrEqual(2_200);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a value is not a view of the chunk that it came in, and short ones share little', () => {
    const { store } = storeAt();
    const chunk = new Uint8Array(65_536);
    for (const [size, most] of [
      [0, 1024],
      [10, 1024],
      [256, 1024],
      [257, 257],
    ] as const) {
      store.execute(m.set('k', chunk.subarray(10, 10 + size)));
      expect(store.get('k')?.value.buffer.byteLength).toBeLessThanOrEqual(most);
    }
  });

  test('a value stays what it is, whatever is stored after it and whatever becomes of the chunk', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300, size: 'max' }), { maxLength: 30 }), (values) => {
        const { store } = storeAt();
        for (const [i, value] of values.entries()) {
          const chunk = value.slice();
          store.execute(m.set(`k${i}`, chunk));
          chunk.fill(0);
        }
        for (const [i, value] of values.entries()) expect(store.get(`k${i}`)?.value).toEqual(value);
      }),
    );
  });

  test('append does not make a value that is too long', () => {
    const { store } = storeAt(undefined, { maxValueBytes: 5 });
    store.execute(m.set('k', bytes('123')));
    expect(store.execute(m.append('k', bytes('456')))).toMatchObject({ type: 'error', kind: 'server' });
    expect(text(store.get('k'))).toBe('123');
  });

  test.each([{ maxBytes: 0 }, { maxValueBytes: Number.NaN }])('%j is refused', (options) => {
    expect(() => storeAt(undefined, options)).toThrow(RangeError);
  });
});

describe('answering', () => {
  const { store } = storeAt();
  const handler = answering(store);
  store.execute(m.set('a', bytes('1')));

  test('a quiet text command has no answer, and a quiet binary one only to what is not expected', () => {
    const tag = { opcode: 0x12, opaque: 1 };
    expect(handler(m.set('b', bytes('1'), { quiet: true }))).toBeUndefined();
    expect(handler(m.add('b', bytes('1'), { quiet: true }))).toBeUndefined();
    expect(handler({ ...m.set('b', bytes('1'), { quiet: true }), tag })).toBeUndefined();
    expect(handler({ ...m.add('b', bytes('1'), { quiet: true }), tag })).toMatchObject({
      reply: { type: 'not-stored' },
    });
    expect(handler({ ...m.get('none'), quiet: true, tag })).toBeUndefined();
    expect(handler({ ...m.get('a'), quiet: true, tag })).toMatchObject({ reply: { type: 'values' } });
  });

  test('a get of many keys is answered in parts, so that not all of them are held at once', async () => {
    store.execute(m.set('big', new Uint8Array(200_000)));
    const answers: m.Answer[] = [];
    for await (const answer of handler(m.get(['big', 'a', 'none', 'big', 'big'])) as AsyncGenerator<m.Answer>) {
      answers.push(answer);
    }
    expect(answers.map(({ reply }) => reply)).toMatchObject([
      { type: 'values', more: true, items: [{ key: 'big' }, { key: 'a' }, { key: 'big' }] },
      { type: 'values', more: false, items: [{ key: 'big' }] },
    ]);
  });
});

function statistics(store: MemoryStore): Record<string, string> {
  return Object.fromEntries((store.execute(m.stats()) as m.Statistics).entries);
}

test('keyOf makes a character of each byte', () => {
  expect(m.keyOf('plain')).toBe('plain');
  fc.assert(
    fc.property(anyText(), (text) => {
      expect(Buffer.from(m.keyOf(text), 'latin1').toString('utf8')).toBe(Buffer.from(text).toString('utf8'));
    }),
  );
});
