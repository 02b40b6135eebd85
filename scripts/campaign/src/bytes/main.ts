/** The command `pnpm campaign bytes`: nearly good input for every protocol, role and runtime. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { RuntimeName } from '@wirechart/core';
import { asksForHelp } from '../asks-for-help.js';
import { whole } from '../options.js';
import type { BatchFailure, BatchReport } from './batch.js';
import { type ByteSubject, nameOf } from './subject.js';
import { byteSubjects } from './subjects.js';
import type { BatchTask, FromByteWorker } from './worker.js';

export const BYTES_USAGE = `pnpm campaign bytes [--inputs N] [--per variant|role|protocol] [--seed S] [--from I] [--workers K] [--subject text]
  [--runtime compiled|xstate] [--seconds T] [--every T]

Changes some bytes of valid input, N times (default 10,000) for each variant of a protocol and role on each runtime, and ends with status 1
if anything but a remote error came of it, if it did not end, or if it depended on how the input was cut. With --per role the variants of
a protocol and role share the N inputs, with --per protocol its roles as well.
--subject takes those whose name has the text in it; --seconds stops beginning batches after that time, and says how far it came; --every
says so meanwhile as well, each so many seconds.`;

interface Options {
  readonly inputs: number;
  readonly seed: number;
  readonly from: number;
  readonly workers: number;
  readonly seconds: number;
  readonly every: number;
  readonly per: Per;
  readonly subjects: readonly ByteSubject[];
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
  if (asksForHelp(args, BYTES_USAGE)) return;
  let options: Options;
  try {
    options = optionsFrom(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${BYTES_USAGE}`);
    process.exitCode = 2;
    return;
  }
  const { seed, workers, seconds, every } = options;
  const until = performance.now() + seconds * 1000;
  const tasks = tasksOf(options);
  const rows: Rows = new Map();
  const next = () => (performance.now() < until ? tasks.next().value : undefined);
  const progress = setInterval(() => console.log(`\n${report(rows, seed)}`), every * 1000);
  await Promise.all(
    Array.from({ length: workers }, () =>
      work(next, (task, report, milliseconds) => {
        const into = rowOf(rows, task);
        into.inputs += report.inputs;
        into.messages += report.messages;
        into.milliseconds += milliseconds;
        for (const [code, count] of Object.entries(report.codes))
          into.codes.set(code, (into.codes.get(code) ?? 0) + count);
        into.failures.push(...report.failures);
      }),
    ),
  );
  clearInterval(progress);
  const left = [...tasks].reduce((sum, { inputs }) => sum + inputs, 0);
  console.log(`${report(rows, seed)}${left > 0 ? `, ${number(left)} not begun` : ''}`);
  if ([...rows.values()].some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

type Rows = Map<string, Row>;

function rowOf(rows: Rows, { subject, runtime }: { readonly subject: string; readonly runtime: string }): Row {
  const name = `${subject}, ${runtime}`;
  const known = rows.get(name) ?? { inputs: 0, messages: 0, milliseconds: 0, codes: new Map(), failures: [] };
  rows.set(name, known);
  return known;
}

/** How far it is: a line for each subject and runtime, what failed, and the sums. */
function report(rows: Rows, seed: number): string {
  const lines: string[] = [];
  const sums = new Map<string, number>();
  for (const [name, { inputs, messages, milliseconds, codes, failures }] of rows) {
    const [subject, runtime] = splitLast(name);
    const { family, role } = byteSubjects.find((one) => nameOf(one) === subject) as ByteSubject;
    for (const sum of ['all', `${family} ${role}, ${runtime}`]) sums.set(sum, (sums.get(sum) ?? 0) + inputs);
    const rate = Math.round((inputs / milliseconds) * 1000);
    const refused = [...codes.values()].reduce((sum, count) => sum + count, 0);
    lines.push(
      `${name}: ${number(inputs)} inputs, ${number(rate)} per second, ${number(messages)} messages, ` +
        `${number(refused)} refused for ${codes.size} reasons, ${failures.length} failures`,
    );
    for (const { input, what, bytes, cuts } of failures.slice(0, 2)) {
      lines.push(
        `  FAILED: input ${input}, cut at ${JSON.stringify(cuts)}: ${bytes}\n  ${what.split('\n').slice(0, 6).join('\n  ')}`,
        `  repeat it: pnpm campaign bytes --seed ${seed} --from ${input} --inputs 1 --subject '${subject}'`,
      );
    }
  }
  const { all = 0, ...families } = Object.fromEntries(sums);
  const each = Object.entries(families).map(([family, inputs]) => `${family} ${number(inputs)}`);
  return `${lines.join('\n')}\nby protocol and role: ${each.join('; ')}\nseed ${seed}: ${number(all)} inputs`;
}

