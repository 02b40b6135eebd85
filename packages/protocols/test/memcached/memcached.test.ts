/** Our clients against Debian's memcached; and our store against it, reply for reply. */
import { type Client, connect, encodeUtf8 } from '@wirechart/core';
import { MemoryStore } from '@wirechart/memcached-store';
import { tcp, unix } from '@wirechart/transport-net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as m from '../../src/memcached/index.js';
import { canRun, RUNTIMES, startOurs, withMemcached } from './support/judges.js';

type MemcachedClient = Client<m.Reply, m.Command>;

const FORMS = RUNTIMES.flatMap((runtime) => (['text', 'binary'] as const).map((speaks) => [speaks, runtime] as const));

describe.skipIf(!canRun('memcached'))("Debian's memcached", () => {
  const path = withMemcached();

  describe.each(FORMS)('a %s client by the %s machines', (speaks, runtime) => {
    const client = () => connect(m.memcached.client({ speaks }), unix({ path: path() }), { runtime });

    test('has each kind of reply', async () => {
      await using memcached = await client();
      const ask = (command: m.Command) => memcached.request(command);
      const value = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      expect(await ask(m.flush())).toMatchObject({ type: 'ok' });
      expect(await ask(m.set('key', value, { flags: 0xffff_ffff }))).toMatchObject({ type: 'stored' });
      expect(await ask(m.get(['none', 'key', 'other']))).toMatchObject({
        type: 'values',
        items: [{ key: 'key', flags: 0xffff_ffff, value }],
      });
      expect(await ask(m.get('none'))).toEqual({ type: 'values', items: [], more: false });
      const found = (await ask(m.get('key', { cas: true, exptime: 100 }))) as m.Values;
      const { cas } = found.items[0] as m.Item;
      expect(await ask(m.set('key', encodeUtf8('41'), { cas: (cas as bigint) + 1n }))).toMatchObject({
        type: 'exists',
      });
      expect(await ask(m.set('key', encodeUtf8('41'), { cas: cas as bigint }))).toMatchObject({ type: 'stored' });
      expect(await ask(m.increment('key'))).toMatchObject({ type: 'number', value: 42n });
      expect(await ask(m.append('key', encodeUtf8('!')))).toMatchObject({ type: 'stored' });
      expect(await ask(m.increment('key'))).toMatchObject({ type: 'error', kind: 'client' });
      expect(await ask(m.touch('key', 0))).toMatchObject({ type: 'touched' });
      expect(await ask(m.remove('key'))).toMatchObject({ type: 'deleted' });
      expect(await ask(m.remove('key'))).toMatchObject({ type: 'not-found' });
      expect(await ask(m.version())).toMatchObject({ type: 'version', version: expect.stringMatching(/^\d+\.\d+/) });
      expect(Object.fromEntries(((await ask(m.stats())) as m.Statistics).entries)).toHaveProperty(
        'limit_maxbytes',
        '67108864',
      );
      expect(await ask(m.set('big', new Uint8Array(2_000_000)))).toMatchObject({ type: 'error', kind: 'server' });
    });

    test('has replies in order for many requests at once, quiet ones among them', async () => {
      await using memcached = await client();
      const replies: Promise<m.Reply>[] = [];
      for (let i = 0; i < 500; i++) {
        await memcached.send(m.set(`k${i}`, encodeUtf8(String(i)), { quiet: true }));
        replies.push(memcached.request(m.get([`k${i}`, `k${i - 1}`])));
      }
      const numbers = (await Promise.all(replies)).map((reply) =>
        (reply as m.Values).items.map(({ value }) => Number(Buffer.from(value).toString())),
      );
      expect(numbers).toEqual(Array.from({ length: 500 }, (_, i) => (i === 0 ? [0] : [i, i - 1])));
    });
  });

  test('a quiet command that fails is told by an event, in the binary protocol', async () => {
    const events: { readonly type: string }[] = [];
    const options = { onEvent: (event: { readonly type: string }) => void events.push(event) };
    await using memcached = await connect(m.memcached.client({ speaks: 'binary' }), unix({ path: path() }), options);
    await memcached.request(m.set('key', encodeUtf8('1')));
    await memcached.send(m.add('key', encodeUtf8('2'), { quiet: true }));
    expect(await memcached.request(m.noop())).toMatchObject({ type: 'ok' });
    expect(events).toMatchObject([{ type: 'quiet-failure', command: 'add', reply: { type: 'not-stored' } }]);
  });

  test.each(['text', 'binary'] as const)(
    '%s: our server replies what it replies',
    { timeout: 60_000 },
    async (speaks) => {
      const port = await startOurs();
      await using ours = await connect(m.memcached.client({ speaks }), tcp({ host: '127.0.0.1', port }));
      await using theirs = await connect(m.memcached.client({ speaks }), unix({ path: path() }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(someCommand(speaks), { minLength: 1, maxLength: 60, size: 'max' }),
          async (commands) => {
            const all = [m.flush(), ...withoutCountingOfLargeNumbers(commands)];
            expect(await repliesOf(ours, all)).toEqual(await repliesOf(theirs, all));
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});

/** Beside a memcached of its own: these are numbers that {@link withoutCountingOfLargeNumbers} keeps from the other one. */
describe.skipIf(!canRun('memcached'))("Debian's memcached, where nothing else was ever stored", () => {
  const path = withMemcached();

  test.each([' 1', '+1', '-0', '1 2'])('counts %j, where our server refuses', async (value) => {
    const port = await startOurs();
    await using ours = await connect(m.memcached.client(), tcp({ host: '127.0.0.1', port }));
    await using theirs = await connect(m.memcached.client(), unix({ path: path() }));
    const all = [m.set('a', encodeUtf8(value)), m.increment('a', 0n)];
    expect(isLooseNumber(value)).toBe(true);
    expect(await repliesOf(theirs, all)).toEqual(['stored', BigInt(Number.parseInt(value, 10))]);
    expect(await repliesOf(ours, all)).toEqual(['stored', ['error', 'client']]);
  });

  test.each(['text', 'binary'] as const)('%s: our server counts from 2^63 on as it counts', async (speaks) => {
    const port = await startOurs();
    await using ours = await connect(m.memcached.client({ speaks }), tcp({ host: '127.0.0.1', port }));
    await using theirs = await connect(m.memcached.client({ speaks }), unix({ path: path() }));
    const [half, max] = [2n ** 63n, 2n ** 64n - 1n];
    const all = [half - 1n, half, max].flatMap((number) => [
      m.set('a', encodeUtf8(String(number))),
      m.increment('a', 0n),
      m.increment('a', 1n),
      m.decrement('a', half),
      m.increment('a', max),
    ]);
    const replies = await repliesOf(ours, all);
    expect(replies).toEqual(await repliesOf(theirs, all));
    expect(replies).toEqual([
      ...['stored', half - 1n, half, 0n, max],
      ...['stored', half, half + 1n, 1n, 0n],
      ...['stored', max, 0n, 0n, max],
    ]);
  });
});

/** The replies, without what servers may choose: versions and words of explanation. */
async function repliesOf(client: MemcachedClient, commands: readonly m.Command[]): Promise<unknown[]> {
  const replies = await Promise.all(commands.map((command) => client.request(command)));
  return replies.map((reply) => {
    switch (reply.type) {
      case 'values':
        return reply.items.map(({ key, flags, value }) => [
          key,
          flags,
          Buffer.from(value).toString('latin1').trimEnd(),
        ]);
      case 'number':
        return reply.value;
      case 'error':
        return [reply.type, reply.kind];
      default:
        return reply.type;
    }
  });
}

/**
 * Where a number is 2^63 or above, memcached looks for a minus sign with strchr, and so reads on past the item until
 * there is a NUL: what it replies depends on what its memory held before. So no such number is counted; it is still
 * stored, made by counting, and got.
 */
function withoutCountingOfLargeNumbers(commands: readonly m.Command[]): m.Command[] {
  const store = new MemoryStore({ now: Date.now });
  const isLarge = (key: string) => {
    const value = Buffer.from(store.get(key)?.value ?? []).toString('latin1');
    return /^\d{19,20}$/.test(value) && BigInt(value) >= 2n ** 63n;
  };
  return commands.filter((command) => {
    if ((command.type === 'increment' || command.type === 'decrement') && isLarge(command.key)) return false;
    store.execute(command);
    return true;
  });
}

/**
 * What memcached's strtoull takes for a number, and we do not, for it is no "decimal representation of a 64-bit unsigned
 * integer" (protocol.txt, "Increment/Decrement"): with blanks or a sign before it, or with other text after a blank.
 */
function isLooseNumber(text: string): boolean {
  return /^ *(\+?\d+|-0+)( |$)/.test(text) && !/^\d+ *$/.test(text);
}

/**
 * Of few keys, so that they meet; times are such that nothing expires meanwhile, or has before. What is counted is not appended
 * to: memcached may leave blanks after a number that has become shorter, and we leave none.
 */
function someCommand(speaks: 'text' | 'binary'): fc.Arbitrary<m.Command> {
  const key = fc.constantFrom('a', 'b', 'c');
  const counted = fc.constantFrom('b', 'c');
  // Counting a value of blanks alone, memcached's strtoull reads on past the item, into whatever lies there.
  const text = fc.string({ maxLength: 5 }).filter((text) => text.trim() !== '' && !isLooseNumber(text));
  const value = fc.oneof(fc.constantFrom('0', '7', '99', '18446744073709551615'), text).map(encodeUtf8);
  const exptime = fc.constantFrom(0, 1000, 2_592_001);
  const flags = fc.nat(0xffff_ffff);
  const put = fc.constantFrom(m.set, m.add, m.replace);
  const join = fc.constantFrom(m.append, m.prepend);
  const delta = fc.constantFrom(0n, 1n, 8n, 2n ** 64n - 1n);
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(put, key, value, flags, exptime)
        .map(([put, key, value, flags, exptime]) => put(key, value, { flags, exptime })),
    },
    { weight: 3, arbitrary: fc.array(key, { minLength: 1, maxLength: 3 }).map((keys) => m.get(keys)) },
    fc.tuple(key, exptime).map(([key, exptime]) => m.get(key, { exptime })),
    fc.tuple(fc.constantFrom(m.increment, m.decrement), counted, delta).map(([count, key, delta]) => count(key, delta)),
    fc.tuple(join, value).map(([join, value]) => join('a', value)),
    key.map((key) => m.remove(key)),
    fc.tuple(key, exptime).map(([key, exptime]) => m.touch(key, exptime)),
    key.map((key) => m.set(key, encodeUtf8('x'), { cas: 2n ** 60n })),
    ...(speaks === 'text' ? [] : [counted.map((key) => m.increment(key, 1n, { initial: 5n })), fc.constant(m.noop())]),
  );
}
