/** The built demo. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Ended, RunningProgram } from './process.js';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Starts the demo. */
export function start(args: readonly (string | number)[], env?: NodeJS.ProcessEnv): RunningProgram {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: build first (tsc -b)`);
  return new RunningProgram(process.execPath, [MAIN, ...args.map(String)], env);
}

/** Runs the demo to its end. */
export function run(args: readonly (string | number)[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return start(args, env).ended;
}

/** Starts a server of the demo on a free port and waits until it is ready. */
export async function startServer(program: string, ...options: readonly string[]) {
  const server = start([program, '127.0.0.1', 0, ...options]);
  return { server, port: await listeningPort(server) };
}

/** Waits for the line that every server prints, and returns its port. */
export async function listeningPort(server: RunningProgram): Promise<number> {
  const [, port] = await server.until(/listening on 127\.0\.0\.1:(\d+)/);
  return Number(port);
}

/** Each line of `--json` output, parsed. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
