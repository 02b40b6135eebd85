import { connect, serve } from '@wirechart/core';
import { close, webSocket } from '@wirechart/protocols/websocket';
import { tcp } from '@wirechart/transport-net';

// A handler gets text as strings and bytes as Uint8Arrays, and answers with either.
const chat = webSocket.server({ protocols: ['shout'] });
const shout = (message: string | Uint8Array) => (typeof message === 'string' ? message.toUpperCase() : message);
await using server = await serve(chat, shout, tcp({ host: '127.0.0.1', port: 0 }));

const port = server.address.kind === 'ip' ? server.address.port : 0;
const client = await connect(
  webSocket.client({
    url: `ws://127.0.0.1:${port}/rabbits?colour=white`,
    random: (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
    protocols: ['shout'],
  }),
  tcp({ host: '127.0.0.1', port }),
);

console.log(await client.request('follow the white rabbit'));

await client.send(close(1000, 'knock, knock'));
await client.close();
