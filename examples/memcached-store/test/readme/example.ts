import { connect, encodeUtf8, serve } from '@wirechart/core';
import { answering, MemoryStore } from '@wirechart/memcached-store';
import { get, increment, keyOf, memcached, set } from '@wirechart/protocols/memcached';
import { tcp } from '@wirechart/transport-net';

const store = new MemoryStore({ now: Date.now });
await using server = await serve(memcached.server(), answering(store), tcp({ host: '127.0.0.1', port: 0 }));

const port = server.address.kind === 'ip' ? server.address.port : 0;
await using client = await connect(memcached.client({ speaks: 'binary' }), tcp({ host: '127.0.0.1', port }));

const stored = await client.request(set(keyOf('größe'), encodeUtf8('41'), { exptime: 60 }));
console.log(stored.type);
const [number, found] = await Promise.all([
  client.request(increment(keyOf('größe'))),
  client.request(get(['none', keyOf('größe')])),
]);
if (number.type === 'number') console.log(number.value);
if (found.type === 'values') console.log(found.items.length);
