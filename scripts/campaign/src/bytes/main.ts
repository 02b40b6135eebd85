/** The command `pnpm campaign bytes`: nearly good input for every protocol, role and runtime. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { RuntimeName } from '@wirechart/core';
import { whole } from '../options.js';
import type { BatchFailure, BatchReport } from './batch.js';
import { nameOf } from './subject.js';
import { byteSubjects } from './subjects.js';
import type { BatchTask, FromByteWorker } from './worker.js';

export const BYTES_USAGE = `pnpm campaign bytes [--inputs N] [--seed S] [--from I] [--workers K] [--subject text] [--runtime compiled|xstate] [--seconds T]

Changes some bytes of valid input, N times (default 10,000) for each protocol and role on each runtime, and ends with status 1 if
anything but a remote error came of it, if it did not end, or if it depended on how the input was cut.
--subject takes those whose name has the text in it; --seconds stops beginning batches after that time, and says how far it came.`;

interface Options {
  readonly inputs: number;
  readonly seed: number;
  readonly from: number;
  readonly workers: number;
  readonly seconds: number;
  readonly subjects: readonly string[];
  readonly runtimes: readonly RuntimeName[];
}

interface Row {
  inputs: number;
  messages: number;
  milliseconds: number;
  readonly codes: Map<string, number>;
  readonly failures: BatchFailure[];
}

export async function bytesMain(args: readonly string[]): Promise<void> {
  let options: Options;
  try {
    options = optionsFrom(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${BYTES_USAGE}`);
    process.exitCode = 2;
    return;
  }
  const { seed, workers, seconds } = options;
  const until = performance.now() + seconds * 1000;
  const tasks = tasksOf(options);
  const rows = new Map<string, Row>();
  const row = ({ subject, runtime }: { readonly subject: string; readonly runtime: string }): Row => {
    const name = `${subject}, ${runtime}`;
    const known = rows.get(name) ?? { inputs: 0, messages: 0, milliseconds: 0, codes: new Map(), failures: [] };
    rows.set(name, known);
    return known;
  };
  const next = () => (performance.now() < until ? tasks.shift() : undefined);
  await Promise.all(
    Array.from({ length: workers }, () =>
      work(next, (task, report, milliseconds) => {
        const into = row(task);
        into.inputs += report.inputs;
        into.messages += report.messages;
        into.milliseconds += milliseconds;
        for (const [code, count] of Object.entries(report.codes))
          into.codes.set(code, (into.codes.get(code) ?? 0) + count);
        into.failures.push(...report.failures);
      }),
    ),
  );
  let total = 0;
  for (const [name, { inputs, messages, milliseconds, codes, failures }] of rows) {
    total += inputs;
    const rate = Math.round((inputs / milliseconds) * 1000);
    const refused = [...codes.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `${name}: ${number(inputs)} inputs, ${number(rate)} per second, ${number(messages)} messages, ` +
        `${number(refused)} refused for ${codes.size} reasons, ${failures.length} failures`,
    );
    for (const { input, what, bytes, cuts } of failures.slice(0, 2)) {
      console.log(
        `  FAILED: input ${input}, cut at ${JSON.stringify(cuts)}: ${bytes}\n  ${what.split('\n').slice(0, 6).join('\n  ')}`,
      );
      console.log(
        `  repeat it: pnpm campaign bytes --seed ${seed} --from ${input} --inputs 1 --subject '${name.split(', ').slice(0, -1).join(', ')}'`,
      );
    }
    if (failures.length > 0) process.exitCode = 1;
  }
  const left = tasks.reduce((sum, { inputs }) => sum + inputs, 0);
  console.log(`seed ${seed}: ${number(total)} inputs${left > 0 ? `, ${number(left)} not begun` : ''}`);
}

/** Keeps a thread busy; another takes the place of one that hangs. */
async function work(
  next: () => BatchTask | undefined,
  done: (task: BatchTask, report: BatchReport, milliseconds: number) => void,
): Promise<void> {
  const at = new SharedArrayBuffer(8);
  let worker: Worker | undefined;
  for (let task = next(); task !== undefined; task = next()) {
    worker ??= new Worker(new URL('./worker.js', import.meta.url), { workerData: { at } });
    const started = performance.now();
    const report = await batch(worker, task, new BigInt64Array(at));
    if (report === undefined || report.failures.some(({ what }) => what.startsWith(HANGS))) {
      await worker.terminate();
      worker = undefined;
    }
    done(task, report, performance.now() - started);
  }
  await worker?.terminate();
}

function batch(worker: Worker, task: BatchTask, at: BigInt64Array): Promise<BatchReport> {
  return new Promise((resolve) => {
    let last = -1n;
    const strays: string[] = [];
    const settle = (report: BatchReport) => {
      clearInterval(watch);
      worker.off('message', onMessage);
      worker.off('error', onError);
      const failures = [
        ...report.failures,
        ...strays.map((what) => ({ input: Number(at[0]), what, bytes: '', cuts: [] })),
      ];
      resolve({ ...report, failures });
    };
    const broken = (what: string) => {
      const input = Number(at[0]);
      const inputs = Math.max(0, input + 1 - task.from);
      settle({ ...task, inputs, messages: 0, codes: {}, failures: [{ input, what, bytes: '', cuts: [] }] });
    };
    const watch = setInterval(() => {
      if (at[0] === last) broken(`${HANGS} for ${HANG / 1000} s`);
      last = at[0] as bigint;
    }, HANG);
    const onMessage = (message: FromByteWorker) => {
      if ('report' in message) settle(message.report);
      else strays.push(`thrown where nobody was: ${message.stray}`);
    };
    const onError = (error: Error) => broken(`${HANGS}, or the thread ended: ${error.stack}`);
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(task);
  });
}

/** In turns, so that each has had its share when time is up. */
function tasksOf({ inputs, seed, from, subjects, runtimes }: Options): BatchTask[] {
  const tasks: BatchTask[] = [];
  for (let done = 0; done < inputs; done += BATCH) {
    for (const subject of subjects) {
      for (const runtime of runtimes) {
        tasks.push({ subject, runtime, seed, from: from + done, inputs: Math.min(BATCH, inputs - done) });
      }
    }
  }
  return tasks;
}

function optionsFrom(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      workers: { type: 'string', default: String(availableParallelism()) },
      seconds: { type: 'string', default: '1000000' },
      subject: { type: 'string', default: '' },
      runtime: { type: 'string' },
    },
  });
  const subjects = byteSubjects.map(nameOf).filter((name) => name.includes(values.subject));
  if (subjects.length === 0)
    throw new Error(
      `no subject has '${values.subject}' in its name; there are\n${byteSubjects.map(nameOf).join('\n')}`,
    );
  const { runtime } = values;
  if (runtime !== undefined && runtime !== 'compiled' && runtime !== 'xstate')
    throw new Error(`there is no runtime ${runtime}`);
  return {
    inputs: whole('inputs', values.inputs, 1),
    seed: whole('seed', values.seed, 0),
    from: whole('from', values.from, 0),
    workers: whole('workers', values.workers, 1),
    seconds: whole('seconds', values.seconds, 1),
    subjects,
    runtimes: runtime === undefined ? ['compiled', 'xstate'] : [runtime],
  };
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

const BATCH = 5_000;
/** Milliseconds that one input may take. */
const HANG = 20_000;
const HANGS = 'does not end';
