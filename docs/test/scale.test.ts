/** The configuration of the page, with four backends, and a rolling restart of all of them under load. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Client, connect } from '@wirechart/core';
import { type JsonHeaderMessage, json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { expect, onTestFinished, test } from 'vitest';
import { canRunHaproxy, freePort, scratchFolder, startHaproxy } from '../../packages/protocols/test/proxy/haproxy.js';

/** As often as one likes: `WIRECHART_ROUNDS=50 npx vitest run --project compiled docs/test/scale.test.ts`. */
const ROUNDS = Number(process.env['WIRECHART_ROUNDS'] ?? 1);
const CLIENTS = 4;
const DEPTH = 16;

const PAGE = readFileSync(new URL('../scale.md', import.meta.url), 'utf8');
const block = (language: string, index = 0) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))][index]?.[1] as string;

test.skipIf(!canRunHaproxy)(
  'a rolling restart under load at depth 16: no accepted request is lost, none is answered twice',
  { timeout: 60_000 + ROUNDS * 30_000 },
  async () => {
    const folder = scratchFolder();
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    const front = await freePort();
    const stats = `${folder}/admin.sock`;
    let configuration = block('haproxy').replace('/run/haproxy/admin.sock', stats).replace('65432', String(front));
    for (const [index, port] of ports.entries())
      configuration = configuration.replace(String(65_441 + index), String(port));

    const done: string[] = [];
    const backends = await Promise.all(ports.map((port) => startBackend(port, done)));
    startHaproxy(folder, configuration);
    await allUp(stats);

    const load = new Load(front);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, port] of ports.entries()) {
        const before = load.answered;
        await stopped(backends[index] as ChildProcess);
        backends[index] = await startBackend(port, done);
        await allUp(stats);
        // It has gone on meanwhile.
        await load.past(before + 200);
      }
    }
    await load.stop();

    const counts = new Map<string, number>();
    for (const id of done) counts.set(id, (counts.get(id) ?? 0) + 1);
    const twice = [...counts].filter(([, count]) => count > 1);
    expect(twice, 'accepted twice: the first reply was lost').toEqual([]);
    expect(load.doubled, 'replies to nothing that was asked').toBe(0);
    expect(load.replies.size).toBe(load.asked);
    expect(counts.size).toBe(load.asked);
    // Some backend was never called between two of its restarts, but most were.
    expect(load.backends.size).toBeGreaterThan(4);
    const { asked, retried, connections } = load;
    console.log(
      `${ROUNDS} rounds: ${asked} requests, ${retried} sent again, ${connections} connections, 0 lost, 0 twice`,
    );
  },
);

/** Clients that keep so many requests under way each, and send again what was not accepted. */
class Load {
  readonly replies = new Set<number>();
  readonly backends = new Set<number>();
  asked = 0;
  answered = 0;
  doubled = 0;
  retried = 0;
  connections = 0;
  readonly #port: number;
  readonly #working: Promise<unknown>;
  readonly #watching: (() => void)[] = [];
  #over = false;

  constructor(port: number) {
    this.#port = port;
    this.#working = Promise.all(Array.from({ length: CLIENTS }, () => this.#work()));
    this.#working.catch(() => {});
  }

  async past(answered: number): Promise<void> {
    while (this.answered < answered) await new Promise<void>((resolve) => this.#watching.push(resolve));
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#working;
  }

  async #work(): Promise<void> {
    /** Requests that are to be sent again. */
    const again: number[] = [];
    while (!this.#over || again.length > 0) {
      const client = await connect(jsonHeader(), tcp({ port: this.#port })).catch(() => undefined);
      if (client === undefined) continue;
      this.connections += 1;
      await Promise.all(Array.from({ length: DEPTH }, () => this.#askOn(client, again)));
      await client.close().catch(() => {});
    }
  }

  /** One request after the other, until the connection is over or all is done. */
  async #askOn(client: Client<JsonHeaderMessage, JsonHeaderMessage>, again: number[]): Promise<void> {
    for (;;) {
      const first = again.shift();
      if (first === undefined && this.#over) return;
      const id = first ?? this.asked++;
      try {
        const { content } = await client.request(json({ id }));
        const reply = content as { readonly id: number; readonly by: number };
        if (reply.id !== id || this.replies.has(id)) this.doubled += 1;
        this.replies.add(id);
        this.backends.add(reply.by);
        this.answered += 1;
        for (const resolve of this.#watching.splice(0)) resolve();
      } catch {
        this.retried += 1;
        again.push(id);
        return;
      }
    }
  }
}

async function startBackend(port: number, done: string[]): Promise<ChildProcess> {
  const docs = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', block('js')], {
    cwd: docs,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let rest = '';
  await new Promise<void>((resolve, reject) => {
    child.once('close', (status) => reject(new Error(`a backend ended with ${status} before it was ready`)));
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() as string;
      for (const line of lines) {
        const [, id] = /^did (\d+) for 127\.0\.0\.1$/.exec(line) ?? [];
        if (id !== undefined) done.push(id);
        else if (line === 'ready') resolve();
      }
    });
  });
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) throw new Error(`a backend had ended with ${child.exitCode}`);
  return new Promise((resolve) => {
    child.once('close', () => resolve());
    child.kill('SIGTERM');
  });
}

/** Waits until haproxy says that all backends are up. */
async function allUp(stats: string): Promise<void> {
  for (;;) {
    const state = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connectPlain(stats, () => socket.write('show stat\n'));
      socket.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      socket.once('end', () => resolve(text)).once('error', reject);
    });
    if (state.split('\n').filter((line) => /^servers,(one|two|three|four),.*,UP,/.test(line)).length === 4) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const canActivate = spawnSync('systemd-socket-activate', ['--version']).status === 0;

test.skipIf(!canActivate)('the program under a service manager is started by who calls, and answers', async () => {
  const port = await freePort();
  const docs = fileURLToPath(new URL('..', import.meta.url));
  const program = [process.execPath, '--input-type=module', '-e', block('js', 1)];
  const manager = spawn('systemd-socket-activate', ['-l', `127.0.0.1:${port}`, ...program], {
    cwd: docs,
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  onTestFinished(() => void manager.kill());
  await new Promise<void>((resolve) => {
    manager.stderr.setEncoding('utf8').on('data', (text: string) => text.includes('Listening on') && resolve());
  });
  const client = await connect(jsonHeader(), tcp({ port }));
  expect((await client.request(json('hello'))).content).toEqual({ echo: 'hello' });
  await client.close();
  const over = new Promise((resolve) => manager.once('exit', resolve));
  manager.kill('SIGTERM');
  expect(await over).toBe(0);
});

test.skipIf(!canRunHaproxy)('haproxy takes the configuration of the page', () => {
  const path = `${scratchFolder()}/haproxy.cfg`;
  writeFileSync(path, block('haproxy'));
  const { status, stderr } = spawnSync('haproxy', ['-c', '-f', path], { encoding: 'utf8' });
  expect(stderr).not.toMatch(/\[(ALERT|WARNING)\]/);
  expect(status).toBe(0);
});
