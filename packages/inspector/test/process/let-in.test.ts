/** Attaching to a process that did nothing for it: `ROUNDS=100` attaches so often, and leaves or is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as program from '../../src/program/index.js';
import type * as process_ from '../../src/program/process/let-in.js';
import { listeningSockets } from '../../src/program/process/sockets.js';

// What is loaded into the other process must be JavaScript, so it is all taken as it is shipped.
const { attachToProcess }: typeof program = await import('../../dist/program/index.js' as string);
const { letIn }: typeof process_ = await import('../../dist/program/process/let-in.js' as string);

const rounds = Number(process.env['ROUNDS'] ?? 5);
const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** A free port, rather than one that another test may have taken. */
const ANY_PORT = '--inspect-port=127.0.0.1:0';
const NOBODY = 65_534;

describe.skipIf(process.platform !== 'linux')(
  'a process that did nothing to be looked at',
  { timeout: 20_000 + rounds * 2000 },
  () => {
    let folder: string;
    const started: ChildProcess[] = [];
    const before = process.env['XDG_RUNTIME_DIR'];

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'wirechart-test-'));
      process.env['XDG_RUNTIME_DIR'] = folder;
    });
    afterEach(() => {
      for (const child of started.splice(0)) child.kill('SIGKILL');
    });
    afterAll(() => {
      if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
      else process.env['XDG_RUNTIME_DIR'] = before;
      rmSync(folder, { recursive: true });
    });

    async function start(command: string, args: readonly string[], options: { uid?: number } = {}): Promise<Child> {
      const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], ...options });
      started.push(child);
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const line = async () => String((await lines.next()).value);
      return { child, pid: child.pid as number, line };
    }

    async function startServer(...args: readonly string[]): Promise<Child> {
      const server = await start(process.execPath, ['--expose-gc', ANY_PORT, ...args, SERVER]);
      expect(await server.line()).toBe('serving');
      return server;
    }

    it('shows its connections, without what passes over them', async () => {
      const { pid } = await startServer();
      const [port] = listeningSockets(pid);
      await using attachment = await attachToProcess(pid, { payload: true, everything: true });
      const { live } = attachment.inspection.history;
      expect(live.hello).toMatchObject({ pid, payload: false, title: 'server.mjs' });
      expect([...live.entries.values()].map(({ opened }) => opened.name).sort()).toEqual([
        expect.stringMatching(/^json-header\/client\/\d+$/),
        expect.stringMatching(/^json-header\/server\/\d+$/),
      ]);
      // A server or a connection that comes later is seen too, and the agent itself never.
      const later = connectSocket((port as { port: number }).port, '127.0.0.1');
      await new Promise<void>((resolve) => {
        const stop = attachment.inspection.subscribe({
          changed: () => {
            if (live.open === 3) resolve(stop());
          },
          gone: () => undefined,
        });
      });
      later.destroy();
    });

    it('is as it was before, however often somebody has come and gone', async () => {
      const server = await startServer();
      const ask = async () => {
        server.child.stdin?.write('\n');
        return JSON.parse(await server.line());
      };
      const untilAlone = async () => {
        for (;;) {
          const left = await ask();
          if (left.watched === 0 && !existsSync(socketOf(server.pid))) return left;
        }
      };
      const ports = listeningSockets(server.pid);
      // The first time loads the agent, which stays in memory.
      await (await attachToProcess(server.pid)).close();
      const first = await untilAlone();
      const comeAndGo = async () => {
        const attachment = await attachToProcess(server.pid);
        expect(attachment.inspection.history.live.open).toBe(2);
        await attachment.close();
      };
      const comeAndBeKilled = async () => {
        const command = spawn(process.execPath, [COMMAND, 'inspect', String(server.pid)], {
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        started.push(command);
        await once(command.stdout, 'data');
        expect(await ask()).toMatchObject({ watched: 2 });
        command.kill('SIGKILL');
      };
      // A process of its own takes long to start.
      for (let round = 1; round <= rounds; round++) {
        await (round % 5 === 0 ? comeAndBeKilled() : comeAndGo());
        await untilAlone();
      }
      const { heap, ...left } = await untilAlone();
      const { heap: heapBefore, ...leftBefore } = first;
      expect(left).toEqual(leftBefore);
      // What was compiled meanwhile takes most of a megabyte, and stays so much: 160 rounds grew by half a kilobyte each.
      expect(heap - heapBefore).toBeLessThan(1_500_000 + rounds * 1024);
      expect(listeningSockets(server.pid)).toEqual(ports);
      expect(readdirSync(join(folder, 'wirechart'))).toEqual([]);
      if (process.env['ROUNDS'] !== undefined) console.log(`${rounds} rounds:`, leftBefore, left, heapBefore, heap);
    });

    it('is left alone where nothing of Wirechart is in it, and its port is closed again', async () => {
      const { pid, line } = await start(process.execPath, [
        ANY_PORT,
        '-e',
        'setInterval(() => {}, 1e6); console.log(1)',
      ]);
      await line();
      await expect(letIn(pid)).rejects.toThrow('no server or client of Wirechart has been opened in its main thread');
      expect(listeningSockets(pid)).toEqual([]);
    });

    it('keeps no inspector of Node open that others could reach over the network', async () => {
      const { pid } = await startServer('--inspect-port=0.0.0.0:0');
      const ports = listeningSockets(pid);
      await expect(letIn(pid)).rejects.toThrow('listens for the whole network');
      await expect.poll(() => listeningSockets(pid)).toEqual(ports);
    });

    it('is told of where it has its own use for the signal', async () => {
      const program = 'process.on("SIGUSR1", () => {}); setInterval(() => {}, 1e6); console.log(1)';
      const { pid, line } = await start(process.execPath, [ANY_PORT, '-e', program]);
      await line();
      await expect(letIn(pid, 200)).rejects.toThrow('it has a use of its own for that signal');
    });

    it('is not sent the signal where that would end it', async () => {
      // Takes no signals, under the name of Node; and a program of another name.
      const node = join(folder, 'node');
      copyFileSync('/bin/sleep', node);
      const deaf = await start(node, ['1000']);
      await expect(letIn(deaf.pid)).rejects.toThrow('it does not take SIGUSR1');
      const other = await start('/bin/sleep', ['1000']);
      await expect(letIn(other.pid)).rejects.toThrow(/^it is no Node process but \w+$/);
      for (const { child } of [deaf, other]) expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    });

    it.skipIf(process.getuid?.() !== 0)('is not touched where it is another user’s, even by root', async () => {
      const program = 'setInterval(() => {}, 1e6); console.log(1)';
      const { pid, line } = await start(process.execPath, [ANY_PORT, '-e', program], { uid: NOBODY });
      await line();
      await expect(letIn(pid)).rejects.toThrow(`it is another user’s (${NOBODY})`);
      expect(listeningSockets(pid)).toEqual([]);
    });

    it('may be none at all', async () => {
      await expect(letIn(2 ** 22 + 1)).rejects.toThrow('there is no such process');
    });

    function socketOf(pid: number): string {
      return join(folder, 'wirechart', `${pid}.sock`);
    }
  },
);

interface Child {
  readonly child: ChildProcess;
  readonly pid: number;
  /** The next line that it prints. */
  line(): Promise<string>;
}
