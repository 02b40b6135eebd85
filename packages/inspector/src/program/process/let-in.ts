/**
 * Lets an inspector into a Node process that did nothing for it.
 *
 * 1. SIGUSR1: Node opens its own inspector, on a loopback port. That is done to no process but one of this user's that is known to take it.
 * 2. Over it, one expression: it looks whether Wirechart is loaded, begins to load the agent, and closes the port again, come what may.
 * 3. The agent opens its socket in the folder that only this user can open, and is gone when the last inspector has left.
 *
 * Whoever may use this machine could reach the port for as long as 1 and 2 take; nothing slow is waited for meanwhile. Where that matters,
 * a program calls `inspectable`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LIVE_SOURCES } from '@wirechart/core';
import { socketPathExpression } from '../../agent/place.js';
import { debuggerUrl, evaluate, rehearse } from './debugger.js';
import { type ListeningSocket, listeningSockets, socketsOf } from './sockets.js';
import { mustBeWakeable } from './wakeable.js';

/**
 * @param patience how long Node may take to open its inspector, in milliseconds
 * @returns the path of the socket that the agent opens: soon, or not at all where it cannot; then the program prints why
 * @throws Error that says in a sentence why it cannot be done.
 */
export async function letIn(pid: number, patience: number = OPENS_WITHIN): Promise<string> {
  mustBeWakeable(pid);
  const { url, socket, opened } = await open(pid, patience);
  const path = await evaluate(url, socket.port, program(pid, opened));
  if (opened) await closed(pid, socket);
  if (path === null) throw new Error('no server or client of Wirechart has been opened in its main thread');
  return path as string;
}

interface OpenInspector {
  readonly url: string;
  readonly socket: ListeningSocket;
  /** Whether it was opened by us: then it is closed again. */
  readonly opened: boolean;
}

async function open(pid: number, patience: number): Promise<OpenInspector> {
  // Of the ports that were open before, none but the usual one is knocked at: they may be anything.
  const usual = listeningSockets(pid).find(({ port }) => port === USUAL_PORT);
  const already = usual === undefined ? undefined : await debuggerUrl(usual.port);
  if (usual !== undefined && already !== undefined) return { url: already, socket: usual, opened: false };
  await rehearse();
  const before = socketsOf(pid);
  process.kill(pid, 'SIGUSR1');
  const { url, socket } = await opening(pid, before, patience);
  if (socket.loopback) return { url, socket, opened: true };
  await evaluate(url, socket.port, CLOSE);
  throw new Error('its inspector listens for the whole network (--inspect-port); it was closed again');
}

async function opening(
  pid: number,
  before: ReadonlySet<string>,
  patience: number,
): Promise<Omit<OpenInspector, 'opened'>> {
  for (const end = performance.now() + patience; performance.now() < end; await sleep(PAUSE)) {
    const added = [...socketsOf(pid)].filter((inode) => !before.has(inode));
    if (added.length === 0) continue;
    for (const socket of listeningSockets(pid)) {
      const url = added.includes(socket.inode) ? await debuggerUrl(socket.port) : undefined;
      if (url !== undefined) return { url, socket };
    }
  }
  throw new Error(
    `it was sent SIGUSR1 and opened no inspector: it has a use of its own for that signal, or the port (${USUAL_PORT}, or its --inspect-port) is taken`,
  );
}

async function closed(pid: number, { inode }: ListeningSocket): Promise<void> {
  for (const end = performance.now() + OPENS_WITHIN; performance.now() < end; await sleep(PAUSE)) {
    if (!socketsOf(pid).has(inode)) return;
  }
  throw new Error('the port of its inspector could not be closed again');
}

/** What the process is told to do. An expression that is evaluated has no `import` of its own. */
function program(pid: number, close: boolean): string {
  const agent = new URL('../../agent/let-in.js', import.meta.url).href;
  return `(() => {
    try {
      if (globalThis[Symbol.for(${JSON.stringify(LIVE_SOURCES)})] === undefined) return null;
      const path = ${socketPathExpression(pid)};
      const Module = process.getBuiltinModule('module');
      const loader = new Module('wirechart');
      loader._compile('exports.load = (url) => import(url)', 'wirechart.cjs');
      loader.exports.load(${JSON.stringify(agent)}).then(({ letIn }) => letIn()).catch((error) => console.error(error));
      return path;
    } finally {
      ${close ? CLOSE : ''}
    }
  })()`;
}

/** When the answer is on its way. */
const CLOSE = `void setImmediate(() => process.getBuiltinModule('inspector').close())`;
const USUAL_PORT = 9229;
/** In milliseconds. */
const OPENS_WITHIN = 5000;
const PAUSE = 5;
