/** Frames and heads written by hand, apart from the encoder that is under test, and whatever is wrong with them. */
import { createHash } from 'node:crypto';

export interface WireFrame {
  /** Default true. */
  readonly fin?: boolean;
  /** RSV1, RSV2 and RSV3 as bits 4, 2 and 1. Default 0. */
  readonly rsv?: number;
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** The key of the mask; undefined for a frame without one. */
  readonly key?: readonly number[];
  /** How the length is written. Default: as it should be. */
  readonly form?: 7 | 16 | 64;
  /** The length that is announced, where it is not that of the payload. */
  readonly announced?: bigint;
}

export const KEY = [0x37, 0xfa, 0x21, 0x3d];

export function frame({ fin = true, rsv = 0, opcode, payload = '', key, form, announced }: WireFrame): Uint8Array {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const length = announced ?? BigInt(bytes.length);
  const shortest = length < 126n ? 7 : length < 65_536n ? 16 : 64;
  const masked = key === undefined ? 0 : 0x80;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  switch (form ?? shortest) {
    case 7:
      head.push(masked | Number(length));
      break;
    case 16:
      head.push(masked | 126, Number(length >> 8n), Number(length & 0xffn));
      break;
    case 64:
      head.push(masked | 127);
      for (let shift = 56n; shift >= 0n; shift -= 8n) head.push(Number((length >> shift) & 0xffn));
  }
  const sent = key === undefined ? bytes : bytes.map((byte, at) => byte ^ (key[at % 4] as number));
  return Buffer.concat([Uint8Array.from([...head, ...(key ?? [])]), sent]);
}

/** As a client sends it. */
export const fromClient = (opcode: number, payload: Uint8Array | string = '', rest: Partial<WireFrame> = {}) =>
  frame({ opcode, payload, key: KEY, ...rest });

/** As a server sends it. */
export const fromServer = (opcode: number, payload: Uint8Array | string = '', rest: Partial<WireFrame> = {}) =>
  frame({ opcode, payload, ...rest });

export const closePayload = (code: number, reason: Uint8Array | string = '') =>
  Buffer.concat([Uint8Array.of(code >> 8, code & 0xff), Buffer.from(reason)]);

/** The frames of some bytes without masks, or with them. */
export function framesOf(bytes: Uint8Array): { opcode: number; fin: boolean; rsv: number; payload: Buffer }[] {
  const found = [];
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; ) {
    const [first, second] = [all[at] as number, all[at + 1] as number];
    at += 2;
    let length = second & 0x7f;
    if (length === 126) {
      length = all.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(all.readBigUInt64BE(at));
      at += 8;
    }
    const key = second >= 0x80 ? all.subarray(at, at + 4) : undefined;
    if (key !== undefined) at += 4;
    const payload = all.subarray(at, at + length).map((byte, i) => byte ^ (key?.[i % 4] ?? 0));
    at += length;
    found.push({ opcode: first & 0x0f, fin: first >= 0x80, rsv: (first >> 4) & 7, payload: Buffer.from(payload) });
  }
  return found;
}

export const head = (...lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');

/** Of the example of RFC 6455, 1.2. */
export const SAMPLE_KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

/** A request that is as it must be, with fields changed, added, or (undefined) left out. */
export function request(changes: Record<string, string | undefined> = {}, line = 'GET /chat HTTP/1.1'): Uint8Array {
  return head(line, ...lines({ ...REQUEST, ...changes }));
}

/** The response to it. */
export function response(changes: Record<string, string | undefined> = {}, line = 'HTTP/1.1 101 Switching Protocols') {
  return head(line, ...lines({ ...RESPONSE, ...changes }));
}

export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

/** Randomness that is the same every time: the key of every request is {@link FIXED_KEY}. */
export const fixed = (bytes: Uint8Array): void => {
  bytes.fill(0x5a);
};
export const FIXED_KEY = Buffer.alloc(16, 0x5a).toString('base64');

const REQUEST = {
  Host: 'server.example.com',
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Key': SAMPLE_KEY,
  'Sec-WebSocket-Version': '13',
};

const RESPONSE = {
  Upgrade: 'websocket',
  Connection: 'Upgrade',
  'Sec-WebSocket-Accept': acceptOf(FIXED_KEY),
};

function lines(fields: Record<string, string | undefined>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
}
