import { connect, decodeUtf8, encodeUtf8, serve } from '@wirechart/core';
import { tcp } from '@wirechart/transport-net';
import { kvClient, kvServer } from './protocol.js';
import { memoryStore } from './store.js';

await using server = await serve(kvServer, memoryStore(), tcp({ host: '127.0.0.1', port: 0 }));
const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(kvClient, tcp({ host: '127.0.0.1', port }));

await client.request({ type: 'set', key: 'rabbit', value: encodeUtf8('white') });
// Nobody waits: both requests go out together, and replies come in their order.
const [rabbit, queen] = await Promise.all([
  client.request({ type: 'get', key: 'rabbit' }),
  client.request({ type: 'get', key: 'queen' }),
]);
console.log(rabbit?.type === 'value' ? decodeUtf8(rabbit.value) : rabbit?.type, queen?.type);
