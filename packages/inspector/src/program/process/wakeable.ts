/**
 * Whether a process can be sent the signal on which Node opens its inspector. SIGUSR1 ends a process that does not take it, so nothing is
 * sent before it is known that it does, that the process is Node, and that it is the user's own.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** @throws Error that says why it cannot, in a sentence. */
export function mustBeWakeable(pid: number): void {
  if (process.platform !== 'linux')
    throw new Error(`it has to call inspectable(): letting oneself in works on Linux only`);
  const status = statusOf(pid);
  const owner = Number(/^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]);
  if (owner !== process.geteuid?.())
    throw new Error(`it is another user’s (${owner}), and only that user may look at it`);
  const program = programOf(pid);
  if (!isNode(program)) throw new Error(`it is no Node process but ${basename(program)}`);
  if (!takesSignal(status)) throw new Error('it does not take SIGUSR1 (started with --disable-sigusr1, or just now)');
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch (cause) {
    throw new Error('there is no such process', { cause });
  }
}

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
  } catch (cause) {
    throw new Error('what it runs cannot be seen', { cause });
  }
}

function isNode(program: string): boolean {
  return program === process.execPath || /^node(?:js)?(?:-?\d+)?$/.test(basename(program));
}

/** Signals that the process has a handler for stand as bits in `SigCgt`, the first one lowest (proc(5)). */
function takesSignal(status: string): boolean {
  const caught = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  return ((caught >> BigInt(SIGUSR1 - 1)) & 1n) === 1n;
}

const SIGUSR1 = 10;
