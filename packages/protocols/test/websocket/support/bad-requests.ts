/** Requests that a server must not take, with the code of the error and the status of the answer. */
import { head, request, SAMPLE_KEY } from './wire.js';

const without = (name: string) => request({ [name]: undefined });
const twice = (name: string, value: string) => request({ [name]: `${value}\r\n${name}: ${value}` });

export const badRequests: readonly (readonly [name: string, code: string, status: number, request: Uint8Array])[] = [
  ['without Upgrade', 'upgrade-missing', 426, without('Upgrade')],
  ['that upgrades to something else', 'upgrade-missing', 426, request({ Upgrade: 'h2c' })],
  ['without Connection: Upgrade', 'upgrade-missing', 426, request({ Connection: 'keep-alive' })],
  ['of a browser that wants a page', 'upgrade-missing', 426, head('GET / HTTP/1.1', 'Host: a', 'Accept: text/html')],
  ['of version 8', 'upgrade-version', 426, request({ 'Sec-WebSocket-Version': '8' })],
  ['without a version', 'upgrade-version', 426, without('Sec-WebSocket-Version')],
  ['without a key', 'upgrade-key', 400, without('Sec-WebSocket-Key')],
  ['with a short key', 'upgrade-key', 400, request({ 'Sec-WebSocket-Key': 'c2hvcnQ=' })],
  ['with a key that is no base64', 'upgrade-key', 400, request({ 'Sec-WebSocket-Key': `${'!'.repeat(22)}==` })],
  ['with two keys', 'upgrade-key', 400, twice('Sec-WebSocket-Key', SAMPLE_KEY)],
  ['without a host', 'upgrade-field', 400, without('Host')],
  ['with two hosts', 'upgrade-field', 400, twice('Host', 'a')],
  ['with a subprotocol twice', 'upgrade-field', 400, request({ 'Sec-WebSocket-Protocol': 'a, a' })],
  ['with an empty list of subprotocols', 'upgrade-field', 400, request({ 'Sec-WebSocket-Protocol': '' })],
  ['by POST', 'http-method', 405, request({}, 'POST /chat HTTP/1.1')],
  ['of HTTP/1.0', 'http-version', 505, request({}, 'GET /chat HTTP/1.0')],
  ['of HTTP/2', 'http-version', 505, Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['with a body to come', 'http-malformed', 400, request({ 'Content-Length': '5' })],
  ['with chunks to come', 'http-malformed', 400, request({ 'Transfer-Encoding': 'chunked' })],
  ['that is no HTTP', 'http-malformed', 400, Buffer.from('hello\r\n\r\n')],
  ['of TLS', 'http-malformed', 400, Buffer.from('\x16\x03\x01\x02\r\n\r\n', 'latin1')],
  ['of nothing', 'http-malformed', 400, Buffer.from('\r\n\r\n')],
  ['with a blank before a colon', 'http-malformed', 400, head('GET / HTTP/1.1', 'Host : a')],
  ['with a folded field', 'http-malformed', 400, head('GET / HTTP/1.1', 'Host: a', ' b')],
  ['with a bare line feed', 'http-malformed', 400, head('GET / HTTP/1.1', 'Host: a\nX: y')],
  ['with a zero byte', 'http-malformed', 400, head('GET / HTTP/1.1', 'Host: a\0')],
  ['with a nameless field', 'http-malformed', 400, head('GET / HTTP/1.1', ': a')],
  ['with a relative target', 'http-malformed', 400, request({}, 'GET chat HTTP/1.1')],
  ['that is too long', 'frame-too-long', 431, request({ Cookie: 'x'.repeat(17 * 1024) })],
];
