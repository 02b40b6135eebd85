// A program that serves and does nothing for inspectors. Whoever writes a line to it is told what is left in it.
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect, liveSources, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

// A hundred rounds take longer than a connection may be idle.
const timeouts = { idle: 3_600_000 };
const server = await serve(jsonHeader(), () => json('yes'), tcp({ host: '127.0.0.1', port: 0 }), { timeouts });
const client = await connect(jsonHeader(), tcp({ host: '127.0.0.1', port: server.address.port }), { timeouts });
await client.request(json('secret'));

createInterface({ input: process.stdin }).on('line', () => {
  globalThis.gc?.();
  const descriptors = readdirSync('/proc/self/fd').length;
  const threads = readdirSync('/proc/self/task').length;
  const watched = [...liveSources()].filter(({ watcher }) => watcher !== undefined).length;
  const sources = [...liveSources()].length;
  const resources = process.getActiveResourcesInfo().sort();
  console.log(
    JSON.stringify({ descriptors, threads, watched, sources, resources, heap: process.memoryUsage().heapUsed }),
  );
});
console.log('serving');
