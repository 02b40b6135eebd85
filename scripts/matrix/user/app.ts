import { connect, type Protocol, serve } from '@wirechart/core';
import { type JsonHeaderMessage, json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

const protocol: Protocol<JsonHeaderMessage, JsonHeaderMessage> = jsonHeader();

export async function main(): Promise<unknown> {
  const server = await serve(protocol, (request) => json({ echo: request.content }), tcp({ port: 0 }));
  const port: number = server.address.kind === 'ip' ? server.address.port : 0;
  const client = await connect(protocol, tcp({ port }), { signal: AbortSignal.timeout(1000) });
  const reply = await client.request(json({ rabbit: 'white' }));
  for await (const message of client) console.log(message.content);
  await server[Symbol.asyncDispose]();
  return reply.content;
}
