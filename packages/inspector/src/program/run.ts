/** Does what the command line asks for, until it is told to stop. */
import { statSync } from 'node:fs';
import { pids } from '../agent/place.js';
import type { CommandLine } from './command-line.js';
import { servePage } from './http/server.js';
import type { Inspection } from './inspection.js';
import { isAlive, sweep } from './process/sweep.js';
import { openDump } from './sources/dump.js';
import { type AttachOptions, attach, attachToProcess } from './sources/live.js';
import { listenForActors } from './sources/xstate.js';
import { showTop } from './top.js';

/** @throws whatever attaching, opening the file or listening fails with. */
export async function run({ target, payload, everything, port, top, filter }: CommandLine): Promise<void> {
  const { inspection, close } = await open(target, { payload, everything });
  try {
    await (top ? showCounts(inspection, filter) : showPage(inspection, port, filter));
  } finally {
    // Also where the page could not be served: what is attached keeps this process alive.
    await close();
  }
}

async function showCounts(inspection: Inspection, filter: string): Promise<void> {
  const stop = showTop(inspection, process.stdout, filter);
  await Promise.race([interrupted(), gone(inspection)]);
  stop();
  if (inspection.goneBecause !== undefined) console.log(inspection.goneBecause);
}

async function showPage(inspection: Inspection, port: number, filter: string): Promise<void> {
  await using page = await servePage(inspection, { port });
  console.log(filter === '' ? page.url : `${page.url}#${new URLSearchParams({ filter })}`);
  await interrupted();
}

interface Opened {
  readonly inspection: Inspection;
  close(): Promise<void>;
}

async function open(target: string, options: AttachOptions): Promise<Opened> {
  if (target === 'xstate') {
    const source = await listenForActors();
    console.log(`createWebSocketInspector({ url: '${source.url}' }) of @statelyai/inspect sends here`);
    return source;
  }
  if (/^\d+$/.test(target)) return attachTo(Number(target), options);
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(`there is no socket and no file ${JSON.stringify(target)}`);
  if (found.isDirectory()) throw new Error(`${target} is a folder, neither a socket nor a dump`);
  if (found.isSocket()) return attach(target, options);
  return { inspection: await openDump(target), close: () => Promise.resolve() };
}

async function attachTo(pid: number, options: AttachOptions): Promise<Opened> {
  await sweep();
  try {
    return await attachToProcess(pid, options);
  } catch (cause) {
    const others = pids().filter((other) => other !== pid && isAlive(other));
    const known = others.length === 0 ? '' : `; inspectable: ${others.join(', ')}`;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot look at process ${pid}: ${reason}${known}`, { cause });
  }
}

/** The program that is looked at has ended. */
function gone(inspection: Inspection): Promise<void> {
  return new Promise((resolve) => {
    inspection.subscribe({ changed: () => undefined, gone: () => resolve() });
  });
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}
