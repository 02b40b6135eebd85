/** One storm: a server, those who behave and those who do not, and a SIGTERM in the middle of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { GoodClient, idle, misbehaviours } from './clients.js';
import type { ServerReport } from './server.js';

export interface Storm {
  readonly connections: number;
  /** Milliseconds until SIGTERM. */
  readonly milliseconds: number;
}

export interface Figures {
  readonly connections: number;
  readonly requests: number;
  /** Handled, and never answered. */
  readonly lost: number;
  /** Handled more than once, or answered though nobody had asked. */
  readonly twice: number;
  /** Asked when the server was closing already: not handled, and so told. */
  readonly refused: number;
  /** Milliseconds that one request in a quiet corner took at most, and half of them. */
  readonly worst: number;
  readonly median: number;
  /** Bytes. */
  readonly peakMemory: number;
  /** Milliseconds from SIGTERM to the end of the process. */
  readonly closing: number;
  readonly errors: Readonly<Record<string, number>>;
  /** What those who behave had: an end in order, or not. */
  readonly ends: Readonly<Record<string, number>>;
}

/** Opened at a time, so that no queue of the system runs over. */
const AT_A_TIME = 200;
const GOOD = 0.1;
const BAD = 0.1;
const FROZEN = 40;
/** Milliseconds. */
const PAUSE = 100;

export async function storm({ connections, milliseconds }: Storm): Promise<Figures> {
  const child = fork(new URL('./server.js', import.meta.url), { execArgv: [] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const sockets = new Set<Socket>();
  const frozen = await freeze(port);
  let opened = FROZEN;
  let stopped = false;
  const keep = (socket: Socket) => {
    opened += 1;
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    return socket;
  };
  for (let left = Math.floor(connections * (1 - GOOD - BAD)); left > 0; left -= AT_A_TIME) {
    const some = Array.from({ length: Math.min(left, AT_A_TIME) }, () => keep(idle(port)));
    await Promise.all(some.map((socket) => settled(socket)));
  }
  const kinds = Object.values(misbehaviours);
  const misbehave = (kind: (port: number) => Socket) => {
    if (stopped) return;
    // One that is thrown out comes back.
    keep(kind(port)).on('close', () => setTimeout(() => misbehave(kind), 100));
  };
  for (let i = 0; i < connections * BAD; i++) misbehave(kinds[i % kinds.length] as (port: number) => Socket);

  let id = 0;
  const next = () => id++;
  const latencies: number[] = [];
  const good = Array.from(
    { length: Math.max(1, connections * GOOD) },
    () => new GoodClient(port, 4, 200, next, () => {}),
  );
  const bystander = new GoodClient(port, 1, 20, next, (latency) => latencies.push(latency));
  good.push(bystander);
  opened += good.length;
  // In many pauses: where the machine stands still, one of them is long, and the storm is no shorter.
  for (let passed = 0; passed < milliseconds; passed += PAUSE)
    await new Promise((resolve) => setTimeout(resolve, PAUSE));

  const reported = once(child, 'message') as Promise<[{ report: ServerReport }]>;
  const exited = once(child, 'exit');
  const began = performance.now();
  child.kill('SIGTERM');
  const [{ report }] = await reported;
  await exited;
  const closing = performance.now() - began;
  stopped = true;
  const ends: Record<string, number> = {};
  for (const how of await Promise.all(good.map(({ ended }) => ended))) ends[how] = (ends[how] ?? 0) + 1;
  for (const socket of sockets) socket.destroy();
  frozen.kill('SIGKILL');
  return { ...accounts(good, report, id), ...latencyOf(latencies), connections: opened, closing, ends };
}

function accounts(good: readonly GoodClient[], { handled, errors, peakMemory }: ServerReport, requests: number) {
  const mine = handled.filter((id) => Number.isInteger(id));
  const seen = new Set(mine);
  const unanswered = good.flatMap((client) => client.unanswered);
  return {
    requests,
    lost: unanswered.filter((id) => seen.has(id)).length,
    twice: mine.length - seen.size + good.reduce((sum, { stray }) => sum + stray, 0),
    refused: unanswered.filter((id) => !seen.has(id)).length,
    errors,
    peakMemory,
  };
}

function latencyOf(latencies: number[]) {
  latencies.sort((a, b) => a - b);
  return { worst: latencies.at(-1) ?? Number.NaN, median: latencies[latencies.length >> 1] ?? Number.NaN };
}

/** Clients in a process that is stopped (SIGSTOP): their system goes on acknowledging, and nobody reads or writes any more. */
async function freeze(port: number): Promise<ChildProcess> {
  const child = fork(new URL('./frozen.js', import.meta.url), [String(port), String(FROZEN)], { execArgv: [] });
  await once(child, 'message');
  child.kill('SIGSTOP');
  return child;
}

function settled(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('connect', () => resolve()).once('close', () => resolve()));
}
