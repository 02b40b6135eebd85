import { connect, decodeUtf8, serve } from '@wirechart/core';
import { type Command, ErrorReply, type RespValue, respClient, respServer } from '@wirechart/protocols/resp';
import { tcp } from '@wirechart/transport-net';

const store = new Map<string, string>();

function handler({ name, args }: Command): RespValue {
  const [key = '', value = ''] = args.map((arg) => decodeUtf8(arg));
  if (name === 'GET') return store.get(key) ?? null;
  if (name !== 'SET') return new ErrorReply(`ERR unknown command '${name}'`);
  store.set(key, value);
  return 'OK';
}

await using server = await serve(respServer(), handler, tcp({ host: '127.0.0.1', port: 0 }));

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(respClient({ bulk: 'text' }), tcp({ host: '127.0.0.1', port }));

console.log(await client.request(['SET', 'rabbit', 'white']));
// Nobody waits: requests go out together, and replies come in their order.
console.log(await Promise.all([client.request(['GET', 'rabbit']), client.request(['GET', 'hole'])]));

const reply = await client.request(['FOLLOW', 'rabbit']);
if (reply instanceof ErrorReply) console.log(reply.code);
