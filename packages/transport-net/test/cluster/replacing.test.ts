/** Processes that crash and processes that do not end, in virtual time: who takes their place when, and who is killed. */
import type { Worker } from 'node:cluster';
import { EventEmitter } from 'node:events';
import { addMetrics, type ServerMetrics } from '@wirechart/core';
import { simulatedNetwork } from '@wirechart/transport-memory';
import { expect, test } from 'vitest';
import type { ClusterOptions } from '../../src/cluster/index.js';
import type { FromWorker, ToWorker } from '../../src/cluster/messages.js';
import { Primary } from '../../src/cluster/primary.js';
import { clusterSettings } from '../../src/cluster/settings.js';

/** What the first process sees of another one. */
class FakeWorker extends EventEmitter {
  readonly process: { readonly pid: number; readonly kill: (signal: string) => void };
  readonly told: string[] = [];

  constructor(pid: number) {
    super();
    this.process = { pid, kill: (signal) => this.exit(null, signal) };
  }

  isConnected(): boolean {
    return true;
  }

  send({ wirechart }: ToWorker): void {
    this.told.push(wirechart);
  }

  say(message: FromWorker): void {
    this.emit('message', message);
  }

  listen(): void {
    this.say({ wirechart: 'listening', address: { kind: 'ip', host: '127.0.0.1', port: 1, family: 4 } });
  }

  exit(code: number | null, signal: string | null = null): void {
    this.emit('exit', code, signal);
  }
}

function clusterOf(options: ClusterOptions) {
  const simulation = simulatedNetwork({ run: 'stepped', seed: 3 });
  const workers: FakeWorker[] = [];
  const exits: string[] = [];
  const waits: number[] = [];
  const kills: string[] = [];
  const settings = clusterSettings({
    onExit(pid, why, { wait, error }) {
      waits.push(wait);
      exits.push(`${pid} ${why}${error === undefined ? '' : ` ${error.message}`}`);
    },
    onKill: (pid, after) => kills.push(`${pid} after ${after}`),
    ...options,
  });
  const start = () => {
    const worker = new FakeWorker(workers.length + 1);
    workers.push(worker);
    return worker as unknown as Worker;
  };
  const primary = new Primary(settings, start, simulation.clock);
  const last = () => workers.at(-1) as FakeWorker;
  /** All of them, serving. */
  const up = async () => {
    const started = primary.start();
    for (const worker of workers) worker.listen();
    await started;
  };
  return { simulation, primary, workers, exits, waits, kills, last, up };
}

const exactly = { first: 100, factor: 2, most: 1_000, jitter: 0 };

test('each process that does not last is waited for longer, up to a cap, and one that lasted begins anew', async () => {
  const { simulation, primary, workers, exits, waits, last, up } = clusterOf({
    cores: 1,
    backoff: exactly,
    steady: 5_000,
  });
  await up();
  const crashAfter = async (milliseconds: number) => {
    await simulation.advanceBy(milliseconds);
    last().exit(7);
    const count = workers.length;
    const wait = waits.at(-1) as number;
    await simulation.advanceBy(wait - 1);
    expect(workers, 'not before its time').toHaveLength(count);
    await simulation.advanceBy(1);
    expect(workers).toHaveLength(count + 1);
    last().listen();
    expect(primary.pids).toEqual([count + 1]);
  };
  for (let crash = 0; crash < 6; crash++) await crashAfter(10);
  expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  await crashAfter(4_999);
  expect(waits.at(-1), 'one that did not last long enough').toBe(1_000);
  await crashAfter(5_000);
  expect(waits.at(-1), 'one that lasted').toBe(100);
  await crashAfter(0);
  expect(waits.at(-1)).toBe(200);
  expect(exits[0]).toBe('1 7');
});

