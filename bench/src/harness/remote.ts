/** A worker, seen from the process that conducts. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, Request } from './worker.js';

/** Which subject: a module of `src/subjects`, a name in it, and what it is given. */
export interface SubjectName {
  readonly module: string;
  readonly subject: string;
  readonly argument?: unknown;
  /** Folder of a {@link variant} to run instead of what was built. */
  readonly root?: string;
}

export class Remote {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #calls = 0;

  private constructor(child: ChildProcess, name: SubjectName) {
    this.#child = child;
    child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    child.on('exit', (code, signal) => {
      const error = `${name.module}/${name.subject} ended with ${signal ?? code}`;
      for (const [id, answer] of this.#waiting) answer({ id, error });
      this.#waiting.clear();
    });
  }

  /**
   * Starts a worker. Resolves when its subject is ready.
   *
   * @param flags of Node, besides those that every worker has
   */
  static async start(name: SubjectName, flags: readonly string[] = []): Promise<Remote> {
    const execArgv = ['--expose-gc', ...flags];
    const child = fork(workerPath(name), argumentsOf(name), { execArgv, serialization: 'advanced' });
    const remote = new Remote(child, name);
    await remote.#answer(0);
    return remote;
  }

  /** Calls a method of the subject. */
  async call<T = void>(method: string, argument?: unknown): Promise<T> {
    this.#calls += 1;
    const id = this.#calls;
    const answer = this.#answer(id);
    this.#child.send({ id, method, argument } satisfies Request);
    return (await answer) as T;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.disconnect();
    await gone;
  }

  #answer(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ error, result }) => (error === undefined ? resolve(result) : reject(new Error(error))));
    });
  }
}

export function workerPath({ root }: SubjectName): string {
  return root === undefined
    ? fileURLToPath(new URL('./worker.js', import.meta.url))
    : join(root, 'harness', 'worker.js');
}

export function argumentsOf({ module, subject, argument }: SubjectName): string[] {
  return [module, subject, JSON.stringify(argument ?? null)];
}
