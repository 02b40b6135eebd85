import { encoded, type ProtocolContract } from '@wirechart/contract';
import { encodeUtf8, type Protocol } from '@wirechart/core';
import fc from 'fast-check';
import {
  decimalPrefixed,
  delimited,
  eventStream,
  fixedLength,
  lengthPrefixed,
  lines,
  netstring,
  type StreamEvent,
  typed,
  untilClose,
  varintPrefixed,
} from '../../src/framing/index.js';
import { examine } from '../support/examine.js';

const text = encodeUtf8;
const three = [text('one'), text(''), text('three\r')];
const small = { contentBytes: 16 };

function examineFraming(
  name: string,
  protocol: () => Protocol<Uint8Array, Uint8Array>,
  more: Partial<ProtocolContract<Uint8Array, Uint8Array>> & { readonly messages?: readonly Uint8Array[] },
): void {
  const { messages = three, ...rest } = more;
  const input = encoded(protocol(), 'client', messages);
  examine<Uint8Array>({
    name,
    protocol: () => protocol(),
    conversations: [{ name: 'three messages', input, messages, replies: () => messages }],
    growing: [
      {
        name: 'many messages',
        input: (size) => concat(new Array<Uint8Array>(Math.floor(size / input.length)).fill(input)),
        limits: { headerBytes: 32, contentBytes: 32, bufferedBytes: 64 },
      },
    ],
    roundTrip: { sent: fc.constantFrom(...messages) },
    ...rest,
  });
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

examineFraming('length-prefixed', () => lengthPrefixed({ width: 2 }), {
  invalid: [{ name: 'a long frame', input: Uint8Array.of(0, 17, 1), limits: small, code: 'limit-frame-bytes' }],
  unencodable: [{ name: 'a message too long for its field', message: new Uint8Array(65_536) }],
});

examineFraming(
  'length-prefixed, all in the message',
  () => lengthPrefixed({ width: 4, offset: 2, adjustment: -6, strip: 0, littleEndian: true }),
  {
    messages: [Uint8Array.of(1, 2, 7, 0, 0, 0, 9), Uint8Array.of(3, 4, 6, 0, 0, 0)],
    invalid: [
      { name: 'a length of less than the header', input: Uint8Array.of(1, 2, 5, 0, 0, 0), code: 'length-invalid' },
    ],
  },
);

examineFraming('delimited', () => delimited('\r\n'), {
  growing: [{ name: 'one line', input: (size) => text(`${'x'.repeat(size - 2)}\r\n`) }],
  invalid: [{ name: 'an endless line', input: text('x'.repeat(20)), limits: small, code: 'frame-too-long' }],
  unencodable: [{ name: 'a message with the delimiter', message: text('a\r\nb') }],
});

examineFraming('netstring', () => netstring(), {
  invalid: [
    { name: 'a wrong terminator', input: text('3:abc;'), code: 'terminator-missing' },
    { name: 'a long frame', input: text('17:abc'), limits: small, code: 'limit-frame-bytes' },
    { name: 'a length that is no number', input: text('x:'), code: 'length-invalid' },
  ],
});

examineFraming('decimal-prefixed', () => decimalPrefixed({ separator: ' ' }), {});

examineFraming('varint-prefixed', () => varintPrefixed(), {
  messages: [text('x'.repeat(200)), text(''), text('y')],
  growing: [{ name: 'one message', input: (size) => encoded(varintPrefixed(), 'client', [new Uint8Array(size)]) }],
  invalid: [{ name: 'a long frame', input: Uint8Array.of(0x91, 0x01), limits: small, code: 'limit-frame-bytes' }],
});

examineFraming('fixed-length', () => fixedLength(5), {
  messages: [text('12345'), text('abcde')],
  unencodable: [{ name: 'a message of another length', message: text('1234') }],
});

examineFraming('typed', () => typed({ 1: 0, 2: 3 }), {
  messages: [Uint8Array.of(1), Uint8Array.of(2, 0, 1, 2), Uint8Array.of(1)],
  invalid: [
    { name: 'an unknown type', input: Uint8Array.of(1, 3), messages: [Uint8Array.of(1)], code: 'type-unknown' },
  ],
});

for (const [name, protocol, long, ends] of [
  [
    'length-prefixed',
    lengthPrefixed({ width: 1, oversize: 'discard' }),
    Uint8Array.of(20, ...text('x'.repeat(20))),
    [0, 2, 23, 25],
  ],
  ['delimited', delimited('\r\n', { oversize: 'discard' }), text(`${'x'.repeat(20)}\r\n`), [0, 3, 25, 28]],
] satisfies [string, Protocol<Uint8Array, Uint8Array>, Uint8Array, number[]][]) {
  examine<Uint8Array>({
    name: `${name}, discarding what is too long`,
    protocol: () => protocol,
    conversations: [
      {
        name: 'a long one between two short ones',
        input: concat([encoded(protocol, 'client', [text('a')]), long, encoded(protocol, 'client', [text('b')])]),
        messages: [text('a'), text('b')],
        limits: small,
        mayEnd: (offset) => ends.includes(offset),
      },
    ],
  });
}

examine<Uint8Array>({
  name: 'until-close',
  protocol: () => untilClose(),
  conversations: [
    { name: 'a text', input: text('all of it'), mayEnd: 'anywhere', goesOn: true, replies: () => [text('thanks')] },
  ],
  invalid: [{ name: 'too much', input: text('x'.repeat(17)), limits: small, code: 'frame-too-long' }],
});

{
  const messages = ['one', '', 'thr\ree', 'größer \u{1f407}'];
  const input = text('one\r\n\nthr\ree\ngrößer \u{1f407}\r\n');
  examine<string>({
    name: 'lines',
    protocol: () => lines({ limits: { contentBytes: 64 * 1024 } }),
    conversations: [{ name: 'with LF and with CRLF', input, messages, replies: () => messages }],
    invalid: [
      { name: 'an endless line', input: text('x'.repeat(20)), limits: small, code: 'frame-too-long' },
      {
        name: 'a line that is not UTF-8',
        input: concat([text('a\nb'), Uint8Array.of(0xff, 10)]),
        messages: ['a'],
        code: 'not-utf8',
      },
    ],
    unencodable: [{ name: 'a message with an LF', message: 'a\nb' }],
    growing: [
      { name: 'one line', input: (size) => text(`${'x'.repeat(size - 1)}\n`) },
      {
        name: 'many lines',
        input: (size) => text('a line\n'.repeat(size / 7)),
        limits: { headerBytes: 32, contentBytes: 32, bufferedBytes: 64 },
      },
    ],
    roundTrip: { sent: fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n')) },
  });
  examine<string>({
    name: 'lines, discarding what is too long',
    protocol: () => lines({ oversize: 'discard' }),
    conversations: [
      {
        name: 'a long one between two short ones',
        input: text(`a\r\n${'x'.repeat(20)}\r\nb\n`),
        messages: ['a', 'b'],
        limits: small,
        mayEnd: (offset) => [0, 3, 25, 27].includes(offset),
      },
    ],
  });
  examine<string>({
    name: 'lines of which the last may be open',
    protocol: () => lines({ lastMayBeOpen: true, keepCr: true }),
    conversations: [{ name: 'with CR', input: text('a\r\nb\n'), messages: ['a\r', 'b'], mayEnd: 'anywhere' }],
  });
}

const ANY_LINES = 'one\rtwo\nthree\r\n\rfour\n';

examine<string>({
  name: 'lines that a CR alone ends',
  protocol: () => lines({ loneCr: true }),
  conversations: [
    {
      name: 'lines of every end',
      input: text(ANY_LINES),
      messages: ['one', 'two', 'three', '', 'four'],
      // Also between a CR and its LF, and after that.
      mayEnd: (offset) => offset === 0 || /[\r\n]/.test(ANY_LINES[offset - 1] as string),
      replies: (line) => [line],
    },
  ],
  invalid: [{ name: 'a long line', input: text('x'.repeat(18)), limits: small, code: 'frame-too-long' }],
  unencodable: [{ name: 'a CR', message: 'a\rb' }],
});

examine<StreamEvent>({
  name: 'event stream',
  protocol: () => eventStream(),
  conversations: [
    {
      name: 'two events',
      input: text(': hello\nevent: add\rdata: 1\r\ndata: 2\n\nid: 7\ndata\r\r'),
      messages: [
        { type: 'add', data: '1\n2', id: '' },
        { type: 'message', data: '', id: '7' },
      ],
      mayEnd: 'anywhere',
    },
  ],
  invalid: [
    { name: 'a long line', input: text(`data: ${'x'.repeat(18)}`), limits: small, code: 'frame-too-long' },
    {
      name: 'a long event',
      input: text('data: 12345678\ndata: 1234567890\n'),
      limits: small,
      code: 'limit-frame-bytes',
    },
  ],
  unencodable: [{ name: 'a type of two lines', message: { type: 'a\nb', data: '' } }],
});