function splitLast(name: string): readonly [string, string] {
  const at = name.lastIndexOf(', ');
  return [name.slice(0, at), name.slice(at + 2)];
}

/** Keeps a thread busy; another takes the place of one that hangs. */
async function work(
  next: () => BatchTask | undefined,
  done: (task: BatchTask, report: BatchReport, milliseconds: number) => void,
): Promise<void> {
  const at = new SharedArrayBuffer(8);
  let worker: Worker | undefined;
  for (let task = next(); task !== undefined; task = next()) {
    worker ??= new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { at },
      // What an input leaves behind is soon gone: with less, a fourth of the time goes into moving it.
      resourceLimits: { maxYoungGenerationSizeMb: 384 },
    });
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
    // Looked at often: of a process that was stopped for a while, and went on, one look is missing and not all.
    let looks = 0;
    const watch = setInterval(() => {
      looks = at[0] === last ? looks + 1 : 0;
      last = at[0] as bigint;
      if (looks * LOOK >= HANG) broken(`${HANGS} for ${HANG / 1000} s`);
    }, LOOK);
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
function* tasksOf(options: Options): Generator<BatchTask, undefined> {
  const turns = new Map<string, Turn>();
  for (const subject of options.subjects) {
    const shared = SHARED[options.per](subject);
    const turn = turns.get(shared) ?? { variants: [], done: 0 };
    turn.variants.push({ subject: nameOf(subject), done: 0 });
    turns.set(shared, turn);
  }
  const { inputs, seed, from, runtimes } = options;
  for (let left = true; left; ) {
    left = false;
    for (const turn of turns.values()) {
      if (turn.done >= inputs) continue;
      const [variant] = turn.variants.sort((one, other) => one.done - other.done) as [Variant];
      const count = Math.min(BATCH, inputs - turn.done);
      const { subject, done } = variant;
      for (const runtime of runtimes) yield { subject, runtime, seed, from: from + done, inputs: count };
      variant.done += count;
      turn.done += count;
      left ||= turn.done < inputs;
    }
  }
  return undefined;
}

/** What those have in common that share a number of inputs. */
const SHARED = {
  variant: nameOf,
  role: ({ family, role }: ByteSubject) => `${family} ${role}`,
  protocol: ({ family }: ByteSubject) => family,
};

type Per = keyof typeof SHARED;

interface Turn {
  readonly variants: Variant[];
  done: number;
}

interface Variant {
  readonly subject: string;
  done: number;
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
      every: { type: 'string', default: '1000000' },
      per: { type: 'string', default: 'variant' },
      subject: { type: 'string', default: '' },
      runtime: { type: 'string' },
    },
  });
  const subjects = byteSubjects.filter((subject) => nameOf(subject).includes(values.subject));
  if (subjects.length === 0)
    throw new Error(
      `no subject has '${values.subject}' in its name; there are\n${byteSubjects.map(nameOf).join('\n')}`,
    );
  const { runtime, per } = values;
  if (!isPer(per)) throw new Error(`--per is variant, role or protocol, not ${per}`);
  if (runtime !== undefined && runtime !== 'compiled' && runtime !== 'xstate')
    throw new Error(`there is no runtime ${runtime}`);
  return {
    inputs: whole('inputs', values.inputs, 1),
    seed: whole('seed', values.seed, 0),
    from: whole('from', values.from, 0),
    workers: whole('workers', values.workers, 1),
    seconds: whole('seconds', values.seconds, 1),
    every: whole('every', values.every, 1),
    per,
    subjects,
    runtimes: runtime === undefined ? ['compiled', 'xstate'] : [runtime],
  };
}

function isPer(per: string): per is Per {
  return Object.hasOwn(SHARED, per);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

const BATCH = 5_000;
/** Milliseconds that one input may take. */
const HANG = 20_000;
const LOOK = 1_000;
const HANGS = 'does not end';
