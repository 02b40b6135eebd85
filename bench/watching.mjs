/**
 * What watching one connection among many costs the server, with its bytes and the names of their parts: its CPU for the same exchanges
 * while an inspector is attached, with one connection watched and with none, in turn. `node bench/watching.mjs [connections] [pairs]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect, serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { attach } from '@wirechart/inspector/program';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

const [role, ...rest] = process.argv.slice(2);
// None of the three stays when another has gone.
process.on('disconnect', () => process.exit());
if (role === 'server') await serving();
else if (role === 'inspector') await looking(rest[0]);
else await measure(Number(role ?? 200), Number(rest[0] ?? 15));

async function serving() {
  const server = await serve(jsonHeader(), (message) => json(message.content), tcp({ port: 0 }));
  const { path } = await inspectable(server, { payload: true });
  process.on('message', () => process.send(process.cpuUsage()));
  process.send({ port: server.address.port, path });
}

async function looking(path) {
  const { inspection } = await attach(path, { payload: true });
  process.on('message', (ids) => {
    inspection.watch(ids);
    process.send(inspection.history.live.open);
  });
  process.send('attached');
}

async function measure(count, pairs) {
  const server = fork(process.argv[1], ['server']);
  const [{ port, path }] = await once(server, 'message');
  const inspector = fork(process.argv[1], ['inspector', path]);
  await once(inspector, 'message');
  const clients = await Promise.all(
    Array.from({ length: count }, () => connect(jsonHeader(), tcp({ host: '127.0.0.1', port }))),
  );
  const ask = async (child, message) => {
    child.send(message);
    return (await once(child, 'message'))[0];
  };
  const sample = async (ids) => {
    await ask(inspector, ids);
    const exchanges = 100;
    const before = await ask(server, 'cpu');
    await Promise.all(
      clients.map(async (client) => {
        for (let left = exchanges; left > 0; left--) await client.request(json({ value: left }));
      }),
    );
    const after = await ask(server, 'cpu');
    return after.user + after.system - before.user - before.system;
  };
  await sample([]);
  await sample([1]);
  const ratios = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = pair % 2 === 0 ? [] : [1];
    const a = await sample(first);
    const b = await sample(first.length === 0 ? [1] : []);
    ratios.push(first.length === 0 ? b / a : a / b);
  }
  ratios.sort((a, b) => a - b);
  const at = (part) => ratios[Math.floor(part * (ratios.length - 1))].toFixed(3);
  console.log(
    `${count} connections, one watched ÷ none: ${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)}, ${pairs} pairs)`,
  );
  inspector.kill();
  server.kill();
  process.exit();
}
