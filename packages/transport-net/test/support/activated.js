/**
 * Serves lines on each socket that the service manager has opened, by the kind that its name says, and tells where, or what was wrong. In
 * so many processes as the argument says; 0 is this one alone.
 */
import { serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { inheritedSockets, tcp, unix } from '@wirechart/transport-net';
import { onAllCores } from '@wirechart/transport-net/cluster';

const cores = Number(process.argv[2] ?? 0);
const say = (what) => console.log(JSON.stringify(what));

say({ sockets: inheritedSockets() });
const servers = [];
for (const { fd, name } of inheritedSockets()) {
  const endpoint = name.startsWith('unix') ? unix({ path: process.argv[3], fd }) : tcp({ port: 0, fd });
  const start = () => serve(lines(), (line) => `${name} ${line}`, endpoint);
  try {
    const server = cores === 0 ? await start() : await onAllCores(start, { cores });
    servers.push(server);
    say({ address: server.address });
  } catch ({ code, message }) {
    say({ code, message });
  }
}
process.stdin.once('data', async () => {
  for (const server of servers) await server.close();
  process.exit(0);
});
say('ready');
