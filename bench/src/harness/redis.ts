/** The programs of Redis, where they are installed. */
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';

/** Names of those that are not on the PATH. */
export function missingPrograms(): string[] {
  return ['redis-server', 'redis-benchmark'].filter((name) => spawnSync(name, ['--version']).status !== 0);
}

export interface RedisServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A redis-server that keeps nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([saidReady(child), exited.then(() => Promise.reject(new Error('redis-server ended')))]);
  return {
    port,
    async close() {
      child.kill();
      await exited;
    },
  };
}

/**
 * Runs tests of redis-benchmark in one go.
 *
 * @param tests as it takes them with `-t`
 * @returns requests per second, in the order of the tests
 */
export async function redisBenchmark(
  port: number,
  plan: { readonly tests: readonly string[]; readonly requests: number; readonly depth: number },
): Promise<readonly number[]> {
  const { tests, requests, depth } = plan;
  const args = ['-p', port, '-n', requests, '-P', depth, '-t', tests.join(','), '--csv'].map(String);
  const { stdout } = await promisify(execFile)('redis-benchmark', args);
  // A head, and a line for each test: its name and its rate, in quotes.
  const rates = [...stdout.matchAll(/^"[^"]*","([\d.]+)"/gm)].map(([, rate]) => Number(rate));
  if (rates.length !== tests.length) throw new Error(`redis-benchmark said: ${stdout}`);
  return rates;
}

async function saidReady(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    said += piece;
    if (said.includes('Ready to accept connections')) break;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
