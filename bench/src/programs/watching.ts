/**
 * What watching one connection among many costs the server, with its bytes and the names of their parts: its CPU for the same exchanges
 * while an inspector is attached, with one connection watched and with none, in turn. After `pnpm ready`:
 * `node bench/dist/programs/watching.js [connections] [pairs]`
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { attach } from '@wirechart/inspector/program';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';

/** Requests of each connection in a sample. */
const EXCHANGES = 100;

const [role, ...rest] = process.argv.slice(2);
// None of the three stays when another has gone.
process.on('disconnect', () => process.exit());
if (role === 'server') await serving();
else if (role === 'inspector') await looking(rest[0] ?? '');
else await measure(Number(role ?? 200), Number(rest[0] ?? 15));

interface Served {
  readonly port: number;
  /** Of the socket at which the inspector attaches. */
  readonly path: string;
}

async function serving(): Promise<void> {
  const server = await serve(jsonHeader(), (message) => json(message.content), tcp({ port: 0 }));
  const { path } = await inspectable(server, { payload: true });
  process.on('message', () => process.send?.(process.cpuUsage()));
  const { address } = server;
  if (address.kind === 'ip') process.send?.({ port: address.port, path } satisfies Served);
}

async function looking(path: string): Promise<void> {
  const { inspection } = await attach(path, { payload: true });
  process.on('message', (ids: readonly number[]) => {
    inspection.watch(ids);
    process.send?.(inspection.history.live.open);
  });
  process.send?.('attached');
}

async function measure(count: number, pairs: number): Promise<void> {
  const server = child('server');
  const { port, path } = await told<Served>(server);
  const inspector = child('inspector', path);
  await told(inspector);
  const clients = await Promise.all(
    Array.from({ length: count }, () => connect(jsonHeader(), tcp({ host: '127.0.0.1', port }))),
  );
  /** Microseconds of CPU. */
  const used = async () => {
    const { user, system } = await ask<NodeJS.CpuUsage>(server, 'cpu');
    return user + system;
  };
  const sample = async (watched: readonly number[]) => {
    await ask(inspector, watched);
    const before = await used();
    await Promise.all(
      clients.map(async (client) => {
        for (let left = EXCHANGES; left > 0; left--) await client.request(json({ value: left }));
      }),
    );
    return (await used()) - before;
  };
  const [none, one] = [[], [1]];
  await sample(none);
  await sample(one);
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const noneFirst = pair % 2 === 0;
    const first = await sample(noneFirst ? none : one);
    const second = await sample(noneFirst ? one : none);
    ratios.push(noneFirst ? second / first : first / second);
  }
  ratios.sort((a, b) => a - b);
  const at = (part: number) => ratios[Math.floor(part * (ratios.length - 1))]?.toFixed(3);
  console.log(
    `${count} connections, one watched ÷ none: ${at(0.5)} (quartiles ${at(0.25)} to ${at(0.75)}, ${pairs} pairs)`,
  );
  inspector.kill();
  server.kill();
  process.exit();
}

function child(...args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), args);
}

async function told<TMessage>(one: ChildProcess): Promise<TMessage> {
  return (await once(one, 'message'))[0];
}

function ask<TAnswer>(one: ChildProcess, what: string | readonly number[]): Promise<TAnswer> {
  const answer = told<TAnswer>(one);
  one.send(what);
  return answer;
}
