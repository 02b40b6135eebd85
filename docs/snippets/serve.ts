import { serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

const server = await serve(
  jsonHeader(),
  (request, peer) => json({ echo: request.content, from: peer.remote }),
  tcp({ host: '127.0.0.1', port: 65432 }),
);
// … and when it is time to go: answers what is under way, then closes.
await server.close();
