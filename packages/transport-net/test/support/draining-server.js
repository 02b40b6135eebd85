/**
 * A server of lines that stops in order on SIGTERM, alone or in as many processes as the first argument says, on the port of the second.
 * `busy` keeps its process busy for a while, and says so, so that connections wait in the system's queue.
 */
import { serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';
import { onAllCores } from '@wirechart/transport-net/cluster';

const cores = Number(process.argv[2] ?? 0);
const port = Number(process.argv[3] ?? 0);
const answer = (line) => {
  if (line === 'busy') {
    console.log('busy');
    for (const until = performance.now() + 300; performance.now() < until; );
  }
  return line;
};
const start = () => serve(lines(), answer, tcp({ port, backlog: 4_096 }), { onError() {} });
const server = cores === 0 ? await start() : await onAllCores(start, { cores });
console.log(`listening on ${server.address.port} as ${[process.pid, ...(server.pids ?? [])].join(' ')}`);
process.once('SIGTERM', async () => {
  await server.close();
  process.exit(0);
});
