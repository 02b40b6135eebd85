/** permessage-deflate: what is agreed on, and that zlib agrees with what we send and take. */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Harness } from '../../../core/test/kit/harness.js';
import { StreamDeflater } from '../../src/websocket/deflate/deflater.js';
import { type DeflateOptions, permessageDeflate } from '../../src/websocket/deflate/index.js';
import { StreamInflater } from '../../src/websocket/deflate/inflater.js';
import { Turns } from '../../src/websocket/deflate/turns.js';
import { webSocket } from '../../src/websocket/index.js';
import { writeExtension } from '../../src/websocket/upgrade/extensions.js';
import { fixed, framesOf, fromClient, fromServer, request, response } from './support/wire.js';

const TAIL = Buffer.from([0, 0, 0xff, 0xff]);

describe('a server answers', () => {
  const answer = (offers: string | undefined, options?: DeflateOptions) => {
    const harness = new Harness(webSocket.server({ compression: permessageDeflate(options) }));
    harness.receive(request({ 'Sec-WebSocket-Extensions': offers }));
    return /Extensions: (.*)\r/.exec(harness.output.toString())?.[1];
  };

  test.each<[string | undefined, string | undefined, DeflateOptions?]>([
    [undefined, undefined],
    ['x-other', undefined],
    ['permessage-deflate', 'permessage-deflate'],
    ['x-other; a=1, permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; client_max_window_bits', 'permessage-deflate'],
    ['permessage-deflate; client_max_window_bits=10', 'permessage-deflate; client_max_window_bits=10'],
    ['permessage-deflate; server_max_window_bits=10', 'permessage-deflate; server_max_window_bits=10'],
    ['permessage-deflate; server_max_window_bits="10"', 'permessage-deflate; server_max_window_bits=10'],
    ['permessage-deflate; server_no_context_takeover', 'permessage-deflate; server_no_context_takeover'],
    ['permessage-deflate; client_no_context_takeover', 'permessage-deflate; client_no_context_takeover'],
    [
      'permessage-deflate; client_max_window_bits',
      'permessage-deflate; client_max_window_bits=9',
      { clientMaxWindowBits: 9 },
    ],
    // A client that does not say that it can is not asked to.
    ['permessage-deflate', 'permessage-deflate', { clientMaxWindowBits: 9 }],
    ['permessage-deflate', 'permessage-deflate; server_max_window_bits=9', { serverMaxWindowBits: 9 }],
    ['permessage-deflate', 'permessage-deflate; client_no_context_takeover', { clientNoContextTakeover: true }],
    // What it does not understand it declines, and takes the next.
    ['permessage-deflate; server_max_window_bits=7', undefined],
    ['permessage-deflate; server_max_window_bits', undefined],
    ['permessage-deflate; server_max_window_bits=16, permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; speed=9, permessage-deflate', 'permessage-deflate'],
    ['permessage-deflate; server_no_context_takeover=yes', undefined],
    // RFC 7692, 7.1: also a parameter that stands twice.
    ['permessage-deflate; client_max_window_bits; client_max_window_bits', undefined],
    ['permessage-deflate; a; a, permessage-deflate', 'permessage-deflate'],
    ['x-other; a; a, permessage-deflate', 'permessage-deflate'],
  ])('%s with %s', (offers, expected, options) => {
    expect(answer(offers, options)).toBe(expected);
  });

  test.each(['permessage-deflate;', 'permessage-deflate; =1', 'per message', 'a; b="x y"'])('%s with 400', (offers) => {
    const harness = new Harness(webSocket.server({ compression: permessageDeflate() }));
    harness.receive(request({ 'Sec-WebSocket-Extensions': offers }));
    expect(harness.failure).toMatchObject({ code: 'upgrade-field' });
  });
});

test.each<[DeflateOptions, string]>([
  [{}, 'permessage-deflate; client_max_window_bits'],
  [
    { serverNoContextTakeover: true, serverMaxWindowBits: 10, clientMaxWindowBits: 11 },
    'permessage-deflate; server_no_context_takeover; server_max_window_bits=10; client_max_window_bits=11',
  ],
])('a client with %o offers %s', (options, offer) => {
  expect(writeExtension(permessageDeflate(options).offer)).toBe(offer);
});

