import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { randomSizes, simulatedNetwork } from '@wirechart/transport-memory';

const network = simulatedNetwork({ seed: 7, latency: [5, 50], chunking: randomSizes() });
const server = await serve(jsonHeader(), (request) => json({ echo: request.content }), network.endpoint('server'));
const client = await connect(jsonHeader(), network.endpoint('server'));

const reply = await client.request(json('follow the white rabbit'));
console.log(reply.content, `after ${Math.round(network.clock.now())} ms`);

await client.close();
await server.close();
