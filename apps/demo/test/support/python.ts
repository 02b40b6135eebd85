/** The independent peers in ../python, which need Python's standard library and nothing else. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { listeningPort } from './demo.js';
import { RunningProgram } from './process.js';

const PYTHON = 'python3';
const FOLDER = fileURLToPath(new URL('../python/', import.meta.url));

/** Where Python is missing the tests that need it are skipped; not in CI, which must install it. */
export const canRunPython =
  process.env['CI'] !== undefined || spawnSync(PYTHON, ['--version'], { stdio: 'ignore' }).status === 0;

export type Way = 'whole' | 'one-byte' | 'random';

/** How a peer cuts what it sends: all at once (many messages in one send), a byte per send, or at random places. */
export const WAYS: readonly Way[] = ['whole', 'one-byte', 'random'];

/** Decides every random cut of a run. Repeat a run with the variable WIRECHART_SEED. */
export const SEED = Number(process.env['WIRECHART_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Starts a peer, for example `startPython('app_client.py', ['127.0.0.1', port, '--send', 'one-byte'])`. */
export function startPython(script: string, args: readonly (string | number)[]): RunningProgram {
  return new RunningProgram(PYTHON, ['-B', `${FOLDER}${script}`, ...args.map(String)]);
}

export async function startPythonServer(script: string, args: readonly (string | number)[]): Promise<number> {
  return listeningPort(startPython(script, args));
}
