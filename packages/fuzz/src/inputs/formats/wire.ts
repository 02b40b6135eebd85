import { bytes, type Format } from './format.js';

/** HTTP/1.1 requests (RFC 9112). */
export const httpRequests: Format = {
  corpus: [
    'GET /a?b HTTP/1.1\r\nHost: x\r\n\r\nPOST /c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello',
    'POST /d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: u\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\nA:  b \r\nA: c\r\nConnection: close\r\n\r\n',
  ],
  dictionary: [
    '\r\n',
    '\r\n\r\n',
    'GET / HTTP/1.1\r\n',
    'Host: x\r\n',
    'Content-Length: 0\r\n',
    'Transfer-Encoding: chunked\r\n',
    '0\r\n\r\n',
    'Expect: 100-continue\r\n',
    ': ',
    ';',
  ],
};

/** HTTP/1.1 responses (RFC 9112). */
export const httpResponses: Format = {
  corpus: [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: ä\r\n\r\nhello',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nT: u\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.0 200 OK\r\n\r\nuntil the end',
  ],
  dictionary: [
    'HTTP/1.1 ',
    '200 OK\r\n',
    '304 Not Modified\r\n',
    '\r\n',
    '\r\n\r\n',
    'Content-Length: ',
    'Transfer-Encoding: chunked\r\n',
    '0\r\n\r\n',
    'Connection: close\r\n',
  ],
};

/** Bodies of `multipart/form-data` with the boundary `xyz` (RFC 7578). */
export const multipart: Format = {
  corpus: [
    '--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n--xyz\r\nContent-Disposition: form-data; name="f"; filename="ä.txt"\r\nContent-Type: text/plain\r\n\r\ntwo\r\n--xy\r\n--xyz--\r\n',
    'preamble\r\n--xyz\r\nContent-Disposition: form-data; name="e"\r\n\r\n\r\n--xyz--\r\nepilogue',
  ],
  dictionary: [
    '--xyz',
    '--xyz\r\n',
    '--xyz--',
    '\r\n--xy',
    '\r\n',
    '\r\n\r\n',
    '--',
    'Content-Disposition: form-data; name="n"\r\n',
    '; filename="f"',
    '\r',
    '-',
  ],
};

/** MessagePack values, one after the other. */
export const messagePack: Format = {
  corpus: [
    bytes(0x93, 1, 0xa2, 'ab', 0x82, 0xa1, 'k', 0xc3, 0xa1, 'l', 0xc0),
    bytes(
      0xcb,
      Buffer.from('3ff8000000000000', 'hex'),
      0xd9,
      33,
      'x'.repeat(33),
      0xc4,
      2,
      0,
      1,
      0xcf,
      Buffer.from('ffffffffffffffff', 'hex'),
    ),
    bytes(0xde, 0, 1, 0xa3, '€', 0xdc, 0, 2, 0xd1, 0x80, 0, 0xce, 0xff, 0xff, 0xff, 0xff, 0xd4, 5, 9),
  ],
  dictionary: [
    bytes(0xc0),
    bytes(0xc2),
    bytes(0x80),
    bytes(0x90),
    bytes(0xa0),
    bytes(0xd9, 1),
    bytes(0xda, 0, 1),
    bytes(0xdc, 0, 1),
    bytes(0xca),
    bytes(0xcb),
    bytes(0xc4, 1),
    bytes(0xd6, 0xff),
    bytes(0x7f),
    bytes(0xe0),
  ],
};

