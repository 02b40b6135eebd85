/** Where agents listen: a folder that only its owner can open, and in it a socket for each process. */
import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path, { join } from 'node:path';

/** Of a process. On Windows, where there are no such folders, the name of a pipe. */
export function socketPath(pid: number): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\wirechart-${pid}` : join(folder(), `${pid}${SUFFIX}`);
}

/** The same as text of an expression, for a process of another environment to work it out. */
export function socketPathExpression(pid: number): string {
  const modules = ['os', 'path'].map((name) => `process.getBuiltinModule('${name}')`).join(', ');
  return `(${folderBy})(${modules}) + '/${pid}${SUFFIX}'`;
}

/**
 * Makes the folder, or sees that the one that is there is nobody else's.
 *
 * @throws Error when it belongs to somebody else, or others can open it and that cannot be changed.
 */
export function ownFolder(): void {
  if (process.platform === 'win32') return;
  const path = folder();
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = ownStat(path);
  if (uid !== process.getuid?.()) throw new Error(`${path} belongs to another user`);
  if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** Processes that have an agent, or had one and died. */
export function pids(): number[] {
  if (process.platform === 'win32') return [];
  try {
    return readdirSync(folder()).flatMap((name) => {
      const pid = name.endsWith(SUFFIX) ? Number(name.slice(0, -SUFFIX.length)) : Number.NaN;
      return Number.isInteger(pid) ? [pid] : [];
    });
  } catch {
    return [];
  }
}

function folder(): string {
  return folderBy(os, path);
}

/** Knows nothing but what it is given: its text is run elsewhere too. */
function folderBy({ tmpdir, userInfo }: typeof os, { join }: typeof path): string {
  const runtime = process.env['XDG_RUNTIME_DIR'];
  if (runtime !== undefined && runtime !== '') return join(runtime, 'wirechart');
  return join(tmpdir(), `wirechart-${userInfo().uid}`);
}

/** A link would lead to a folder of somebody else's choice. */
function ownStat(path: string): { readonly uid: number; readonly mode: number } {
  const stat = lstatSync(path);
  if (!stat.isDirectory()) throw new Error(`${path} is no folder`);
  return stat;
}

const SUFFIX = '.sock';
