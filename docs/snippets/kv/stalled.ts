import { connect as dial } from 'node:net';
import { connect, serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { tcp } from '@wirechart/transport-net';
import { kvClient, kvServer } from './protocol.js';
import { memoryStore } from './store.js';

const server = await serve(kvServer, memoryStore(), tcp({ host: '127.0.0.1', port: 0 }));
const inspected = await inspectable(server, { payload: true });
const port = server.address.kind === 'ip' ? server.address.port : 0;

// Three clients that behave.
const clients = await Promise.all([1, 2, 3].map(() => connect(kvClient, tcp({ host: '127.0.0.1', port }))));
const asking = setInterval(() => {
  for (const client of clients) client.request({ type: 'get', key: 'rabbit' }).catch(() => undefined);
}, 200);

// And one that sends three of the five bytes of a header, and waits.
const buggy = dial(port, '127.0.0.1');
buggy.write(Uint8Array.of(1, 0, 0));

console.log(`npx wirechart inspect ${process.pid} --payload --all`);

export const { path } = inspected;

/** Ends all of it. */
export async function close(): Promise<void> {
  clearInterval(asking);
  buggy.destroy();
  await Promise.all(clients.map((client) => client.close()));
  await inspected.close();
  await server.close();
}