test('a replacement that fails before it serves is told with its error, and replaced in its turn', async () => {
  const { simulation, primary, workers, exits, waits, last, up } = clusterOf({ cores: 1, backoff: exactly });
  await up();
  last().exit(null, 'SIGSEGV');
  await simulation.advanceBy(100);
  last().say({ wirechart: 'failed', failure: { message: 'no configuration', code: undefined, stage: undefined } });
  last().exit(1);
  expect(exits).toEqual(['1 SIGSEGV', '2 1 no configuration']);
  expect(waits).toEqual([100, 200]);
  await simulation.advanceBy(200);
  last().listen();
  expect(workers).toHaveLength(3);
  expect(primary.pids).toEqual([3]);
});

test('places wait for themselves, and chance parts them', async () => {
  const { simulation, workers, waits, up } = clusterOf({ cores: 8, backoff: { first: 100, jitter: 0.5 } });
  await up();
  for (const worker of workers.slice()) worker.exit(1);
  expect(waits).toHaveLength(8);
  for (const wait of waits) expect(wait > 50 && wait <= 100).toBe(true);
  expect(new Set(waits).size, 'all at once is what brings a machine down').toBe(8);
  await simulation.advanceBy(100);
  expect(workers).toHaveLength(16);
});

test('a place that waits is not filled once all are to end, and holds nobody up', async () => {
  const { simulation, primary, workers, last, up } = clusterOf({ cores: 1 });
  await up();
  last().exit(1);
  await primary.close();
  expect(primary.killed).toEqual([]);
  await simulation.advanceBy(60_000);
  expect(workers).toHaveLength(1);
});

test('close is bounded: who has not ended within closeTimeout is killed, and both sides of it are told', async () => {
  const { simulation, primary, workers, kills, exits, up } = clusterOf({ cores: 2, closeTimeout: 3_000 });
  await up();
  const closing = primary.close();
  expect(workers.map(({ told }) => told)).toEqual([['close'], ['close']]);
  await simulation.advanceBy(2_000);
  workers[0]?.exit(0);
  await simulation.advanceBy(999);
  expect(kills).toEqual([]);
  await simulation.advanceBy(1);
  expect(kills).toEqual(['2 after 3000']);
  await closing;
  expect(primary.killed).toEqual([2]);
  expect(exits, 'nobody takes the place').toEqual([]);
});

test('a process that was still starting and never comes up is killed as well', async () => {
  const { simulation, primary, workers, kills, last, up } = clusterOf({ cores: 1, backoff: exactly });
  await up();
  last().exit(1);
  await simulation.advanceBy(100);
  expect(workers).toHaveLength(2);
  const closing = primary.close();
  await simulation.advanceBy(30_000);
  await closing;
  expect(primary.killed).toEqual([2]);
  expect(kills).toEqual(['2 after 30000']);
});

test('a close without a bound waits for as long as it takes; an abort has one of its own', async () => {
  const { simulation, primary, kills, up } = clusterOf({ cores: 1, closeTimeout: Number.POSITIVE_INFINITY });
  await up();
  void primary.close();
  await simulation.advanceBy(3_600_000);
  expect(kills).toEqual([]);
  const aborting = primary.abort();
  await simulation.advanceBy(4_999);
  expect(kills).toEqual([]);
  await simulation.advanceBy(1);
  await aborting;
  expect(primary.killed).toEqual([1]);
});

test('a restart kills a process that does not close, and goes on with the next', async () => {
  const { simulation, primary, workers, kills, up } = clusterOf({ cores: 2, closeTimeout: 500 });
  await up();
  const restarting = primary.restart();
  workers[2]?.listen();
  await simulation.advanceBy(500);
  expect(kills).toEqual(['1 after 500']);
  workers[3]?.listen();
  await simulation.advanceBy(0);
  workers[1]?.exit(0);
  await restarting;
  expect(primary.pids).toEqual([3, 4]);
});

test('one that crashes while a restart starts another in its place gets that one, and no third', async () => {
  const { simulation, primary, workers, exits, waits, last, up } = clusterOf({ cores: 1 });
  await up();
  const restarting = primary.restart();
  workers[0]?.exit(7);
  expect([exits, waits]).toEqual([['1 7'], [0]]);
  last().listen();
  await restarting;
  await simulation.advanceBy(60_000);
  expect(workers).toHaveLength(2);
  expect(primary.pids).toEqual([2]);
});

