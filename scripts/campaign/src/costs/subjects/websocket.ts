/** Tiny frames, long heads, and bombs. */
import { constants, deflateRawSync } from 'node:zlib';
import { frames, webSocket } from '@wirechart/protocols/websocket';
import { permessageDeflate } from '@wirechart/protocols/websocket/deflate';
import { joined, repeated } from '../inputs.js';
import type { CostSubject } from '../subject.js';

const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

function frame(first: number, payload: Uint8Array, key: Uint8Array | undefined): Uint8Array {
  const { length } = payload;
  const mask = key === undefined ? 0 : 0x80;
  const short = length < 126 ? [mask | length] : length < 65_536 ? [mask | 126, length >> 8, length & 0xff] : undefined;
  const head = short ?? [
    mask | 127,
    0,
    0,
    0,
    0,
    length >>> 24,
    (length >> 16) & 0xff,
    (length >> 8) & 0xff,
    length & 0xff,
  ];
  const bytes = key === undefined ? payload : payload.map((byte, at) => byte ^ (key[at % 4] as number));
  return joined(Uint8Array.of(first, ...head), key ?? new Uint8Array(0), bytes);
}

/** A message that inflates to about a thousand times as much. */
function bomb(size: number): Uint8Array {
  return deflateRawSync(new Uint8Array(size * 1000), { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

const frameInputs = (key: Uint8Array | undefined) => ({
  'messages of nothing': (size: number) => repeated(frame(0x82, new Uint8Array(0), key), size),
  'texts of one letter': (size: number) => repeated(frame(0x81, joined('x'), key), size),
  'continuations of nothing': (size: number) =>
    joined(frame(0x02, new Uint8Array(0), key), repeated(frame(0x00, new Uint8Array(0), key), size)),
  'continuations of one byte': (size: number) =>
    joined(frame(0x01, joined('x'), key), repeated(frame(0x00, joined('x'), key), size)),
  'characters cut apart': (size: number) =>
    joined(
      frame(0x01, new Uint8Array(0), key),
      repeated(joined(frame(0x00, Uint8Array.of(0xc3), key), frame(0x00, Uint8Array.of(0xa9), key)), size),
    ),
  pings: (size: number) => repeated(frame(0x89, new Uint8Array(0), key), size),
  pongs: (size: number) => repeated(frame(0x8a, new Uint8Array(0), key), size),
});

const lined = (...all: string[]) => joined(`${all.join('\r\n')}\r\n\r\n`);
const UPGRADE = [
  'GET / HTTP/1.1',
  'Host: a',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** Requests are at most as long as the limit, so what grows is the field; all of these are refused or taken in the end. */
const upgradeInputs = {
  'many fields': (size: number) =>
    lined(...UPGRADE, ...new Array<string>(Math.floor(Math.min(size, 16_000) / 5)).fill('a:')),
  'one field many times': (size: number) =>
    lined(...UPGRADE, ...new Array<string>(Math.floor(Math.min(size, 16_000) / 22)).fill('Connection: Upgrade')),
  'a list of commas': (size: number) => lined(...UPGRADE, `Connection: ${','.repeat(Math.min(size, 16_000))}`),
  'extensions of many parameters': (size: number) =>
    lined(...UPGRADE, `Sec-WebSocket-Extensions: a${';b="c"'.repeat(Math.min(size, 15_000) / 6)}`),
  'subprotocols that all differ': (size: number) =>
    lined(
      ...UPGRADE,
      `Sec-WebSocket-Protocol: ${Array.from({ length: Math.min(size, 15_000) / 6 }, (_, n) => n).join()}`,
    ),
  'blanks around a value': (size: number) =>
    lined(...UPGRADE, `A: ${' \t'.repeat(Math.min(size, 15_000) / 2)}x${' \t'.repeat(10)}`),
  'a head without an end': (size: number) => repeated('\r\n\r', size),
};

const deflated = (key: Uint8Array | undefined) => ({
  'a bomb in one frame': (size: number) => frame(0xc2, bomb(Math.min(size, 15_000)), key),
  'bombs in small messages': (size: number) => repeated(frame(0xc2, bomb(100), key), size),
  'messages of nothing': (size: number) => repeated(frame(0xc2, Uint8Array.of(0), key), size),
  'a bomb byte by byte': (size: number) =>
    joined(
      ...[...bomb(Math.min(size / 8, 15_000))].map((byte, at) =>
        frame(at === 0 ? 0x42 : 0x00, Uint8Array.of(byte), key),
      ),
    ),
});

export const webSocketSubjects: readonly CostSubject[] = [
  { name: 'websocket upgrade', role: 'server', protocol: webSocket.server(), inputs: upgradeInputs },
  {
    name: 'websocket',
    role: 'server',
    protocol: frames({ role: 'server' }),
    answer: (message) => message,
    inputs: frameInputs(KEY),
  },
  {
    name: 'websocket',
    role: 'client',
    protocol: frames({ role: 'client', random: (bytes) => void bytes.fill(1) }),
    inputs: frameInputs(undefined),
  },
  {
    name: 'websocket, deflated',
    role: 'server',
    protocol: webSocket.server({ compression: permessageDeflate() }),
    before: lined(...UPGRADE, 'Sec-WebSocket-Extensions: permessage-deflate'),
    inflates: true,
    inputs: deflated(KEY),
  },
];
