import { connect, countersOf, serve } from '@wirechart/core';
import { raw } from '@wirechart/protocols/raw';
import { tcp } from '@wirechart/transport-net';
import { kvServer } from './protocol.js';
import { memoryStore } from './store.js';

// The last 8 transitions of each connection are kept, and stand on its error when it fails.
await using server = await serve(kvServer, memoryStore(), tcp({ host: '127.0.0.1', port: 0 }), {
  record: 8,
  onError: ({ code, state, offset, trace = [] }) => {
    console.log(`${code} in ${state}, at byte ${offset}`);
    for (const { half, from, event, to } of trace) console.log(`${half}: ${from} --${event}--> ${to}`);
  },
});
const port = server.address.kind === 'ip' ? server.address.port : 0;

// A good request, and a length that cannot be honest.
const client = await connect(raw(), tcp({ host: '127.0.0.1', port }));
await client.send(Uint8Array.of(1, 0, 0, 0, 1, 0x61, 2, 0xff, 0xff, 0xff, 0xff));
await client.close();

// Counted since the server began, over all of its connections.
const { states } = countersOf(server.prepared.read);
console.log(states);
