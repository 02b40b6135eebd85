/**
 * `node bench/idle.mjs [connections] [--tls]` measures what one process pays for connections that do nothing: 100,000 unless it is told
 * otherwise, over TCP or TLS 1.3, from processes of their own on as many addresses of the loopback network as they need ports. It takes the
 * rights to have that many files open (`prlimit`, as root, or `ulimit -n` beforehand).
 */
import { fork, spawnSync } from 'node:child_process';
import { connect as connectNet } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { connect, serve } from '@wirechart/core';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp, tls } from '@wirechart/transport-net';
import { fixture } from './dist/subjects/tls-fixture.js';

const [, , role = '100000', ...rest] = process.argv;
/** Connections that a process opens, all from one address: it has 65,535 ports. */
const EACH = 15_000;
/** The lowest port that is called from. To let the system choose takes it long where most are taken. */
const FIRST_PORT = 20_000;
/** Connections that a process opens at a time; the system holds 511 until they are accepted. */
const ABREAST = 200;

if (role === 'server') await server(rest[0] === '--tls');
else if (role === 'caller') await caller(...rest.map(Number));
else await conduct(Number(role), rest.includes('--tls'));

async function conduct(connections, secured) {
  // Processes inherit it.
  const files = connections + 1_000;
  const { status } = spawnSync('prlimit', ['--pid', String(process.pid), `--nofile=${files}:${files}`]);
  if (status !== 0) console.error(`(no right to ${files} files: as many as \`ulimit -n\` says have to do)`);
  const served = child(['--expose-gc', '--single-threaded-gc'], ['server', ...(secured ? ['--tls'] : [])]);
  const { port } = await told(served);
  const before = await ask(served, 'look');
  const begun = performance.now();
  const callers = [];
  for (let left = connections; left > 0; left -= EACH) {
    const one = child(
      [],
      ['caller', String(port), String(callers.length), String(Math.min(EACH, left)), secured ? '1' : '0'],
    );
    callers.push(one);
    await told(one);
  }
  const opened = performance.now() - begun;
  let after = await ask(served, 'look');
  // Some wait for the server to take them.
  while (after.open < connections) after = await ask(served, 'look');
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const idle = await ask(served, 'look');
  const endpoint = secured ? tls({ port, ca: fixture.cert }) : tcp({ port });
  const asked = performance.now();
  const client = await connect(jsonHeader(), endpoint);
  await client.request(json('hello'));
  const answered = performance.now() - asked;
  await client.close();
  const kib = (bytes) => (bytes / connections / 1024).toFixed(2);
  const mib = (bytes) => (bytes / 1024 / 1024).toFixed(0);
  console.log(
    `${connections} idle connections over ${secured ? 'TLS 1.3' : 'TCP'}, opened in ${(opened / 1000).toFixed(1)} s`,
  );
  console.log(
    `resident memory: ${mib(before.rss)} MiB before, ${mib(idle.rss)} MiB with them: ${kib(idle.rss - before.rss)} KiB each`,
  );
  console.log(
    `heap: ${kib(idle.heapUsed - before.heapUsed)} KiB each; external ${kib(idle.external - before.external)} KiB each`,
  );
  console.log(`CPU while nothing happens: ${((idle.asked - after.cpu) / 10_000).toFixed(2)} ms a second`);
  console.log(`a call beside them: connected and answered in ${answered.toFixed(1)} ms`);
  for (const one of callers) one.disconnect();
  served.disconnect();
}

/** `look` collects first, so only what is held counts. */
async function server(secured) {
  const endpoint = secured ? tls({ port: 0, ...fixture }) : tcp({ port: 0 });
  const options = {
    connections: 1_000_000,
    onError() {},
    timeouts: { idle: 3_600_000, header: 3_600_000 },
  };
  const serving = await serve(jsonHeader(), ({ content }) => json(content), endpoint, options);
  process.on('message', () => {
    const before = process.cpuUsage();
    for (let round = 0; round < 2; round++) globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    const sum = ({ user, system }) => user + system;
    process.send({
      rss,
      heapUsed,
      external,
      asked: sum(before),
      cpu: sum(process.cpuUsage()),
      open: serving.peers.size,
    });
  });
  process.once('disconnect', () => process.exit());
  process.send({ port: serving.address.port });
}

async function caller(port, index, count, secured) {
  let left = count;
  const kept = [];
  const one = () =>
    new Promise((resolve, reject) => {
      // Its own address for the ports that it calls from.
      const from = { localAddress: `127.0.1.${index + 1}`, localPort: FIRST_PORT + kept.length };
      const socket = secured
        ? connectTls({ port, host: '127.0.0.1', ...from, ca: fixture.cert }, resolve)
        : connectNet({ port, host: '127.0.0.1', ...from }, resolve);
      kept.push(socket.once('error', reject));
    });
  const work = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: ABREAST }, work));
  process.once('disconnect', () => process.exit());
  process.send({ opened: kept.length });
}

function child(flags, args) {
  return fork(fileURLToPath(import.meta.url), args, { execArgv: flags });
}

function told(one) {
  return new Promise((resolve, reject) => {
    one.once('message', resolve);
    one.once('exit', (code, signal) => reject(new Error(`a process has ended (${signal ?? code})`)));
  });
}

function ask(one, what) {
  const answer = told(one);
  one.send(what);
  return answer;
}
