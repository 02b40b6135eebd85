import { Connection, encodeUtf8, type Protocol, prepare } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../core/test/kit/any-text.js';
import { lines } from '../../src/framing/index.js';
import { encode, messagesOf, receive } from './exchange.js';

/** Short and long, ASCII and not, so that some are cut out of one text and some are not. */
const line = fc
  .oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 40 }) },
    { weight: 2, arbitrary: anyText({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 500, max: 5000 }).map((length) => 'line'.repeat(length / 4)) },
  )
  .map((text) => text.replace(/\n|\r$/g, ''));

const sizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 9 }),
  fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 3 }),
);

describe('lines', () => {
  for (const ending of ['\n', '\r\n'] as const) {
    test(`sent with ${JSON.stringify(ending)} arrive as they were, however they are cut`, () => {
      fc.assert(
        fc.property(fc.array(line, { maxLength: 40 }), sizes, fc.boolean(), (sent, sizes, native) => {
          const protocol = lines({ ending });
          const wire = encode(protocol, sent);
          expect(Buffer.from(wire).toString()).toBe(sent.map((line) => line + ending).join(''));
          expect(outcome(protocol, cut(wire, sizes, native))).toEqual({ messages: sent, code: undefined });
        }),
      );
    });
  }

  test('of any bytes are the same as one would get by splitting and decoding them', () => {
    const bytes = fc
      .array(fc.oneof(fc.uint8Array({ maxLength: 3 }), line.map(encodeUtf8), fc.constantFrom([10], [13, 10], [10, 10])))
      .map((pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece])));
    fc.assert(
      fc.property(bytes, sizes, fc.boolean(), fc.boolean(), (bytes, sizes, keepCr, lastMayBeOpen) => {
        const expected = split(bytes, keepCr, lastMayBeOpen);
        for (const native of [true, false]) {
          expect(outcome(lines({ keepCr, lastMayBeOpen }), cut(bytes, sizes, native))).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a CR alone is a part of the line', 'a\rb\n', ['a\rb'], undefined],
    ['of two CRs the last is dropped', 'a\r\r\n', ['a\r'], undefined],
    ['a line may be empty', '\n\r\n', ['', ''], undefined],
    ['a byte order mark is kept', '\uFEFFa\n', ['\uFEFFa'], undefined],
    ['a U+FFFD that was sent is one', '\uFFFD\n', ['\uFFFD'], undefined],
    ['the end comes in the middle of a line', 'a\nb', ['a'], 'truncated'],
  ])('%s', (_name, text, messages, code) => {
    expect(outcome(lines(), [encodeUtf8(text)])).toEqual({ messages, code });
  });

  test('the last may be open, and its CR is dropped as that of any', () => {
    expect(outcome(lines({ lastMayBeOpen: true }), [encodeUtf8('a\nb\r')])).toEqual({
      messages: ['a', 'b'],
      code: undefined,
    });
  });

  test('have at most contentBytes bytes, a CR among them', () => {
    const protocol = lines({ limits: { contentBytes: 4 } });
    expect(outcome(protocol, [encodeUtf8('abcd\nabc\r\n')])).toEqual({ messages: ['abcd', 'abc'], code: undefined });
    expect(outcome(protocol, [encodeUtf8('abc\nabcd\r\n')])).toEqual({ messages: ['abc'], code: 'frame-too-long' });
    expect(outcome(protocol, [encodeUtf8('ää\n€€\n')])).toEqual({ messages: ['ää'], code: 'frame-too-long' });
  });

  test('that are not UTF-8 fail where they begin', () => {
    const error = receive(lines(), [Buffer.from('ok\nno\xff\n', 'latin1')]).find(({ type }) => type === 'failed');
    expect(error).toMatchObject({ error: { blame: 'remote', code: 'not-utf8', state: 'awaiting-frame', offset: 3 } });
  });

  test('that are too long are skipped, told once, and the next one is whole', () => {
    const events = receive(lines({ oversize: 'discard', limits: { contentBytes: 4 } }), [
      encodeUtf8('too long\r\nok\n'),
    ]);
    expect(events.slice(0, 2)).toEqual([
      { type: 'oversize', length: undefined },
      { type: 'message', message: 'ok' },
    ]);
  });

  test.each([
    ['an LF in it', lines(), 'a\nb'],
    ['an LF in it, where CRs are kept', lines({ keepCr: true }), 'a\n'],
  ])('are not sent with %s', (_name, protocol, message) => {
    expect(() => encode(protocol, [message])).toThrow(
      expect.objectContaining({ code: 'encode-failed', blame: 'local' }),
    );
  });

  test('are sent with a CR at the end where CRs are kept', () => {
    expect(Buffer.from(encode(lines({ keepCr: true }), ['a\r'])).toString()).toBe('a\r\n');
  });
});

interface Outcome {
  readonly messages: readonly string[];
  /** Of the failure. */
  readonly code: string | undefined;
}

function outcome(protocol: Protocol<string, string>, chunks: readonly Uint8Array[]): Outcome {
  const events = receive(protocol, chunks);
  return {
    messages: messagesOf(events),
    code: events.find((event) => event.type === 'failed')?.error.code,
  };
}

/** The same as plainly as can be said. */
function split(bytes: Uint8Array, keepCr: boolean, lastMayBeOpen: boolean): Outcome {
  const pieces = Buffer.from(bytes).toString('latin1').split('\n');
  const open = pieces.pop() as string;
  const last = lastMayBeOpen && open !== '' ? [open] : [];
  const messages: string[] = [];
  for (const piece of [...pieces, ...last]) {
    const line = Buffer.from(keepCr ? piece : piece.replace(/\r$/, ''), 'latin1');
    try {
      messages.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
    } catch {
      return { messages, code: 'not-utf8' };
    }
  }
  return { messages, code: open !== '' && !lastMayBeOpen ? 'truncated' : undefined };
}

function cut(bytes: Uint8Array, sizes: readonly number[], native: boolean): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const chunk = bytes.slice(at, at + (sizes[i % sizes.length] as number));
    chunks.push(native ? Buffer.from(chunk) : chunk);
    at += chunk.length;
  }
  return chunks;
}

test('any line that can be read can be sent again, and is read as it was', () => {
  const text = fc.string({ unit: fc.constantFrom('\r', 'a', '€', '\u0000') });
  fc.assert(
    fc.property(text, fc.constantFrom('\n' as const, '\r\n' as const), fc.boolean(), (text, ending, keepCr) => {
      const client = new Connection(prepare(lines({ ending: keepCr ? '\n' : ending, keepCr }), 'client'), 0);
      const server = new Connection(prepare(lines({ keepCr }), 'server'), 0);
      client.send(text, 0);
      for (const piece of client.pollTransmit() as Uint8Array[]) server.receiveData(piece, 0);
      expect(server.nextEvent()).toMatchObject({ type: 'message', message: text });
    }),
  );
});
