/** What the json-header protocol puts on the wire, byte for byte. */
import { LocalError } from '@wirechart/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../core/src/output/writer.js';
import { anyText } from '../../../core/test/kit/any-text.js';
import { Harness } from '../../../core/test/kit/harness.js';
import { encodeMessage } from '../../src/json-header/encode.js';
import { binary, type JsonHeaderMessage, json, jsonHeader, nativeByteorder } from '../../src/json-header/index.js';

function written(...messages: JsonHeaderMessage[]): Buffer {
  const harness = new Harness(jsonHeader(), { role: 'client' });
  for (const message of messages) harness.connection.send(message, 0);
  harness.run();
  return harness.output;
}

function read(bytes: Uint8Array): JsonHeaderMessage[] {
  const harness = new Harness(jsonHeader(), { role: 'client' });
  harness.receive(bytes);
  expect(harness.failure).toBeUndefined();
  return harness.messages;
}

describe('a frame is what the tutorial prints', () => {
  test('the request of its client', () => {
    expect(written(json({ action: 'search', value: 'morpheus' }, 'utf-8', 'big')).toString('latin1')).toBe(
      '\x00\x64{"byteorder": "big", "content-type": "text/json", "content-encoding": "utf-8", "content-length": 41}' +
        '{"action": "search", "value": "morpheus"}',
    );
  });

  test('the binary request', () => {
    expect(
      written(binary(Buffer.from('\x01\x02'), 'binary/custom-client-binary-type', 'binary', 'big')).toString('latin1'),
    ).toBe(
      '\x00\x7b{"byteorder": "big", "content-type": "binary/custom-client-binary-type", "content-encoding": "binary", "content-length": 2}\x01\x02',
    );
  });

  test('text outside of ASCII is written as it is, and counted in bytes', () => {
    const frame = written(json({ result: 'Follow the white rabbit. 🐰' }, 'utf-8', 'big'));
    expect(frame.toString()).toContain('"content-length": 43}{"result": "Follow the white rabbit. 🐰"}');
  });

  test('the byte order is that of the sender', () => {
    const own = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';
    expect(nativeByteorder).toBe(own);
    expect(written(json(0)).toString()).toContain(`{"byteorder": "${own}", `);
  });

  test('a content of zero bytes', () => {
    expect(written(json(undefined, 'utf-8', 'big')).toString('latin1')).toBe(
      '\x00\x63{"byteorder": "big", "content-type": "text/json", "content-encoding": "utf-8", "content-length": 0}',
    );
  });

  test('messages of different kinds after one another do not take over each other’s headers', () => {
    const messages = [
      json(1, 'utf-8', 'big'),
      json(1, 'utf-8', 'little'),
      json(1, 'latin-1', 'big'),
      binary(Uint8Array.of(1), 'a/b'),
      json(1, 'utf-8', 'big'),
    ];
    expect(Buffer.concat(messages.map((message) => written(message)))).toEqual(written(...messages));
    expect(read(written(...messages))).toEqual(messages);
  });
});

