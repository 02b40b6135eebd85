/** What becomes of connections that wait in the system's queue when a server closes: they are answered, or ended in order, or refused. */
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { run } from './support/tools.js';

vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = fileURLToPath(new URL('support/draining-server.js', import.meta.url));

/** How a connection came out that asks once. */
function asking(port: number, line: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('connect', () => socket.write(`${line}\n`));
    socket.setEncoding('utf8').on('data', (text) => {
      heard += text;
      if (heard.endsWith('\n')) socket.end();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(heard === '' ? `${error.code}` : 'answered'));
    socket.on('close', () => resolve(heard === `${line}\n` ? 'answered' : `ended after '${heard}'`));
  });
}

test.each([
  ['one process', 0],
  ['two processes', 2],
])('%s: nobody who is waiting is reset', async (_, cores) => {
  for (let round = 0; round < 2; round++) {
    const program = run(process.execPath, [PROGRAM, cores]);
    const port = Number((await program.until(/listening on (\d+)/))[1]);
    const busy = Array.from({ length: Math.max(1, cores) }, () => asking(port, 'busy'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const waiting = Array.from({ length: 300 }, (_, at) => asking(port, `line ${at}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    program.signal('SIGTERM');
    // Some come while it closes.
    const late = Array.from({ length: 100 }, (_, at) => asking(port, `late ${at}`));
    expect(await Promise.all(busy)).toContain('answered');
    expect((await Promise.all(waiting)).filter((outcome) => !OK.includes(outcome))).toEqual([]);
    // One that comes just as the listener goes is the system's.
    const lost = (await Promise.all(late)).filter((outcome) => !OK.includes(outcome));
    expect(lost.length, lost.join()).toBeLessThan(5);
    expect(await program.ended).toBe(0);
  }
});

const OK = ['answered', "ended after ''", 'ECONNREFUSED'];
