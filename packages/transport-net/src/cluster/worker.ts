/** A process that serves until the first one tells it to stop. */

import { askBeforeClosing } from '../take-waiting.js';
import type { Startable } from './cluster-server.js';
import { tellable } from './failure.js';
import type { FromWorker, ToWorker } from './messages.js';
import { isOurs } from './messages.js';

/** Never resolves: the process ends. */
export async function serveInWorker(start: () => Promise<Startable>): Promise<never> {
  // The first process hears these too, and tells what is to be done.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  askBeforeClosing(noneWaiting);
  let server: Startable;
  try {
    server = await start();
  } catch (error) {
    await say({ wirechart: 'failed', failure: tellable(error) });
    process.exit(1);
  }
  /** Whether it has been told to stop in order: once is enough. */
  let closing = false;
  let ended = false;
  const end = async (over: Promise<void>) => {
    await over;
    // A close that was cut short by an abort is over with it. The last numbers are told once.
    if (ended) return;
    ended = true;
    // The first process may have sent a connection just before it heard that nobody listens here. It is read, and sent back, before the
    // answer to this comes: in a process that just ends it would be lost, and whoever called would wait for ever.
    await say({ wirechart: 'closed', metrics: server.metrics() });
  };
  process.on('message', (message) => {
    if (!isOurs<ToWorker>(message)) return;
    switch (message.wirechart) {
      case 'metrics':
        void say({ wirechart: 'metrics', id: message.id, metrics: server.metrics() });
        break;
      case 'close':
        if (!closing) void end(server.close());
        closing = true;
        break;
      case 'exit':
        // What was sent back has to be gone as well.
        void say({ wirechart: 'metrics', id: -1, metrics: server.metrics() }).then(() => process.exit(0));
        break;
      case 'abort':
        void end(server.abort('all processes were told to stop'));
        break;
    }
  });
  // The first process is gone: nobody could stop this one any more.
  process.once('disconnect', () => {
    void server.close().finally(() => process.exit(0));
  });
  await say({ wirechart: 'listening', address: server.address });
  return new Promise<never>(() => {});
}

/** Resolves when the first process has sent the connections that waited, or is gone. */
function noneWaiting(): Promise<void> {
  return new Promise((resolve) => {
    if (!process.connected) return resolve();
    const over = () => {
      process.off('message', onMessage).off('disconnect', over);
      resolve();
    };
    const onMessage = (message: unknown) => {
      if (isOurs<ToWorker>(message) && message.wirechart === 'none-waiting') over();
    };
    process.on('message', onMessage).on('disconnect', over);
    void say({ wirechart: 'waiting' });
  });
}

function say(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, {}, () => resolve());
    else resolve();
  });
}
