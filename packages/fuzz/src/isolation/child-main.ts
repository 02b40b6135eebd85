import { setInterval } from 'node:timers';
import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import { type ChildReply, type ChildRequest, HEARTBEAT, type SentOutcome } from './child-protocol.js';
import { JournalWriter } from './journal.js';
import { LocalExecutor } from './local-executor.js';
import { loadSubject } from './subject-module.js';

// The process that a ChildExecutor starts: node child-main.js <module URL> <export name or ''> <journal folder>.

const [, , moduleUrl = '', exportName = '', folder = ''] = process.argv;

// Ctrl-C reaches the whole process group; the parent decides when this process goes.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

try {
  const subject = await loadSubject({ module: new URL(moduleUrl), ...(exportName === '' ? {} : { exportName }) });
  const journal = new JournalWriter(folder);
  const executor = new LocalExecutor(subject, { beforeRun: journal.note });
  process.on('message', async (request: ChildRequest) => {
    if (request.coverage) {
      reply({ type: 'coverage', reached: await executor.coverage(request.coverage) });
      return;
    }
    const { batch } = request;
    const heartbeat = setInterval(() => reply({ type: 'alive' }), HEARTBEAT);
    try {
      const outcomes = await executor.run(batch);
      reply({ type: 'outcomes', outcomes: outcomes.map((outcome) => leaveOut(outcome, batch)) });
    } finally {
      clearInterval(heartbeat);
    }
  });
  reply({ type: 'ready', description: await executor.describe() });
} catch (error) {
  const code = error instanceof FuzzUsageError ? error.code : 'SUBJECT_INVALID';
  reply({ type: 'refused', code, message: error instanceof Error ? error.message : String(error) });
}

function leaveOut(outcome: Outcome, { expected }: RunBatch): SentOutcome {
  return outcome.events === expected ? { ...outcome, events: undefined as never } : outcome;
}

function reply(message: ChildReply): void {
  process.send?.(message);
}
