import { reconnecting } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

await using client = reconnecting(jsonHeader(), tcp({ host: '127.0.0.1', port: 65432 }), {
  // Before any request of each new connection: to log in, say.
  prepare: async (connection) => void (await connection.request(json({ action: 'login' }))),
});
const reply = await client.request(json({ action: 'search', value: 'morpheus' }), { safe: true });
console.log(reply.content);
