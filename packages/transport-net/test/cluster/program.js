/**
 * A server in several processes, told what to do on standard input: `metrics`, `pids`, `restart`, `close`, and two things at once, of
 * which it says how many processes are left when the second is done.
 */
import cluster from 'node:cluster';
import { serve } from '@wirechart/core';
import { lines } from '@wirechart/protocols/framing';
import { tcp } from '@wirechart/transport-net';
import { onAllCores } from '@wirechart/transport-net/cluster';

const port = Number(process.argv[2] ?? 0);
const answer = (line) => {
  if (line === 'crash') process.exit(7);
  if (line === 'stuck') {
    say({ stuck: process.pid });
    for (;;);
  }
  if (line === 'hang') return new Promise(() => {});
  return `${process.pid} ${line}`;
};
const say = (what) => console.log(JSON.stringify(what));

try {
  const server = await onAllCores(() => serve(lines(), answer, tcp({ port }), { onError() {} }), {
    cores: 2,
    closeTimeout: Number(process.argv[3] ?? 30_000),
    onKill: (pid, after) => say({ kill: pid, after }),
    onExit: (pid, why) => say({ exited: pid, why }),
  });
  say({ address: server.address, pids: server.pids });
  for await (const text of process.stdin.setEncoding('utf8')) {
    for (const command of text.trim().split('\n')) {
      if (command === 'metrics') say({ metrics: await server.metrics() });
      else if (command === 'pids') say({ pids: server.pids });
      else if (command === 'restart') say({ restarted: await server.restart().then(() => server.pids) });
      else if (command === 'restart, close' || command === 'close, abort') {
        const [first, second] = command.split(', ');
        server[first]();
        await server[second]();
        say({ left: Object.keys(cluster.workers).length });
      } else if (command === 'close') {
        await server.close();
        say({ killed: server.killed });
        say({ closed: await server.metrics() });
        process.exit(0);
      }
    }
  }
} catch (error) {
  say({ failed: error.message, code: error.code });
  process.exit(1);
}
