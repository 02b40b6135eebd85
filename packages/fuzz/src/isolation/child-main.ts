import { setInterval } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { Outcome } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { ChildReply, ChildRequest, SentOutcome } from './child-protocol.js';
import { JournalWriter } from './journal.js';
import { LocalExecutor } from './local-executor.js';
import { newPulse, PULSE } from './pulse.js';
import { loadSubject } from './subject-module.js';

// The process that a ChildExecutor starts: node child-main.js <module URL> <export name or ''> <journal folder>.

/** Milliseconds between two beats. */
const HEARTBEAT = 100;
/** Milliseconds of silence, beyond the time limit of a run, after which the process counts as stuck. */
const SILENCE = 500;
/** The most that a pulse holds. */
const LONGEST = 2 ** 31 - 1;

const [, , moduleUrl = '', exportName = '', folder = ''] = process.argv;

// Ctrl-C reaches the whole process group; the parent decides when this process goes.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

const pulse = newPulse();
const beat = () => Atomics.add(pulse, PULSE.beats, 1);
// It takes nothing from the subject: neither what node is told for its modules, nor what it leaves open.
new Worker(new URL('./child-watchdog.js', import.meta.url), {
  workerData: { folder, pulse },
  execArgv: [],
  env: {},
}).unref();

try {
  const subject = await loadSubject({ module: new URL(moduleUrl), ...(exportName === '' ? {} : { exportName }) });
  const journal = new JournalWriter(folder);
  const executor = new LocalExecutor(subject, { beforeRun: journal.note });
  process.on('message', async (request: ChildRequest) => {
    beat();
    if (request.coverage) {
      Atomics.store(pulse, PULSE.limit, 0);
      reply({ type: 'coverage', reached: await executor.coverage(request.coverage) });
      return;
    }
    const { batch } = request;
    Atomics.store(pulse, PULSE.limit, Math.min(batch.mode.timeLimit + SILENCE, LONGEST));
    const outcomes = await executor.run(batch);
    reply({ type: 'outcomes', outcomes: outcomes.map((outcome) => leaveOut(outcome, batch)) });
  });
  setInterval(beat, HEARTBEAT);
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
