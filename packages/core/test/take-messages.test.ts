/** Messages that a client takes in lists: the same as one by one, however they are cut, and with everything else in its place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Connection, type ConnectionEvent, prepare, pumpEvents, type Signal } from '../src/index.js';
import { lines } from './kit/lines.js';
import { mixed } from './kit/mixed.js';

const prepared = prepare(lines(), 'client', { record: 4 });
type Subject = Connection<string, string>;

const asEvent = (message: string): ConnectionEvent<string> => ({ type: 'message', message });

/** All that comes of some chunks and the end, after each chunk. */
function read(
  chunks: readonly Buffer[],
  take: (connection: Subject, tell: (event: unknown) => void) => Signal,
  of = prepared,
) {
  const connection: Subject = new Connection(of, 0);
  const seen: unknown[] = [];
  const tell = (event: unknown) => void seen.push(event);
  for (const chunk of chunks) {
    connection.receiveData(chunk, 0);
    seen.push(take(connection, tell), connection.stateOf('read'), connection.offsetOf('read'), connection.wantsData);
  }
  connection.receiveEof(0);
  seen.push(take(connection, tell), connection.trace);
  // Each connection has a number.
  return JSON.stringify(seen).replaceAll(/client\/\d+/g, 'client');
}

const oneByOne = (connection: Subject, tell: (event: unknown) => void): Signal =>
  pumpEvents(connection, { event: tell });

const inLists =
  (most: number) =>
  (connection: Subject, tell: (event: unknown) => void): Signal => {
    for (;;) {
      const messages: string[] = [];
      const event = connection.takeMessages(messages, most);
      expect(messages.length).toBeLessThanOrEqual(most);
      // Only a full list ends without a word.
      if (event === undefined) expect(messages.length).toBe(most);
      for (const message of messages) tell(asEvent(message));
      if (typeof event === 'string') return event;
      if (event !== undefined) tell(event);
    }
  };

test('the same messages, ends and records as one by one, however the bytes are cut and however long the lists are', () => {
  const line = fc.oneof(
    { weight: 20, arbitrary: fc.string({ maxLength: 9 }).map((text) => text.replaceAll('\n', '')) },
    { weight: 1, arbitrary: fc.constant('\u{1f407}\n\uFFFD') },
  );
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 150 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 70 }),
      fc.boolean(),
      (texts, sizes, most, bad) => {
        const bytes = Buffer.concat([
          Buffer.from(texts.map((text) => `${text}\n`).join('')),
          Buffer.from(bad ? [0xff, 0x0a, 0x61] : []),
        ]);
        const chunks: Buffer[] = [];
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] as number;
          chunks.push(Buffer.from(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(read(chunks, inLists(most))).toEqual(read(chunks, oneByOne));
      },
    ),
  );
});

test('the same of content that trickles in', () => {
  const chunks = [...'B\0\x28', ...'x'.repeat(40), ...'B\0\x03abcLz\r\n', ...'B\0\x09', ...'y'.repeat(4)].map((byte) =>
    Buffer.from(byte),
  );
  const of = prepare(mixed, 'client', { record: 4 });
  expect(read(chunks, inLists(2), of)).toEqual(read(chunks, oneByOne, of));
});

describe('a list', () => {
  const connected = (text: string): Subject => {
    const connection: Subject = new Connection(prepared, 0);
    connection.receiveData(Buffer.from(text), 0);
    return connection;
  };

  test('has 64 messages at most by default, and the next one has the rest', () => {
    const connection = connected('x\n'.repeat(100));
    const messages: string[] = [];
    expect(connection.takeMessages(messages)).toBeUndefined();
    expect(messages.length).toBe(64);
    expect(connection.takeMessages(messages, 1000)).toBe('need-data');
    expect(messages.length).toBe(100);
  });

  test('that is full already gets nothing, and nothing is read', () => {
    const connection = connected('one\ntwo\n');
    expect(connection.takeMessages(['before'], 1)).toBeUndefined();
    expect(connection.offsetOf('read')).toBe(0);
  });

  test('comes before what else happens', () => {
    const connection = connected('one\ntwo\n');
    connection.receiveEof(0);
    const messages: string[] = [];
    expect(connection.takeMessages(messages)).toEqual({ type: 'end' });
    expect(messages).toEqual(['one', 'two']);
  });

  test('is refused to a server, whose messages are to be answered one by one, and of a length that is none', () => {
    const server = new Connection(prepare(lines(), 'server'), 0);
    expect(() => server.takeMessages([])).toThrow(new TypeError('a server answers messages one by one: use nextEvent'));
    for (const into of [undefined, 7, { length: 0 }]) {
      expect(() => connected('').takeMessages(into as never)).toThrow(/^messages go into an array, not into /);
    }
    for (const most of [0, -1, 1.5, Number.NaN, '3' as never]) {
      expect(() => connected('').takeMessages([], most)).toThrow(RangeError);
    }
  });
});

test('pump gives messages in lists to an application that takes them, and everything else in its order', () => {
  const connection: Subject = new Connection(prepared, 0);
  connection.receiveData(Buffer.from(`${'a\n'.repeat(70)}b\n`), 0);
  connection.receiveEof(0);
  const seen: string[] = [];
  const signal = pumpEvents(connection, {
    event: ({ type }) => void seen.push(type),
    messages: (messages) => void seen.push(`${messages.length} up to ${messages.at(-1)}`),
  });
  expect([...seen, signal]).toEqual(['64 up to a', '7 up to b', 'end', 'need-data']);
});
