/** WebSocket from the upgrade on, against the contract of protocols. */
import { constants, deflateRawSync } from 'node:zlib';
import { permessageDeflate } from '../../src/websocket/deflate/index.js';
import { type Sendable, type WebSocketMessage, webSocket } from '../../src/websocket/index.js';
import { examine } from '../support/examine.js';
import { fixed, fromClient, fromServer, request, response, SAMPLE_KEY } from './support/wire.js';

const concat = (...parts: Uint8Array[]) => Buffer.concat(parts);
const echo = (message: WebSocketMessage) => [message];
const hello = 'Hello, wörld 🐰';

/** A message as `permessage-deflate` has it (RFC 7692, 7.2.1). */
function deflated(message: Uint8Array | string): Uint8Array {
  const whole = deflateRawSync(message, { finishFlush: constants.Z_SYNC_FLUSH });
  return whole.subarray(0, -4);
}

const compression = { compression: permessageDeflate({ threshold: 8 }) };
const offered = {
  'Sec-WebSocket-Extensions': 'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
};
const long = 'tea for two, and two for tea; '.repeat(4);
const compressed = (send: typeof fromClient) => send(1, deflated(long), { rsv: 4 });
/** The header and a part of the compressed message, and the rest, with a ping in between. */
const compressedFragments = (send: typeof fromClient) => {
  const payload = deflated(long);
  return concat(send(1, payload.subarray(0, 9), { rsv: 4, fin: false }), send(9, 'ping'), send(0, payload.subarray(9)));
};

examine<WebSocketMessage, Sendable>({
  name: 'websocket',
  protocol: (role) =>
    role === 'server'
      ? webSocket.server(compression)
      : webSocket.client({ ...compression, url: 'ws://server.example.com/chat', random: fixed }),
  exhaustive: 6,
  runs: 30,
  conversations: [
    {
      name: 'the upgrade, with frames right after it',
      role: 'server',
      input: concat(request(), fromClient(1, hello), fromClient(8)),
      messages: [hello],
      replies: echo,
      goesOn: false,
      mayEnd: (offset) => offset === 0 || offset === request().length + fromClient(1, hello).length + 6,
    },
    {
      name: 'the upgrade, with frames right after it',
      role: 'client',
      input: concat(response(), fromServer(1, hello), fromServer(8)),
      messages: [hello],
      replies: echo,
      goesOn: false,
      mayEnd: (offset) => offset === response().length + fromServer(1, hello).length + 2,
    },
    {
      name: 'compressed messages',
      role: 'server',
      input: concat(request(offered), compressed(fromClient), fromClient(1, 'x'), compressedFragments(fromClient)),
      messages: [long, 'x', long],
      replies: echo,
      goesOn: false,
      mayEnd: (offset) => offset === 0,
    },
    {
      name: 'compressed messages',
      role: 'client',
      input: concat(response(offered), compressed(fromServer), compressedFragments(fromServer)),
      messages: [long, long],
      replies: echo,
      goesOn: false,
      mayEnd: () => false,
    },
  ],
  invalid: [
    {
      name: 'what is no DEFLATE',
      role: 'server',
      input: concat(request(offered), fromClient(1, Uint8Array.of(0xff, 1, 2, 3, 4), { rsv: 4 })),
      code: 'deflate-invalid',
    },
    {
      name: 'text that is not UTF-8 when it is inflated, before what is no DEFLATE',
      role: 'server',
      input: concat(
        request(offered),
        fromClient(1, concat(deflated(Uint8Array.of(0x61, 0xff)), Buffer.from('\0\0\xff\xff\xff\xff', 'latin1')), {
          rsv: 4,
        }),
      ),
      code: 'text-not-utf8',
    },
    {
      name: 'a message that inflates above the limit',
      role: 'server',
      input: concat(request(offered), fromClient(2, deflated(new Uint8Array(5000)), { rsv: 4 })),
      limits: { contentBytes: 4096 },
      code: 'limit-content-bytes',
    },
    {
      name: 'a compressed continuation',
      role: 'server',
      input: concat(request(offered), fromClient(1, 'x', { fin: false }), fromClient(0, 'x', { rsv: 4 })),
      code: 'reserved-bits',
    },
    { name: 'plain HTTP', role: 'server', input: request({ Upgrade: undefined }), code: 'upgrade-missing' },
    {
      name: 'a head above the limit',
      role: 'server',
      input: request(),
      limits: { headerBytes: 40 },
      code: 'frame-too-long',
    },
    {
      name: 'a request that is cut off',
      role: 'server',
      input: request().subarray(0, 30),
      end: true,
      code: 'truncated',
    },
    { name: 'no response', role: 'client', input: new Uint8Array(0), end: true, code: 'truncated' },
    {
      name: 'the answer to another key',
      role: 'client',
      input: response({ 'Sec-WebSocket-Accept': SAMPLE_KEY }),
      code: 'upgrade-accept',
    },
    { name: 'a refusal', role: 'client', input: response({}, 'HTTP/1.1 403 Forbidden'), code: 'upgrade-refused' },
  ],
});
