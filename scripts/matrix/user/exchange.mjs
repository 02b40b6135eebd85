import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { inMemory } from './exchange-in-memory.mjs';

await inMemory();

const server = await serve(
  jsonHeader(),
  (request) => json({ echo: request.content }),
  tcp({ host: '127.0.0.1', port: 0 }),
);
const { port } = server.address;
const client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port }));
const reply = await client.request(json({ rabbit: 'white' }));
if (reply.content.echo.rabbit !== 'white') throw new Error(JSON.stringify(reply.content));
await client.close();
await server.close();

// What the system says is an error of ours in every runtime.
const error = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port })).catch((error) => error);
if (error.blame !== 'transport' || error.code !== 'ECONNREFUSED') throw error;
