import { connect, serve } from '@wirechart/core';
import { ErrorReply, respClient, respServer } from '@wirechart/protocols/resp';
import { respService } from '@wirechart/resp-service';
import { tcp } from '@wirechart/transport-net';

const { handler, onEvent } = respService({ now: Date.now });
await using server = await serve(respServer(), handler, tcp({ host: '127.0.0.1', port: 0 }), { onEvent });

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(respClient({ version: 3, bulk: 'text' }), tcp({ host: '127.0.0.1', port }));

console.log(await client.request(['SET', 'rabbit', 'white', 'PX', 5000]));
console.log(await Promise.all([client.request(['GET', 'rabbit']), client.request(['INCR', 'visits'])]));

const reply = await client.request(['LPUSH', 'rabbit', 'x']);
if (reply instanceof ErrorReply) console.log(reply.code);
