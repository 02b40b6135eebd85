import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { proxied, proxyHeaderOf } from '@wirechart/protocols/proxy';
import { tcp } from '@wirechart/transport-net';

export const server = await serve(
  proxied(jsonHeader(), { trusted: ['127.0.0.1', '10.0.0.0/8'] }),
  (_, peer) =>
    json({ client: peer.remote, proxy: peer.via.remote, asked: proxyHeaderOf(peer)?.authority ?? 'for nobody' }),
  tcp({ host: '127.0.0.1', port: 65432 }),
);