/** CBOR values, one after the other (RFC 8949). */
export const cbor: Format = {
  corpus: [
    bytes(0x83, 1, 0x62, 'ab', 0xa2, 0x61, 'k', 0xf5, 0x61, 'l', 0xf6),
    bytes(
      0xfb,
      Buffer.from('3ff8000000000000', 'hex'),
      0x78,
      24,
      'x'.repeat(24),
      0x42,
      0,
      1,
      0x1b,
      Buffer.from('001fffffffffffff', 'hex'),
    ),
    bytes(
      0x9f,
      0x7f,
      0x63,
      '€',
      0x61,
      'a',
      0xff,
      0x5f,
      0x41,
      0,
      0xff,
      0xbf,
      0x61,
      'k',
      0x20,
      0xff,
      0xff,
      0xc1,
      0x1a,
      0x5e,
      0,
      0,
      0,
    ),
  ],
  dictionary: [
    bytes(0xf6),
    bytes(0xf7),
    bytes(0x80),
    bytes(0xa0),
    bytes(0x60),
    bytes(0x9f),
    bytes(0xbf),
    bytes(0x7f),
    bytes(0x5f),
    bytes(0xff),
    bytes(0x18, 24),
    bytes(0x19, 1, 0),
    bytes(0xf9, 0x3c, 0),
    bytes(0xc0),
  ],
};

/** RESP, what a Redis client reads. */
export const resp: Format = {
  corpus: [
    '+OK\r\n:1000\r\n$5\r\nhello\r\n$-1\r\n-ERR no\r\n',
    '*3\r\n$1\r\na\r\n*2\r\n:1\r\n$0\r\n\r\n*-1\r\n',
    '%1\r\n+k\r\n,1.5\r\n~2\r\n#t\r\n_\r\n=7\r\ntxt:abc\r\n(12345678901234567890\r\n',
  ],
  dictionary: ['\r\n', '+', '-ERR ', ':', '$', '*', '$-1\r\n', '*0\r\n', '$0\r\n\r\n', '*1\r\n', '0', '-1', '10', '\r'],
};

/** MQTT 3.1.1 packets. */
export const mqtt: Format = {
  corpus: [
    bytes(0x10, 13, 0, 4, 'MQTT', 4, 2, 0, 60, 0, 1, 'a', 0x30, 7, 0, 3, 'a/b', 'hi', 0xc0, 0),
    bytes(0x82, 8, 0, 1, 0, 3, 'a/b', 1, 0x32, 8, 0, 1, 'a', 0, 2, 'msg', 0x40, 2, 0, 2, 0xe0, 0),
    bytes(0x30, 0x84, 0x01, 0, 2, 'ab', Buffer.alloc(128, 'x'), 0xd0, 0),
  ],
  dictionary: [
    bytes(0xc0, 0),
    bytes(0xd0, 0),
    bytes(0xe0, 0),
    bytes(0x30),
    bytes(0x80, 1),
    bytes(0xff, 0x7f),
    bytes(0, 1, 'a'),
    bytes(0, 0),
    bytes(0x40, 2, 0, 1),
  ],
};

/** WebSocket frames of a server (RFC 6455). */
export const webSocketFrames: Format = {
  corpus: [
    bytes(0x81, 5, 'hello', 0x89, 1, 'p', 0x82, 2, 1, 2, 0x88, 2, 3, 0xe8),
    bytes(0x01, 3, 'h', 0xc3, 0xa4, 0x89, 0, 0x80, 4, '😀', 0x82, 126, 0, 130, Buffer.alloc(130, 7)),
  ],
  dictionary: [
    bytes(0x81, 1, 'a'),
    bytes(0x01, 1, 'a'),
    bytes(0x80, 0),
    bytes(0x89, 0),
    bytes(0x8a, 0),
    bytes(0x82, 126, 0, 126),
    bytes(0x88, 0),
    bytes(0x88, 2, 3, 0xe8),
  ],
};

/** Frames after a length of one, two or four bytes, of which a parser takes one. */
export const lengthPrefixed: Format = {
  corpus: [
    bytes(5, 'hello', 2, 'ab', 0, 1, 'c'),
    bytes(0, 5, 'hello', 0, 0, 0, 1, 'c'),
    bytes(0, 0, 0, 5, 'hello', 0, 0, 0, 0),
  ],
  dictionary: [bytes(0), bytes(1, 'a'), bytes(0, 1, 'a'), bytes(0, 0, 0, 1, 'a'), bytes(0x80, 1), bytes(0xff)],
};
