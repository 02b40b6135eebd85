// A program that serves and does nothing for inspectors. Whoever writes a line to it is told what is left in it.
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect, liveSources, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

const server = await serve(jsonHeader(), () => json('yes'), tcp({ host: '127.0.0.1', port: 0 }));
const client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: server.address.port }));
await client.request(json('secret'));

createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.();
  const descriptors = readdirSync('/proc/self/fd').length;
  const watched = [...liveSources()].filter(({ watcher }) => watcher !== undefined).length;
  const sources = [...liveSources()].length;
  const resources = process.getActiveResourcesInfo().sort();
  console.log(JSON.stringify({ descriptors, watched, sources, resources, heap: process.memoryUsage().heapUsed }));
});
console.log('serving');
