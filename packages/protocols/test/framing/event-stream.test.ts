/** Event streams, as HTML, section 9.2.6, reads them; its own examples are among these. */
import { encodeUtf8 } from '@wirechart/core';
import { describe, expect, test } from 'vitest';
import { eventStream, lines, type StreamEvent } from '../../src/framing/index.js';
import { encode, messagesOf, receive } from './exchange.js';

const cuts = (bytes: Uint8Array, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size));

/** An event without a type of its own. */
const said = (data: string, id = ''): StreamEvent => ({ type: 'message', data, id });

describe('an event stream', () => {
  test.each<[string, string | Uint8Array, readonly StreamEvent[]]>([
    ['of three events of one line', 'data: YHOO\ndata: +2\ndata: 10\n\n', [said('YHOO\n+2\n10')]],
    [
      'with a comment, an id, and an id that is taken back',
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n',
      [said('first event', '1'), said('second event')],
    ],
    ['of empty data, twice, and what breaks off', 'data\n\ndata\ndata\n\ndata:', [said(''), said('\n')]],
    ['with and without a blank', 'data:test\n\ndata: test\n\n', [said('test'), said('test')]],
    ['of a type', 'event: add\ndata: 73857293\n\n', [{ type: 'add', data: '73857293', id: '' }]],
    ['of a type without data, which is none', 'event: add\n\ndata: x\n\n', [said('x')]],
    ['with lines that end in CR', 'data: a\r\rdata: b\r\r', [said('a'), said('b')]],
    ['with lines that end in CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', [said('a'), said('b')]],
    ['of all ends', 'data: a\rdata: b\ndata: c\r\n\n', [said('a\nb\nc')]],
    ['with a byte order mark', '\ufeffdata: a\n\n\ufeffdata: b\n\n', [said('a')]],
    ['with an id that has a NUL', 'id: a\0b\ndata: x\n\n', [said('x')]],
    ['that is not UTF-8', Buffer.from('data: \xff\n\n', 'latin1'), [said('\ufffd')]],
    ['of unknown fields', 'foo: bar\ndata: x\n\n', [said('x')]],
  ])('%s', (_, text, expected) => {
    const bytes = typeof text === 'string' ? encodeUtf8(text) : text;
    for (const size of [1, 2, 3, 1000]) {
      const events = receive(eventStream(), cuts(bytes, size));
      expect(messagesOf(events)).toEqual(expected);
      expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    }
  });

  test('an event is there with its last line, though a CR may be half of an end', () => {
    const events = receive(eventStream(), [encodeUtf8('data: a\r\r')]);
    expect(events[0]).toMatchObject({ type: 'message' });
  });

  test('tells how long to wait', () => {
    expect(receive(eventStream(), [encodeUtf8('retry: 2500\nretry: 1s\ndata: x\n\n')]).slice(0, 2)).toEqual([
      { type: 'retry', milliseconds: 2500 },
      { type: 'message', message: { type: 'message', data: 'x', id: '' } },
    ]);
  });

  test('of an event that never ends is refused', () => {
    const events = receive(eventStream({ limits: { contentBytes: 100 } }), [
      encodeUtf8('data: 0123456789\n'.repeat(20)),
    ]);
    expect(events.find((event) => event.type === 'failed')).toMatchObject({ error: { code: 'limit-frame-bytes' } });
  });

  test('is written as it is read', () => {
    const sent: StreamEvent[] = [{ data: 'a\nb' }, { type: 'add', data: '', id: '7' }];
    expect(messagesOf(receive(eventStream(), [encode(eventStream(), sent)]))).toEqual([
      { type: 'message', data: 'a\nb', id: '' },
      { type: 'add', data: '', id: '7' },
    ]);
    expect(() => encode(eventStream(), [{ type: 'a\nb', data: '' }])).toThrow(/line break/);
    expect(() => encode(eventStream(), [{ id: 'a\0', data: '' }])).toThrow(/NUL/);
  });
});

describe('lines that a CR alone ends', () => {
  test.each([1, 2, 3, 100])('are split at CR, LF and CRLF, in chunks of %d', (size) => {
    const bytes = encodeUtf8('a\rb\nc\r\nd\r\re\n\n\r\n');
    expect(messagesOf(receive(lines({ loneCr: true }), cuts(bytes, size)))).toEqual([
      'a',
      'b',
      'c',
      'd',
      '',
      'e',
      '',
      '',
    ]);
  });

  test('are there with the CR', () => {
    expect(receive(lines({ loneCr: true }), [encodeUtf8('a\r')])[0]).toEqual({ type: 'message', message: 'a' });
  });

  test('are sent with one', () => {
    expect(Buffer.from(encode(lines({ loneCr: true, ending: '\r' }), ['a', 'b'])).toString()).toBe('a\rb\r');
    expect(() => encode(lines({ loneCr: true }), ['a\rb'])).toThrow(/CR/);
    expect(() => lines({ ending: '\r' })).toThrow(RangeError);
    expect(() => lines({ loneCr: true, keepCr: true })).toThrow(RangeError);
  });
});