test.each([{ level: 0 }, { level: 10 }, { serverMaxWindowBits: 7 }, { clientMaxWindowBits: 16 }, { threshold: -1 }])(
  'the options %o are out of range',
  (options) => {
    expect(() => permessageDeflate(options)).toThrow(RangeError);
  },
);

const messages = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.tuple(fc.nat(40_000), fc.nat(3)).map(([length, step]) => Uint8Array.from({ length }, (_, at) => at * step)),
  ),
  { maxLength: 5 },
);
const windowBits = fc.integer({ min: 9, max: 15 });

describe('zlib', () => {
  test('inflates what we deflate, one message after the other', () => {
    fc.assert(
      fc.property(messages, windowBits, fc.boolean(), (list, bits, forgetful) => {
        const deflater = new StreamDeflater({ windowBits: bits, forgetful, level: 6, threshold: 0 });
        const deflated = list.map((message) => Buffer.concat([deflater.deflate(message), TAIL]));
        const inflate = (bytes: Uint8Array) =>
          inflateRawSync(bytes, { windowBits: bits, finishFlush: constants.Z_SYNC_FLUSH });
        if (forgetful) expect(deflated.every((one, at) => inflate(one).equals(list[at] as Uint8Array))).toBe(true);
        expect(inflate(Buffer.concat(deflated)).equals(Buffer.concat(list))).toBe(true);
      }),
    );
  });

  test('deflates what we inflate, however it is cut', () => {
    fc.assert(
      fc.property(messages, windowBits, fc.integer({ min: 1, max: 3000 }), (list, bits, size) => {
        const inflater = new StreamInflater({ windowBits: bits, forgetful: true }, new Turns(1));
        for (const message of list) {
          const deflated = deflateRawSync(message, { windowBits: bits, finishFlush: constants.Z_SYNC_FLUSH });
          const pieces: Uint8Array[] = [];
          const sink = (piece: Uint8Array) => pieces.push(piece.slice());
          for (let at = 0; at < deflated.length - 4; at += size) {
            expect(inflater.inflate(deflated.subarray(at, Math.min(at + size, deflated.length - 4)), sink)).toBe(true);
          }
          expect(inflater.finish(sink)).toBe(true);
          expect(Buffer.concat(pieces).equals(message)).toBe(true);
        }
      }),
    );
  });

  test('may not refer back where it promised not to', () => {
    const deflater = new StreamDeflater({ windowBits: 15, forgetful: false, level: 9, threshold: 0 });
    const [first, second] = ['the same again', 'the same again'].map((text) => deflater.deflate(Buffer.from(text)));
    for (const forgetful of [false, true]) {
      const inflater = new StreamInflater({ windowBits: 15, forgetful }, new Turns(1));
      const inflated = [first, second].map(
        (one) => inflater.inflate(one as Uint8Array, () => {}) && inflater.finish(() => {}),
      );
      expect(inflated).toEqual([true, !forgetful]);
    }
  });

  test('may end a message by a last block', () => {
    const inflater = new StreamInflater({ windowBits: 15, forgetful: false }, new Turns(1));
    for (const message of ['first', 'second']) {
      const pieces: string[] = [];
      const sink = (piece: Uint8Array) => pieces.push(Buffer.from(piece).toString());
      expect(inflater.inflate(Buffer.concat([deflateRawSync(message), Buffer.of(0)]), sink)).toBe(true);
      expect(inflater.finish(sink)).toBe(true);
      expect(pieces.join('')).toBe(message);
    }
  });
});

