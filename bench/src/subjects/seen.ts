/** Servers that are looked at: by nobody, and by an inspector in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { answer } from '../by-hand/answer.js';
import type { Subjects } from '../harness/worker.js';
import type { Seen } from './inspector.js';
import { processOn, type ServerProcess } from './servers.js';

export const subjects: Subjects = {
  unseen: () => seen(false),
  'inspectable, nobody looks': () => seen(true),
  'an inspector is attached': () => seen(true, true),
  visited,
};

async function seen(canBe: boolean, is = false): Promise<ServerProcess> {
  const server = await serve(jsonHeader(), (message) => json(answer(message.content)), tcp({ port: 0 }));
  if (canBe) {
    const { path } = await inspectable(server);
    if (is) await attached(path);
  }
  return processOn(server.address.kind === 'ip' ? server.address.port : 0);
}

/** A server that inspectors come to and leave again while it runs. */
export interface Visited extends ServerProcess {
  attach(): Promise<void>;
  /** What the inspector has seen since. */
  detach(): Promise<Seen>;
}

async function visited(): Promise<Visited> {
  const server = await serve(jsonHeader(), (message) => json(answer(message.content)), tcp({ port: 0 }));
  const { path } = await inspectable(server);
  let inspector: ChildProcess | undefined;
  return {
    ...processOn(server.address.kind === 'ip' ? server.address.port : 0),
    async attach() {
      inspector = await attached(path);
    },
    async detach() {
      const leaving = inspector as ChildProcess;
      leaving.send('leave');
      const [seen] = (await once(leaving, 'message')) as [Seen];
      const left = once(leaving, 'exit');
      leaving.disconnect();
      await left;
      return seen;
    },
  };
}

/** Resolves when it is. It ends when this process does: its channel closes. */
function attached(path: string): Promise<ChildProcess> {
  const inspector = fork(fileURLToPath(new URL('inspector.js', import.meta.url)), [path]);
  return new Promise((resolve, reject) => {
    inspector.once('message', () => resolve(inspector));
    inspector.once('exit', () => reject(new Error('the inspector has ended')));
  });
}