describe('what one side writes the other reads', () => {
  const jsonValue = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  const byteorder = fc.constantFrom('big' as const, 'little' as const);

  test('JSON, in every encoding that can be written', () => {
    const encodings = fc.constantFrom('utf-8', 'UTF8', 'utf-8-sig', 'utf-16', 'utf-16-le', 'utf-16-be');
    fc.assert(
      fc.property(fc.array(fc.tuple(jsonValue, encodings, byteorder), { maxLength: 5 }), (parts) => {
        const messages = parts.map(([value, encoding, order]) => json(value, encoding, order));
        expect(read(written(...messages))).toEqual(messages);
      }),
    );
  });

  test('JSON of any length, whatever was written before', () => {
    const length = fc.oneof(
      fc.constantFrom(7, 8, 97, 98, 997, 998, 9_997, 9_998, 16_000, 16_384, 65_536, 99_997, 99_998, 300_000),
      fc.nat({ max: 40_000 }),
    );
    fc.assert(
      fc.property(fc.array(length, { minLength: 1, maxLength: 12 }), (lengths) => {
        const texts = lengths.map((length) => 'é'.repeat(length % 3) + 'x'.repeat(length));
        const received = read(written(...texts.map((text) => json(text))));
        // Compared as a whole: a difference need not be printed.
        expect(received.map((message) => message.content).join('|') === texts.join('|')).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('JSON at the end of the memory that writers share, whatever the length of the one before', () => {
    const out = new ByteWriter();
    for (const text of ['x'.repeat(120), '\n'.repeat(20), '€'.repeat(50), 'x'.repeat(1_000), '']) {
      const expected = written(json(text));
      for (let left = expected.length - 5; left < expected.length + 30; left++) {
        encodeMessage(json('x'.repeat(left % 2 === 0 ? 5 : 2_000)), out);
        out.fill((_, memory, at) => Math.max(at, memory.length - left), undefined);
        out.take();
        encodeMessage(json(text), out);
        expect(Buffer.concat(out.take())).toEqual(expected);
      }
    }
  });

  test('text of any kind, lone surrogates included', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, (text) => {
        expect(read(written(json(text)))).toEqual([json(text)]);
      }),
    );
  });

  test('JSON in encodings of one byte, where they can express it', () => {
    const text = fc.array(fc.integer({ min: 0, max: 0xff })).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, (text) => {
        expect(read(written(json(text, 'latin-1')))).toEqual([json(text, 'latin-1')]);
      }),
    );
  });

  test('bytes, with any names in the header', () => {
    const name = anyText({ maxLength: 20 }).filter((name) => name !== 'text/json');
    const content = fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.constant(new Uint8Array(5_000).fill(7)));
    fc.assert(
      fc.property(content, name, name, byteorder, (content, type, encoding, order) => {
        const message = binary(content as Uint8Array, type, encoding, order);
        const [received] = read(written(message));
        // Byte by byte, a matcher takes most of the time.
        expect({ ...received, content: undefined }).toEqual({ ...message, content: undefined });
        expect(Buffer.compare(received?.content as Uint8Array, message.content)).toBe(0);
      }),
    );
  });
});

describe('a message that cannot be written is refused, and nothing of it is', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const refused: [string, JsonHeaderMessage][] = [
    ['a header beyond its length field', binary(new Uint8Array(1), 'x'.repeat(70_000))],
    ['a value without JSON text: a function', json(() => 0)],
    ['a value without JSON text: a BigInt', json(1n)],
    ['a value without JSON text: a cycle', json(cycle)],
    ['text that ASCII cannot express', json('é', 'ascii')],
    ['text that Latin-1 cannot express', json('€', 'latin-1')],
    ['an encoding that is only read', json('x', 'shift_jis')],
    ['an encoding that is not known', json('x', 'no-such-encoding')],
    ['an encoding that is not known, and no content', json(undefined, 'no-such-encoding')],
    ['bytes called JSON in an encoding that is not known', binary(Buffer.from('1'), 'text/json', 'binary')],
  ];
  for (const [what, message] of refused) {
    test(what, () => {
      const harness = new Harness(jsonHeader(), { role: 'client' });
      expect(() => harness.connection.send(message, 0)).toThrow(LocalError);
      expect(() => harness.connection.send(message, 0)).toThrow(expect.objectContaining({ code: 'encode-failed' }));
      harness.send(json('next'));
      expect(harness.output).toEqual(written(json('next')));
    });
  }

  test('the longest header that its length field holds is written', () => {
    const fixed = written(binary(new Uint8Array(0), '', '')).readUInt16BE(0);
    const message = binary(new Uint8Array(0), 'x'.repeat(0xffff - fixed), '');
    expect(read(written(message))).toEqual([message]);
    expect(() => written(binary(new Uint8Array(0), 'x'.repeat(0x10000 - fixed), ''))).toThrow(LocalError);
  });
});

test('large content goes out and comes in without being copied', () => {
  const content = new Uint8Array(100_000).fill(5);
  const harness = new Harness(jsonHeader(), { role: 'client' });
  harness.connection.send(binary(content), 0);
  const pieces = harness.connection.pollTransmit() as readonly Uint8Array[];
  expect(pieces.at(-1)).toBe(content);
  const input = written(binary(content));
  const [message] = read(input);
  expect(message?.kind === 'binary' && message.content.buffer).toBe(input.buffer);
});
