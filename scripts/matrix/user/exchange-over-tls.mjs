import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tls } from '@wirechart/transport-net';
import { cert, key } from './certificate.mjs';

const HOST = '127.0.0.1';
const serving = (options) =>
  serve(
    jsonHeader(),
    (request) => json({ echo: request.content }),
    tls({ host: HOST, port: 0, cert, key, ...options }),
    {
      onError() {},
    },
  );

const server = await serving().catch((error) => error);
if (!hasServers()) {
  if (!/needs Node, or Bun 1\.4/.test(server.message)) throw server;
  process.exit();
}
if (server instanceof Error) throw server;

const { port } = server.address;
const client = await connect(jsonHeader(), tls({ host: HOST, port, ca: cert }));
for (const rabbit of ['white', 'x'.repeat(1_000_000)]) {
  const { content } = await client.request(json({ rabbit }));
  if (content.echo.rabbit !== rabbit) throw new Error(JSON.stringify(content));
}
await client.close();

// A certificate that nobody vouches for.
const error = await connect(jsonHeader(), tls({ host: HOST, port })).catch((error) => error);
if (error.stage !== 'handshake' || error.problem !== 'unknown-authority') throw error;
await server.close();

function hasServers() {
  const [major, minor] = (process.versions.bun ?? '1.4').split('.').map(Number);
  return major > 1 || minor >= 4;
}
