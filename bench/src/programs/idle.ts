/**
 * After `pnpm ready`, `node bench/dist/programs/idle.js [connections] [--tls]` measures what one process pays for connections that do
 * nothing: 100,000 unless it is told otherwise, over TCP or TLS 1.3, from processes of their own on as many addresses of the loopback
 * network as they need ports. It takes the rights to have that many files open (`prlimit`, as root, or `ulimit -n` beforehand).
 */
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { connect as connectNet, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp, tls } from '@wirechart/transport-net';
import { fixture } from '../subjects/tls-fixture.js';

/** Connections that a process opens, all from one address: it has 65,535 ports. */
const EACH = 15_000;
/** The lowest port that is called from. To let the system choose takes it long where most are taken. */
const FIRST_PORT = 20_000;
/** Connections that a process opens at a time; the system holds 511 until they are accepted. */
const ABREAST = 200;
/** Milliseconds for which nothing happens. */
const QUIET = 10_000;

const [, , role = '100000', ...rest] = process.argv;
const secured = rest.includes('--tls');
if (role === 'server') await server();
else if (role === 'caller') await caller(Number(rest[0]), Number(rest[1]), Number(rest[2]));
else await conduct(Number(role));

/** What a server says of itself. Memory in bytes. */
interface Look {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  /** Microseconds of CPU when it was asked, and when it had looked. */
  readonly asked: number;
  readonly cpu: number;
  readonly open: number;
}

async function conduct(connections: number): Promise<void> {
  // Processes inherit it.
  const files = connections + 1_000;
  const { status } = spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${files}:${files}`]);
  if (status !== 0) console.error(`(no right to ${files} files: as many as \`ulimit -n\` says have to do)`);
  const how = secured ? ['--tls'] : [];
  const served = child(['--expose-gc', '--single-threaded-gc'], ['server', ...how]);
  const { port } = await told<{ readonly port: number }>(served);
  const before = await look(served);
  const begun = performance.now();
  const callers: ChildProcess[] = [];
  for (let left = connections; left > 0; left -= EACH) {
    const numbers = [port, callers.length, Math.min(EACH, left)].map(String);
    const one = child([], ['caller', ...numbers, ...how]);
    callers.push(one);
    await told(one);
  }
  const opened = performance.now() - begun;
  let after = await look(served);
  // Some wait for the server to take them.
  while (after.open < connections) after = await look(served);
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  const idle = await look(served);
  const endpoint = secured ? tls({ port, ca: fixture.cert }) : tcp({ port });
  const asked = performance.now();
  const client = await connect(jsonHeader(), endpoint);
  await client.request(json('hello'));
  const answered = performance.now() - asked;
  await client.close();
  const kib = (bytes: number) => (bytes / connections / 1024).toFixed(2);
  const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(0);
  console.log(
    `${connections} idle connections over ${secured ? 'TLS 1.3' : 'TCP'}, opened in ${(opened / 1000).toFixed(1)} s`,
  );
  console.log(
    `resident memory: ${mib(before.rss)} MiB before, ${mib(idle.rss)} MiB with them: ${kib(idle.rss - before.rss)} KiB each`,
  );
  console.log(
    `heap: ${kib(idle.heapUsed - before.heapUsed)} KiB each; external ${kib(idle.external - before.external)} KiB each`,
  );
  console.log(`CPU while nothing happens: ${((idle.asked - after.cpu) / QUIET).toFixed(2)} ms a second`);
  console.log(`a call beside them: connected and answered in ${answered.toFixed(1)} ms`);
  for (const one of callers) one.disconnect();
  served.disconnect();
}

/** Collects before it looks, so only what is held counts. */
async function server(): Promise<void> {
  const endpoint = secured ? tls({ port: 0, ...fixture }) : tcp({ port: 0 });
  const options = { connections: 1_000_000, onError() {}, timeouts: { idle: 3_600_000, header: 3_600_000 } };
  const serving = await serve(jsonHeader(), ({ content }) => json(content), endpoint, options);
  const sum = ({ user, system }: NodeJS.CpuUsage) => user + system;
  process.on('message', () => {
    const asked = sum(process.cpuUsage());
    for (let round = 0; round < 2; round++) globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    const cpu = sum(process.cpuUsage());
    process.send?.({ rss, heapUsed, external, asked, cpu, open: serving.peers.size } satisfies Look);
  });
  process.once('disconnect', () => process.exit());
  const { address } = serving;
  if (address.kind === 'ip') process.send?.({ port: address.port });
}

/** @param index Of this process among the callers: each has its own address for the ports that it calls from. */
async function caller(port: number, index: number, count: number): Promise<void> {
  let left = count;
  const kept: Socket[] = [];
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const from = { localAddress: `127.0.1.${index + 1}`, localPort: FIRST_PORT + kept.length };
      const to = { port, host: '127.0.0.1', ...from };
      const socket = secured ? connectTls({ ...to, ca: fixture.cert }, resolve) : connectNet(to, resolve);
      kept.push(socket.once('error', reject));
    });
  const work = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  process.once('disconnect', () => process.exit());
  process.send?.({ opened: kept.length });
}

function child(flags: readonly string[], args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(import.meta.url), args, { execArgv: [...flags] });
}

function told<TMessage>(one: ChildProcess): Promise<TMessage> {
  return new Promise((resolve, reject) => {
    one.once('message', (message) => resolve(message as TMessage));
    one.once('exit', (code, signal) => reject(new Error(`a process has ended (${signal ?? code})`)));
  });
}

function look(one: ChildProcess): Promise<Look> {
  const answer = told<Look>(one);
  one.send('look');
  return answer;
}
