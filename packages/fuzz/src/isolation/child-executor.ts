import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bareOutcome, type Outcome, type Verdict } from '../run/outcome.js';
import type { RunBatch } from '../run/request.js';
import { FuzzUsageError } from '../subject/usage-error.js';
import type { ChildReply } from './child-protocol.js';
import type { CoverageRequest } from './coverage.js';
import type { SubjectDescription } from './executor.js';
import { createJournalFolder, readJournal, removeJournal, takeStuck } from './journal.js';
import type { SubjectModule } from './subject-module.js';

/** Bounds on the process in which a parser runs. */
export interface IsolationOptions {
  /** Cap on the heap of JavaScript objects, in megabytes. Default 512. */
  readonly heap?: number;
  /** Processes that work at the same time. Default: one less than there are cores, 8 at most. */
  readonly workers?: number;
  /** Further arguments for node, for instance `['--import', 'tsx']` where the subject is written in TypeScript. */
  readonly execArgv?: readonly string[];
}

const DEFAULT_HEAP = 512;
/** Characters of the child's last words that a report quotes. */
const LAST_WORDS = 400;

/**
 * Does runs in a child process, which ends itself when it falls silent and is replaced when it dies: an endless loop or a
 * crash is then the outcome of one run.
 */
export class ChildExecutor {
  readonly #module: SubjectModule;
  readonly #options: IsolationOptions;
  readonly #folder = createJournalFolder();
  #child: Child | undefined;
  /** Of the child that was started last, which may be loading the subject still. */
  #process: ChildProcess | undefined;
  #closed = false;

  constructor(module: SubjectModule, options: IsolationOptions = {}) {
    this.#module = module;
    this.#options = options;
  }

  async describe(): Promise<SubjectDescription> {
    return (await this.#ready()).description;
  }

  async run(batch: RunBatch): Promise<readonly Outcome[]> {
    const result = await this.#ask(batch);
    // Whoever closes it waits for nothing any more: no other process may begin.
    if (result.death === undefined || this.#closed) return result.outcomes;
    // Of those that were done side by side nobody knows which it was.
    if (batch.mode.timing === 'asynchronous' && batch.mode.together > 1) {
      return this.run({ ...batch, mode: { ...batch.mode, together: 1 } });
    }
    const culprit = readJournal(this.#folder) ?? 0;
    if (culprit === 0) return [bareOutcome(result.death)];
    // What the runs before it gave went down with the process: they are done again in a new one.
    const before = await this.#ask({ ...batch, chunkings: batch.chunkings.slice(0, culprit) });
    return before.death === undefined
      ? [...before.outcomes, bareOutcome(result.death)]
      : [...before.outcomes, bareOutcome(before.death)];
  }

  /** Functions of which more was reached since the last call than ever. */
  async coverage(request: CoverageRequest): Promise<number> {
    return (await this.#ready()).coverage(request);
  }

  /** Ends the process at once, and resolves when it is gone. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#process !== undefined) await killed(this.#process);
    removeJournal(this.#folder);
  }

  async #ask(batch: RunBatch): Promise<Answer> {
    const child = await this.#ready();
    const answer = await child.ask(batch);
    if (answer.death !== undefined) this.#child = undefined;
    return answer;
  }

  async #ready(): Promise<Child> {
    this.#child ??= await Child.start(this.#module, this.#options, this.#folder, (process) => {
      this.#process = process;
    });
    return this.#child;
  }
}

/** Outcomes, or how the process died before it gave them. */
type Answer =
  | { readonly outcomes: readonly Outcome[]; readonly death?: never }
  | { readonly outcomes: readonly []; readonly death: Verdict };

class Child {
  readonly description: SubjectDescription;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #lastWords: () => string;

  private constructor(process: ChildProcess, folder: string, description: SubjectDescription, lastWords: () => string) {
    this.#process = process;
    this.#folder = folder;
    this.description = description;
    this.#lastWords = lastWords;
  }

  /** @param begun Told of the process before it has loaded anything. */
  static start(
    module: SubjectModule,
    options: IsolationOptions,
    folder: string,
    begun: (process: ChildProcess) => void,
  ): Promise<Child> {
    const child = fork(ENTRY, [module.module.href, module.exportName ?? '', folder], {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${options.heap ?? DEFAULT_HEAP}`, ...(options.execArgv ?? [])],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    begun(child);
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-10 * LAST_WORDS);
    });
    return new Promise((resolve, reject) => {
      child.once('message', (reply: ChildReply) => {
        if (reply.type === 'ready') resolve(new Child(child, folder, reply.description, () => words));
        else if (reply.type === 'refused') {
          child.kill('SIGKILL');
          reject(new FuzzUsageError(reply.code, reply.message));
        }
      });
      child.once('error', reject);
      child.once('exit', () =>
        reject(new FuzzUsageError('SUBJECT_THROWS', `the process ended while loading the subject: ${words.trim()}`)),
      );
    });
  }

  ask(batch: RunBatch): Promise<Answer> {
    return new Promise((resolve) => {
      const finish = (answer: Answer) => {
        this.#process.off('message', hear);
        this.#process.off('close', die);
        resolve(answer);
      };
      const hear = (reply: ChildReply) => {
        if (reply.type === 'outcomes') {
          finish({
            outcomes: reply.outcomes.map((sent) => ({ ...sent, events: sent.events ?? batch.expected ?? [] })),
          });
        }
      };
      const die = (code: number | null, signal: string | null) => {
        if (takeStuck(this.#folder)) finish({ outcomes: [], death: { type: 'hung', during: 'loop' } });
        else finish({ outcomes: [], death: { type: 'crashed', text: this.#obituary(code, signal) } });
      };
      this.#process.on('message', hear);
      this.#process.on('close', die);
      if (this.#process.connected) this.#process.send({ batch });
      else die(this.#process.exitCode, this.#process.signalCode);
    });
  }

  coverage(request: CoverageRequest): Promise<number> {
    return new Promise((resolve) => {
      const finish = (reached: number) => {
        this.#process.off('message', hear);
        this.#process.off('close', gone);
        resolve(reached);
      };
      const hear = (reply: ChildReply) => {
        if (reply.type === 'coverage') finish(reply.reached);
      };
      const gone = () => finish(0);
      this.#process.on('message', hear);
      this.#process.on('close', gone);
      if (this.#process.connected) this.#process.send({ coverage: request });
      else gone();
    });
  }

  #obituary(code: number | null, signal: string | null): string {
    const words = this.#lastWords();
    if (words.includes('heap out of memory')) return 'the process ran out of memory';
    const how = signal === null ? `exit code ${code}` : signal;
    return `the process ended with ${how}${words === '' ? '' : `: ${words.trim().slice(-LAST_WORDS)}`}`;
  }
}

async function killed(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await gone;
}

// Node runs no TypeScript everywhere: from the sources, the child is what has been built of them.
const ENTRY = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/isolation/child-main.js' : './child-main.js', import.meta.url),
);
