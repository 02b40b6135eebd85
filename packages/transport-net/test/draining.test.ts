/** What becomes of connections that wait in the system's queue when a server closes: they are answered, or ended in order, or refused. */
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { run } from './support/tools.js';

vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = fileURLToPath(new URL('support/draining-server.js', import.meta.url));

interface Asking {
  /** It waits in the system's queue, or has come out. */
  readonly queued: Promise<unknown>;
  /** How it came out. */
  readonly outcome: Promise<string>;
}

/** A connection that asks once. */
function asking(port: number, line: string): Asking {
  const socket = connect(port, '127.0.0.1');
  const queued = new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  const outcome = new Promise<string>((resolve) => {
    let heard = '';
    socket.on('connect', () => socket.write(`${line}\n`));
    socket.setEncoding('utf8').on('data', (text) => {
      heard += text;
      if (heard.endsWith('\n')) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(heard === '' ? `${error.code}` : 'answered'));
    socket.on('close', () => resolve(heard === `${line}\n` ? 'answered' : `ended after '${heard}'`));
  });
  return { queued, outcome };
}

const outcomes = (all: readonly Asking[]) => Promise.all(all.map(({ outcome }) => outcome));

test.each([
  ['one process', 0, false],
  ['two processes', 2, false],
  ['two processes on a machine that is busy', 2, true],
])('%s: nobody who is waiting is reset', async (_, cores, starved) => {
  for (let round = 0; round < (starved ? 1 : 2); round++) {
    const program = run(process.execPath, [PROGRAM, cores]);
    const [, where, who = ''] = await program.until(/listening on (\d+) as ([\d ]+)\n/);
    const port = Number(where);
    const feed = starved ? starve(who.split(' ').map(Number)) : undefined;
    const busy = Array.from({ length: Math.max(1, cores) }, () => asking(port, 'busy'));
    await program.until(/busy/);
    const waiting = Array.from({ length: 300 }, (_, at) => asking(port, `line ${at}`));
    await Promise.all(waiting.map(({ queued }) => queued));
    program.signal('SIGTERM');
    // Some come while it closes.
    const late = Array.from({ length: 100 }, (_, at) => asking(port, `late ${at}`));
    expect(await outcomes(busy)).toContain('answered');
    expect((await outcomes(waiting)).filter((outcome) => !OK.includes(outcome))).toEqual([]);
    // One that comes just as the listener goes is the system's.
    const lost = (await outcomes(late)).filter((outcome) => !OK.includes(outcome));
    expect(lost.length, lost.join()).toBeLessThan(5);
    expect(await program.ended).toBe(0);
    await feed?.();
  }
});

/** Has processes run by turns of some milliseconds, and wait for longer. Returns what ends it. */
function starve(pids: readonly number[]): () => Promise<unknown> {
  let over = false;
  const goOn = async (pid: number, at: number) => {
    for (let turn = at; !over; turn += 1) {
      if (!signalled(pid, 'SIGSTOP')) return;
      await setTimeout(20 + ((turn * 37) % 100));
      signalled(pid, 'SIGCONT');
      await setTimeout((turn * 23) % 40);
    }
  };
  const all = Promise.all(pids.map(goOn));
  return () => {
    over = true;
    return all;
  };
}

/** False for a process that has ended. */
function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const OK = ['answered', "ended after ''", 'ECONNREFUSED'];
