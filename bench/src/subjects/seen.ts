/** Servers that are looked at: by nobody, and by an inspector in a process of its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { serve } from '@wirechart/core';
import { inspectable } from '@wirechart/inspector';
import { json, jsonHeader } from '@wirechart/protocols/json-header';
import { tcp } from '@wirechart/transport-net';
import { answer } from '../by-hand/answer.js';
import type { Subjects } from '../harness/worker.js';
import { processOn, type ServerProcess } from './servers.js';

export const subjects: Subjects = {
  unseen: () => seen(false),
  'inspectable, nobody looks': () => seen(true),
  'an inspector is attached': () => seen(true, true),
};

async function seen(canBe: boolean, is = false): Promise<ServerProcess> {
  const server = await serve(jsonHeader(), (message) => json(answer(message.content)), tcp({ port: 0 }));
  if (canBe) {
    const { path } = await inspectable(server);
    if (is) await attached(path);
  }
  return processOn(server.address.kind === 'ip' ? server.address.port : 0);
}

/** Resolves when it is. It ends when this process does: its channel closes. */
function attached(path: string): Promise<void> {
  const inspector = fork(fileURLToPath(new URL('inspector.js', import.meta.url)), [path]);
  return new Promise((resolve, reject) => {
    inspector.once('message', () => resolve());
    inspector.once('exit', () => reject(new Error('the inspector has ended')));
  });
}
