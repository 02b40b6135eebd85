/**
 * Lets an inspector in that nobody has prepared for. It is loaded into the program from outside (see `program/process`), finds what
 * is open there, and is gone when the last inspector has left.
 */
import { liveSources, type Watchable } from '@wirechart/core';
import { join, pathOf } from './index.js';

let letting: Promise<string> | undefined;

/**
 * @returns the path of the socket to attach to. Without payload: the program was not asked.
 * @throws as `inspectable`
 */
export function letIn(): Promise<string> {
  letting ??= open();
  return letting;
}

async function open(): Promise<string> {
  try {
    const { agent, server, leave } = await join({});
    const live = liveSources();
    const added = new WeakSet<Watchable>();
    const show = (source: Watchable) => {
      // Inspectors are not inspected; and where somebody else looks already, only one can.
      if (source === server || source.watcher !== undefined) return;
      added.add(source);
      agent.add(source);
    };
    for (const source of live) show(source);
    live.begun = show;
    const end = () => {
      clearTimeout(impatience);
      agent.whenLeft = undefined;
      live.begun = undefined;
      letting = undefined;
      for (const source of live) if (added.has(source) && source.watcher === agent) agent.remove(source);
      leave().catch((error) => console.error(error));
    };
    const impatience = setTimeout(() => {
      if (agent.readers === 0) end();
    }, PATIENCE).unref();
    agent.whenLeft = end;
    return pathOf(server);
  } catch (error) {
    letting = undefined;
    throw error;
  }
}

/** How long an inspector that was let in may take to come, in milliseconds. */
const PATIENCE = 10_000;