test('if that one fails too, another comes after a while', async () => {
  const { simulation, primary, workers, waits, last, up } = clusterOf({ cores: 1, backoff: exactly });
  await up();
  const restarting = primary.restart().catch(({ message }: Error) => message);
  workers[0]?.exit(7);
  last().exit(8);
  expect(await restarting).toBe('a server process ended before it listened (8)');
  expect(waits).toEqual([0, 100]);
  await simulation.advanceBy(100);
  last().listen();
  expect(primary.pids).toEqual([3]);
});

test('a restart whose new process fails leaves the old one, and tells who asked for it', async () => {
  const { simulation, primary, workers, exits, last, up } = clusterOf({ cores: 1 });
  await up();
  const restarting = primary.restart();
  last().exit(8);
  await expect(restarting).rejects.toThrow('(8)');
  await simulation.advanceBy(60_000);
  expect(exits).toEqual([]);
  expect(workers).toHaveLength(2);
  expect(primary.pids).toEqual([1]);
});

test('one that has closed ends when it is told that nothing more was sent to it', async () => {
  const { primary, workers, up } = clusterOf({ cores: 1 });
  await up();
  const closing = primary.close();
  workers[0]?.say({ wirechart: 'closed', metrics: addMetrics([]) });
  expect(workers[0]?.told).toEqual(['close', 'exit']);
  workers[0]?.exit(0);
  await closing;
});

test('one that ends while it is told something is one that has ended, and no error of the first process', async () => {
  const { primary, workers, exits, up } = clusterOf({ cores: 1 });
  await up();
  const closing = primary.close();
  workers[0]?.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  workers[0]?.exit(0);
  await closing;
  expect(exits).toEqual([]);
  expect(primary.pids).toEqual([]);
});

test('numbers: what a process told last counts when it has crashed, and one that is stuck holds nobody up', async () => {
  const { simulation, primary, workers, up } = clusterOf({ cores: 2 });
  await up();
  const numbers = (open: number, received: number): ServerMetrics => ({
    ...addMetrics([]),
    connections: { ...addMetrics([]).connections, open, accepted: open },
    messages: { received, sent: received },
  });
  const asked = async (...answers: readonly (ServerMetrics | undefined)[]) => {
    const metrics = primary.metrics();
    for (const [at, answer] of answers.entries()) {
      const id = question++;
      if (answer !== undefined) workers[at]?.say({ wirechart: 'metrics', id, metrics: answer });
    }
    await simulation.advanceBy(1_000);
    return await metrics;
  };
  let question = 0;
  expect(await asked(numbers(3, 10), numbers(1, 5))).toMatchObject({ connections: { open: 4 } });
  expect(await asked(numbers(4, 12), undefined), 'the second is stuck').toMatchObject({
    connections: { open: 5, accepted: 5 },
    messages: { received: 17 },
  });
  workers[1]?.exit(1);
  expect(await asked(numbers(4, 12))).toMatchObject({
    connections: { open: 4, accepted: 5, closed: 1 },
    messages: { received: 17 },
  });
});

test.each<[string, ClusterOptions]>([
  ['cores', { cores: 0 }],
  ['steady', { steady: -1 }],
  ['closeTimeout', { closeTimeout: 0 }],
  ['backoff.first', { backoff: { first: 0 } }],
  ['backoff.factor', { backoff: { factor: 0.5 } }],
  ['backoff.most', { backoff: { first: 100, most: 50 } }],
  ['backoff.jitter', { backoff: { jitter: 2 } }],
])('an impossible %s is refused by name', (name, options) => {
  expect(() => clusterSettings(options)).toThrow(RangeError);
  expect(() => clusterSettings(options)).toThrow(name);
});

test('a wait that is misspelt is refused with the one that was meant', () => {
  expect(() => clusterSettings({ backoff: { firts: 1 } as object })).toThrow("'first'");
});