describe('an open WebSocket', () => {
  const text = 'the same again and again, '.repeat(100);

  /** A server that answers with what it gets, and the sizes of the frames that it sends. */
  function sizes(options: DeflateOptions, offer = 'permessage-deflate') {
    const protocol = webSocket.server({ compression: permessageDeflate(options) });
    const harness = new Harness(protocol, { answer: (message) => message });
    harness.receive(request({ 'Sec-WebSocket-Extensions': offer }));
    harness.output = Buffer.alloc(0);
    harness.receive(fromClient(1, text), fromClient(1, text), fromClient(1, 'short'));
    return framesOf(harness.output).map(({ rsv, payload }) => [rsv, payload.length] as const);
  }

  test('compresses what is long enough, and refers back', () => {
    const [first, second, third] = sizes({});
    expect([first?.[0], second?.[0], third]).toEqual([4, 4, [0, 5]]);
    expect(first?.[1]).toBeLessThan(100);
    expect(second?.[1]).toBeLessThan(first?.[1] as number);
  });

  test('does not refer back where it must not', () => {
    const [first, second] = sizes({}, 'permessage-deflate; server_no_context_takeover');
    expect(second).toEqual(first);
  });

  test('compresses nothing in a window of 256 bytes', () => {
    expect(sizes({}, 'permessage-deflate; server_max_window_bits=8').map(([rsv]) => rsv)).toEqual([0, 0, 0]);
  });

  test('a message that was refused is not referred to', () => {
    const protocol = webSocket.server({ compression: permessageDeflate({ threshold: 0 }) });
    const harness = new Harness(protocol, { limits: { queuedOutput: 400 } });
    harness.receive(request({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }));
    harness.output = Buffer.alloc(0);
    const refused = Uint8Array.from({ length: 600 }, (_, at) => (at * at * 31) >> 3);
    expect(() => harness.send(refused)).toThrow(expect.objectContaining({ code: 'limit-queued-output' }));
    harness.send(refused.slice(0, 200));
    const [frame] = framesOf(harness.output);
    const inflated = inflateRawSync(Buffer.concat([frame?.payload as Buffer, TAIL]), {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    expect(inflated).toEqual(Buffer.from(refused.slice(0, 200)));
  });

  test('a client does the same', () => {
    const protocol = webSocket.client({ url: 'ws://a/', random: fixed, compression: permessageDeflate() });
    const harness = new Harness(protocol, { role: 'client' });
    harness.run();
    const deflated = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    harness.receive(
      response({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
      fromServer(1, deflated, { rsv: 4 }),
    );
    expect(harness.messages).toEqual([text]);
    harness.output = Buffer.alloc(0);
    harness.send(text);
    const [frame] = framesOf(harness.output);
    expect(
      inflateRawSync(Buffer.concat([frame?.payload as Buffer, TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
      }).toString(),
    ).toBe(text);
  });
});

describe('many messages at a time', () => {
  const compression = permessageDeflate({ inflating: 2 });
  const opened = () =>
    new Harness(webSocket.server({ compression })).receive(
      request({ 'Sec-WebSocket-Extensions': 'permessage-deflate' }),
    );
  const deflated = deflateRawSync(Buffer.from('hello'), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  const begin = fromClient(1, deflated.subarray(0, 3), { rsv: 4, fin: false });
  const end = fromClient(0, deflated.subarray(3));

  test('are refused beyond as many as may be, and taken again when others are over, however they end', () => {
    const [first, second] = [opened().receive(begin), opened().receive(begin)];
    const third = opened().receive(begin);
    expect(third.failure).toMatchObject({ code: 'limit-inflating', blame: 'remote' });
    const farewell = framesOf(third.output.subarray(third.output.indexOf('\r\n\r\n') + 4))[0];
    expect(farewell?.payload.readUInt16BE()).toBe(1013);
    first.receive(end);
    second.abort();
    expect(first.messages).toEqual(['hello']);
    const [fourth, fifth] = [opened().receive(begin), opened().receive(begin)];
    expect([fourth.failure, fifth.failure]).toEqual([undefined, undefined]);
    fourth.receive(fromClient(1, 'not a continuation'));
    expect(opened().receive(begin, end).messages).toEqual(['hello']);
  });

  test('take no memory before the first that is compressed', () => {
    const before = process.memoryUsage().arrayBuffers;
    const all = Array.from({ length: 200 }, () => opened().receive(fromClient(1, 'short')));
    for (const harness of all) harness.send('short');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * 10 * 1024);
  });
});
